"""A business paper as PDF. Needs the extra `papers`.

Chinese is set in STSong-Light, one of the character collections that every PDF reader brings or replaces by a font of
its system (ISO 32000-1, 9.7.5): no font is shipped, installed or embedded. Latin is set in Helvetica.
"""

import re
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from layerworks.documents.paper import Cell, Paper, Party, shown
from layerworks.errors import Unreachable
from layerworks.words import Language, say

_CHINESE = "STSong-Light"
_LATIN = "Helvetica"
_NOT_LATIN = re.compile(r"[^\x20-\x7e\xa0-\xff–—‘’“”•…€−]+")
_INK, _SOFT, _LINE = "#1d2630", "#55616e", "#dde3ea"
_MARGIN_MM = 18
_FRAME = 6  # points that ReportLab keeps free inside its frames
_LABELS = 0.16  # of the width, for what a fact is called


def paper_pdf(paper: Paper, language: Language) -> bytes:
    """Return the PDF in a language; the same paper gives the same bytes. Raises Unreachable without ReportLab."""
    try:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.units import mm
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.platypus import SimpleDocTemplate
    except ImportError as error:
        raise Unreachable(say("documents.no_pdf"), say("documents.no_pdf_remedy")) from error
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    out, margin = BytesIO(), _MARGIN_MM * mm
    page = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=f"{shown(paper.title, paper.currency, language)} {paper.number}",
        author=paper.seller.name,
        lang="zh-CN" if language == "zh" else "en",
        invariant=1,
    )
    page.build(_Sheet(paper, language, page.width).flow(), onFirstPage=_foot(paper), onLaterPages=_foot(paper))
    return out.getvalue()


class _Sheet:
    """The parts of a paper in order, as ReportLab lays them out on pages of a width in points."""

    def __init__(self, paper: Paper, language: Language, width: float) -> None:
        self.paper, self.width = paper, width - 2 * _FRAME
        self.language: Language = language

    def flow(self) -> list[Any]:
        from reportlab.platypus import Spacer

        paper = self.paper
        title = [self._text(paper.title, size=20, bold=True), self._text(paper.number, soft=True)]
        return [
            self._beside(title, self._party(paper.seller, right=True)),
            Spacer(0, 26),
            self._beside(self._party(paper.buyer), self._facts()),
            Spacer(0, 22),
            self._table(),
            Spacer(0, 14),
            *(self._text(note, soft=True) for note in paper.notes),
        ]

    def _shown(self, cell: Cell) -> str:
        return shown(cell, self.paper.currency, self.language)

    def _text(
        self, cell: Cell, *, size: float = 9.5, soft: bool = False, right: bool = False, bold: bool = False
    ) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.enums import TA_LEFT, TA_RIGHT
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        style = ParagraphStyle(
            "text",
            fontName=f"{_LATIN}-Bold" if bold else _LATIN,
            fontSize=size,
            leading=size * 1.45,
            textColor=HexColor(_SOFT if soft else _INK),
            alignment=TA_RIGHT if right else TA_LEFT,
            wordWrap="CJK" if self.language == "zh" else None,
        )
        return Paragraph(_markup(self._shown(cell)), style)

    def _party(self, party: Party, *, right: bool = False) -> list[Any]:
        lines = [f"{self._shown(label)} {line}" if label else line for label, line in party.lines]
        return [
            self._text(party.name, bold=True, right=right),
            *(self._text(line, soft=True, right=right) for line in lines),
        ]

    def _facts(self) -> list[Any]:
        from reportlab.platypus import Table

        close = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
        rows = [[self._text(label, soft=True), self._text(cell)] for label, cell in self.paper.facts]
        widths = [self.width * _LABELS, self.width * (0.5 - _LABELS) - 2 * _FRAME]
        return [Table(rows, colWidths=widths, style=close, hAlign="LEFT")] if rows else []

    def _beside(self, left: list[Any], right: list[Any]) -> Any:
        from reportlab.platypus import Table

        plain = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (1, 0), (1, 0), 0),
        ]
        return Table([[left, right]], colWidths=[self.width / 2] * 2, style=plain)

    def _table(self) -> Any:
        from reportlab.platypus import Table

        columns, last = self.paper.columns, len(self.paper.columns) - 1
        head = [self._text(c.label, size=8.5, soft=True, right=c.figures) for c in columns]
        rows = [
            [self._text(cell, right=c.figures) for c, cell in zip(columns, row, strict=True)] for row in self.paper.rows
        ]
        sums = [
            self._sum(label, cell, n == len(self.paper.sums) - 1) for n, (label, cell) in enumerate(self.paper.sums)
        ]
        style: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (last, 0), (last, -1), 0),
            ("LINEBELOW", (0, 0), (-1, len(rows)), 0.6, _LINE),
            *(("SPAN", (0, len(rows) + 1 + n), (last - 1, len(rows) + 1 + n)) for n in range(len(sums))),
        ]
        shares = sum(c.share for c in columns)
        widths = [self.width * c.share / shares for c in columns]
        return Table([head, *rows, *sums], colWidths=widths, style=style, repeatRows=1)

    def _sum(self, label: Cell, cell: Cell, counts: bool) -> list[Any]:
        size = 12.5 if counts else 9.5
        between = [""] * (len(self.paper.columns) - 2)
        return [
            self._text(label, right=True, size=size, soft=not counts, bold=counts),
            *between,
            self._text(cell, right=True, size=size, bold=counts),
        ]


def _foot(paper: Paper) -> Any:
    def draw(canvas: Any, page: Any) -> None:
        canvas.setFont(_LATIN, 8)
        canvas.setFillColor(_SOFT)
        canvas.drawRightString(
            page.leftMargin + page.width - _FRAME, page.bottomMargin / 2, f"{paper.number}  ·  {canvas.getPageNumber()}"
        )

    return draw


def _markup(text: str) -> str:
    """Return text for a paragraph, escaped, with what Helvetica lacks set in the Chinese font."""
    return _NOT_LATIN.sub(lambda run: f'<font name="{_CHINESE}">{run[0]}</font>', escape(text))
