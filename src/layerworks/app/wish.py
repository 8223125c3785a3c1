"""What somebody wants made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layerworks.geometry import ModifierKind, Unit
from layerworks.geometry.solids import Solid

OWN_ENGINE = "layerworks"  # slices in this process; the others are installed programs


@dataclass(frozen=True, slots=True)
class ModifierFile:
    """Volumes in the model's coordinates, and what they change: `key → text`.

    file: with the volumes, or one volume by its measures. kind: what they are; supports must not hold a part in a
    blocker, and must in an enforcer.
    """

    file: Path | Solid
    settings: Mapping[str, str]
    kind: ModifierKind = "modifier"

    @property
    def told(self) -> dict[str, str]:
        """What is recorded of it."""
        shape = {} if isinstance(self.file, Path) else {"solid": str(self.file)}
        return shape | (dict(self.settings) if self.kind == "modifier" else {"kind": self.kind})


@dataclass(frozen=True, slots=True)
class Wish:
    """A model, and how it is to be made.

    machine, material, profile: catalogue ids. quantity: pieces. settings: `key → text` as somebody typed them; they win
    over profile, machine and material. part_settings: `part → key → text`, for single parts; a part is meant by its
    name on the plate, by that of its shape (all copies) or by its number from 1. unit: what the file's numbers mean,
    None for what it says (or mm).
    seed: decides everything that chance would (the simulated printer's mishaps). engine: who slices, OWN_ENGINE or an
    installed program of `layerworks.engines`. modifiers: volumes that change settings where they meet a part.
    """

    model: Path
    machine: str
    material: str = "pla"
    profile: str = "standard"
    quantity: int = 1
    seed: int = 0
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    unit: Unit | None = None
    engine: str = OWN_ENGINE
    part_settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    modifiers: tuple[ModifierFile, ...] = ()
