"""Findings as lines for people: a mark by shape and colour, the sentence, the remedy."""

from collections.abc import Iterable
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
    """Show findings, gravest first."""
    from rich.text import Text

    from layerworks.app.alike import once

    console = speech.console()
    ordered = sorted(findings, key=lambda finding: ("block", "at_risk", "warn", "info").index(finding.severity))
    for finding, sentence in once(ordered):
        mark, style = _MARKS[finding.severity]
        line = Text.assemble((f" {mark} ", style), (speech.word(f"severity_{finding.severity}"), style), " ")
        line.append(speech.line(sentence))
        if finding.remedy:
            line.append(" → " + speech.line(finding.remedy), style="dim")
        console.print(line)
