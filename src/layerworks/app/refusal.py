"""The ordinary answer to a wish that cannot be met as it is."""

from dataclasses import dataclass

from layerworks.geometry import Finding


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part is not made. findings: all of them, at least one blocks."""

    name: str
    findings: tuple[Finding, ...]
