"""Findings as lines for people: a mark by shape and colour, the sentence, the remedy."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from layerworks.cli import speech

if TYPE_CHECKING:
    from layerworks.geometry import Finding

_MARKS: dict[str, tuple[str, str]] = {
    "info": ("·", "dim"),
    "warn": ("◆", "yellow"),
    "at_risk": ("▲", "magenta"),
    "block": ("✕", "bold red"),
}


def print_findings(findings: "Iterable[Finding]") -> None:
    """Show findings, gravest first; in colours on a terminal."""
    from layerworks.app.alike import once

    ordered = sorted(findings, key=lambda finding: ("block", "at_risk", "warn", "info").index(finding.severity))
    show = _in_colours() if speech.is_seen() else _plainly
    for finding, sentence in once(ordered):
        remedy = " → " + speech.line(finding.remedy) if finding.remedy else ""
        show(finding.severity, " " + speech.line(sentence), remedy)


def _plainly(severity: str, sentence: str, remedy: str) -> None:
    """Show a finding where nobody sees colours: the library for them takes as long to load as a part to slice."""
    speech.answer(f" {_MARKS[severity][0]} {speech.word(f'severity_{severity}')}{sentence}{remedy}")


def _in_colours() -> Callable[[str, str, str], None]:
    from rich.text import Text

    console = speech.console()

    def show(severity: str, sentence: str, remedy: str) -> None:
        mark, style = _MARKS[severity]
        grave = (f" {mark} ", style), (speech.word(f"severity_{severity}"), style)
        console.print(Text.assemble(*grave, sentence, (remedy, "dim")))

    return show
