"""How a program is written."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class GcodeSettings:
    """relative_extrusion: a move says how much it pushes (M83); else how much has been pushed in the layer (M82)."""

    relative_extrusion: bool = setting(True)
