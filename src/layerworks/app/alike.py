"""Findings for people: what is said of many pieces in the same way is said once."""

from collections.abc import Iterable

from layerworks.geometry import Finding
from layerworks.words import Text, say


def once(findings: Iterable[Finding]) -> tuple[tuple[Finding, Text], ...]:
    """Return the first finding of each kind (code and severity), in order, with its sentence: how many are like it."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.severity), []).append(finding)
    return tuple((same[0], _sentence(same)) for same in kinds.values())


def _sentence(same: list[Finding]) -> Text:
    more = len(same) - 1
    return say("app.and_alike", text=same[0].text, count=more) if more else same[0].text
