"""Templates with our sentences, and numbers as each language writes them."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from layerworks.web.pages.icons import ICONS
from layerworks.web.pages.islands import has_islands
from layerworks.web.pages.visitor import Visitor
from layerworks.words import Text, render, say

_COMMAND = re.compile("`([^`]+)`")
_HERE = Path(__file__).parent
_LOCALES = {"en": "en", "zh": "zh_Hans_CN"}


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["coded"] = _coded
    return templates


def _coded(text: str) -> Markup:
    """Return a sentence with its `commands` as code."""
    return Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(text))))


def page(template: str, visitor: Visitor, **values: Any) -> str:
    """Return a page as HTML.

    In templates, `t(key, …)` is the sentence `pages.key`, `told(text)` any text, `number`, `money`, `date`, `duration`
    write values as the language does, `icon(name)` is a drawing.
    """
    from babel.dates import format_date
    from babel.numbers import format_currency, format_decimal

    locale = _LOCALES[visitor.language]

    def told(text: Text) -> str:
        return render(text, visitor.language)

    def t(key: str, **said: Any) -> str:
        return told(say(f"pages.{key}", **said))

    def number(value: float, digits: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=locale)

    def money(amount: float, currency: str, whole: bool = False) -> str:
        return format_currency(
            amount, currency, locale=locale, format="¤#,##0" if whole else None, currency_digits=not whole
        )

    def date(value: datetime) -> str:
        return format_date(value, format="long", locale=locale)

    def duration(seconds: float) -> str:
        minutes = round(seconds / 60)
        return t("hours_minutes", h=minutes // 60, m=minutes % 60) if minutes >= 60 else t("minutes", m=minutes)

    def icon(name: str) -> Markup:
        return Markup(ICONS[name])

    written = {"t": t, "told": told, "number": number, "money": money, "date": date, "duration": duration, "icon": icon}
    return _templates().get_template(template).render(visitor=visitor, islands=has_islands(), **written, **values)
