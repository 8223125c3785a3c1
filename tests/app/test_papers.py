"""Business papers say the same in HTML and PDF, in both languages, and escape what comes from outside."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from centre.orders_at_work import Shop, quote_line
from centre.price_requests import BRACKET
from layerworks.app.centre.papers import confirmation_paper, delivery_paper, invoice_paper, quote_paper
from layerworks.centre.orders import billing, finishing
from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.invoice import TaxData
from layerworks.documents.figures import money
from layerworks.documents.paper import Money, Paper, Party
from layerworks.documents.paper_html import paper_html
from layerworks.documents.paper_pdf import paper_pdf
from layerworks.words import Language, render

SELLER = Party("增材制造服务中心 Additive Works", ((None, "上海市 Shanghai"),))
BUYER = Party("李雷 <script>alert(1)</script>")
DAY = date(2025, 11, 25)
TAX = TaxData("星火精密有限公司", "91110000600037341L", "上海市", "021-1", "工商银行", "6222", "special")


@pytest.fixture(scope="module")
def papers() -> tuple[Paper, ...]:
    shop = Shop()
    line = replace(quote_line(1, at_risk=1), part="支架 bracket")
    quote = shop.quoted(line, quote_line(2, replace(BRACKET, quantity=3), sliced=False))
    order = shop.print_all(shop.ordered(2, 3))
    order = shop.do(order.id, *finishing.inspect(order, tuple(p.id for p in order.pieces), {}))
    order = shop.do(
        order.id, *finishing.deliver(order, finishing.ready(order)[:3], Address("李雷", "南京路 1", "上海"))
    )
    order = shop.do(order.id, *billing.invoice(order, TAX))
    return (
        quote_paper(quote, SELLER, BUYER),
        confirmation_paper(order, SELLER, BUYER, DAY),
        invoice_paper(order, order.invoices[0], SELLER, DAY),
        delivery_paper(order, order.deliveries[0], SELLER, DAY),
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_a_page_says_all_that_the_paper_does(papers: tuple[Paper, ...], language: Language):
    for paper in papers:
        page = paper_html(paper, language)
        assert "<script>" not in page
        assert paper.number in page
        assert all(render(column.label, language) in page for column in paper.columns)
        for _, cell in paper.sums:
            assert isinstance(cell, Money)
            assert money(cell.amount, paper.currency) in page


@pytest.mark.parametrize("language", get_args(Language))
def test_a_pdf_is_made_twice_alike_with_no_font_in_it(papers: tuple[Paper, ...], language: Language):
    for paper in papers:
        made = paper_pdf(paper, language)
        assert made == paper_pdf(paper, language)
        assert made.startswith(b"%PDF")
        assert b"STSong-Light" in made
        assert b"FontFile" not in made
        assert len(made) < 20_000


def test_a_long_paper_goes_over_pages(papers: tuple[Paper, ...]):
    long = replace(papers[0], rows=papers[0].rows * 60)
    assert paper_pdf(long, "zh").count(b"/Type /Page\n") > 2


def test_an_invoice_names_what_a_fapiao_needs(papers: tuple[Paper, ...]):
    page = paper_html(papers[2], "zh")
    for wanted in (TAX.title, TAX.tax_number, TAX.bank, TAX.account, "增值税专用发票"):
        assert wanted in page
