"""Named process settings that build on one another: draft, standard, fine, strong, …"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from layerworks.catalogue.name import Name
from layerworks.catalogue.record_file import read_record
from layerworks.catalogue.source import Source
from layerworks.settings import SettingKind


@dataclass(frozen=True, slots=True)
class Profile:
    """A process profile.

    inherits: id of the profile whose values hold where this one says nothing.
    settings: values of slicing settings. per_nozzle: lengths as multiples of the nozzle's diameter, so that one
    profile serves a 0.4 mm nozzle and a 4 mm pellet screw. firm: whether its values stand before what machine and
    material usually take, as those of a whole configuration do.
    """

    id: str
    name: Name
    sources: tuple[Source, ...]
    inherits: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    per_nozzle: Mapping[str, float] = field(
        default_factory=dict[str, float], metadata={"kind": SettingKind("×", 0.01, 50.0)}
    )
    firm: bool = False


def read_profile(text: str, file: str) -> Profile:
    """Return the profile that a TOML text describes. Raises Rejected with every complaint, line by line."""
    return read_record(Profile, text, file)


def settings_at(profile: Profile, nozzle_mm: float) -> dict[str, Any]:
    """Return the settings of a profile at a nozzle diameter, lengths to a hundredth of a millimetre."""
    return {**profile.settings, **{key: round(times * nozzle_mm, 2) for key, times in profile.per_nozzle.items()}}


def on_top_of(parent: Profile, child: Profile) -> Profile:
    """Return the child with the parent's values where it says nothing itself."""
    settings = {k: v for k, v in parent.settings.items() if k not in child.per_nozzle} | dict(child.settings)
    per_nozzle = {k: v for k, v in parent.per_nozzle.items() if k not in child.settings} | dict(child.per_nozzle)
    return replace(child, settings=settings, per_nozzle=per_nozzle)
