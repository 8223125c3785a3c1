"""The report of a part as one HTML page that needs nothing else: no script, no font, no other file."""

import base64
import struct
import unicodedata
from functools import cache, partial
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from layerworks.documents import figures
from layerworks.documents.part_report import PartReport, Swatch, TimeShare
from layerworks.words import Language, Text, render, say

_LANG = {"en": "en", "zh": "zh-CN"}
_SHOWN_SHARES = 8  # the rest among them
_LEAST_SHARE = 0.01
_REST_GREYS = ("#b4bdc7", "#525d69")


def part_report_html(report: PartReport, language: Language) -> str:
    """Return the page in a language. Everything from outside is escaped; control characters are taken out."""

    def words(key: str, **values: str | int | float) -> str:
        return render(say(f"documents.{key}", **values), language)

    return (
        _environment()
        .get_template("part_report.html.j2")
        .render(
            report=report,
            shares=_folded(report.time_shares),
            lang=_LANG[language],
            words=words,
            sentence=partial(_sentence, language=language),
            money=lambda amount: figures.money(amount, report.currency),  # pyright: ignore[reportUnknownLambdaType]
            day=lambda when: figures.day(when, language),  # pyright: ignore[reportUnknownLambdaType]
            moment=lambda when: figures.moment(when, language),  # pyright: ignore[reportUnknownLambdaType]
            duration=lambda time_s: figures.duration(time_s, language),  # pyright: ignore[reportUnknownLambdaType]
            number=figures.number,
            percent=figures.percent,
            significant=figures.significant,
            data_uri=_data_uri,
            png_size=_png_size,
            style=Markup(_file("part_report.css")),  # ours: the only text that is not escaped
        )
    )


def _folded(shares: tuple[TimeShare, ...]) -> tuple[TimeShare, ...]:
    """Return the shares, largest first, with the small ones put together: they would only lengthen the page."""
    ordered = sorted(shares, key=lambda share: -share.time_s)
    least_s = _LEAST_SHARE * sum(share.time_s for share in shares)
    large = [share for share in ordered if share.time_s >= least_s][: _SHOWN_SHARES - 1]
    small = ordered[len(large) :]
    if len(small) < 2:
        return tuple(ordered)
    rest = Swatch(say("documents.the_rest"), *_REST_GREYS)
    return (*large, TimeShare(rest, sum(share.time_s for share in small)))


def _sentence(text: Text, *, language: Language) -> str:
    return render(text, language)


def _data_uri(png: bytes) -> Markup:
    return Markup("data:image/png;base64," + base64.b64encode(png).decode("ascii"))  # safe by its alphabet


def _png_size(png: bytes) -> tuple[int, int]:
    """Return width and height from a PNG's header, so that the page does not jump while it loads."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _printable(value: object) -> object:
    """Return a value without control characters: they are not allowed in HTML and can turn text around."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c == "\n" else "\ufffd" for c in value)
    return value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _file(name: str) -> str:
    return resources.files("layerworks.documents").joinpath(name).read_text(encoding="utf-8")
