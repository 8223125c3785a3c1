"""Where the figures of a record come from."""

from dataclasses import dataclass
from typing import Literal

SourceKind = Literal["maker", "data_sheet", "standard", "profile", "measured", "typical", "decision"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and the figures taken from it.

    kind: maker (specification page), data_sheet, standard, profile (a published slicer profile or firmware
    configuration), measured (here), typical (general knowledge of the trade: verify before relying on it),
    decision (a choice of this catalogue).
    gives: keys such as `bed` or `limits.max_accel_mm_s2`; empty: everything that no other source gives.
    """

    document: str
    kind: SourceKind
    gives: tuple[str, ...] = ()


def source_of(sources: tuple[Source, ...], key: str) -> Source | None:
    """Return the source of a figure: the one that names it or a parent of it, else the one that gives the rest."""
    for source in sources:
        if any(key == given or key.startswith(given + ".") for given in source.gives):
            return source
    return next((source for source in sources if not source.gives), None)
