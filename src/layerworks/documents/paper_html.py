"""A business paper as one HTML page that needs nothing else: no script, no font, no other file."""

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from layerworks.documents.paper import Cell, Paper, shown
from layerworks.words import Language


def paper_html(paper: Paper, language: Language) -> str:
    """Return the page in a language. Everything from outside is escaped."""

    def text(cell: Cell) -> str:
        return shown(cell, paper.currency, language)

    style = Markup(_file("paper.css"))  # ours: the only text that is not escaped
    lang = "zh-CN" if language == "zh" else language
    return _environment().get_template("paper.html.j2").render(paper=paper, text=text, lang=lang, style=style)


@cache
def _environment() -> Environment:
    return Environment(loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined)


def _file(name: str) -> str:
    return (resources.files("layerworks.documents") / name).read_text(encoding="utf-8")
