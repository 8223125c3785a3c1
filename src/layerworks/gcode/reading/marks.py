"""What slicers write into comments, in our words.

Sources: programs of PrusaSlicer, SuperSlicer, OrcaSlicer, Bambu Studio, Cura, ideaMaker, Kiri:Moto and Simplify3D.
"""

from collections.abc import Mapping
from types import MappingProxyType

from layerworks.slicing.role import Role

ROLE_OF_NAME: Mapping[str, Role] = MappingProxyType(
    {
        # PrusaSlicer, SuperSlicer (";TYPE:External perimeter")
        "external perimeter": Role.OUTER_WALL,
        "perimeter": Role.INNER_WALL,
        "internal perimeter": Role.INNER_WALL,
        "overhang perimeter": Role.OVERHANG_WALL,
        "thin wall": Role.GAP_FILL,
        "gap fill": Role.GAP_FILL,
        "internal infill": Role.SPARSE_FILL,
        "solid infill": Role.SOLID_FILL,
        "top solid infill": Role.TOP_SKIN,
        "bridge infill": Role.BRIDGE,
        "internal bridge infill": Role.BRIDGE,
        "ironing": Role.IRONING,
        "skirt": Role.SKIRT,
        "skirt/brim": Role.SKIRT,
        "support material": Role.SUPPORT,
        "support material interface": Role.SUPPORT_INTERFACE,
        "wipe tower": Role.PRIME,
        "custom": Role.CUSTOM,
        # OrcaSlicer, Bambu Studio ("; FEATURE: Outer wall")
        "outer wall": Role.OUTER_WALL,
        "inner wall": Role.INNER_WALL,
        "overhang wall": Role.OVERHANG_WALL,
        "sparse infill": Role.SPARSE_FILL,
        "internal solid infill": Role.SOLID_FILL,
        "top surface": Role.TOP_SKIN,
        "bottom surface": Role.BOTTOM_SKIN,
        "bridge": Role.BRIDGE,
        "internal bridge": Role.BRIDGE,
        "gap infill": Role.GAP_FILL,
        "floating vertical shell": Role.SOLID_FILL,
        "brim": Role.BRIM,
        "support": Role.SUPPORT,
        "support interface": Role.SUPPORT_INTERFACE,
        "support transition": Role.SUPPORT,
        "prime tower": Role.PRIME,
        "flush": Role.PRIME,
        # Cura, ideaMaker (";TYPE:WALL-OUTER")
        "wall-outer": Role.OUTER_WALL,
        "wall-inner": Role.INNER_WALL,
        "skin": Role.SOLID_FILL,
        "fill": Role.SPARSE_FILL,
        "support-interface": Role.SUPPORT_INTERFACE,
        "prime-tower": Role.PRIME,
        "solid-fill": Role.SOLID_FILL,
        "top-solid-fill": Role.TOP_SKIN,
        "bottom-solid-fill": Role.BOTTOM_SKIN,
        "gap-fill": Role.GAP_FILL,
        "thin-wall": Role.GAP_FILL,
        "raft": Role.RAFT,
        "ooze-shield": Role.CUSTOM,
        "wipe-tower": Role.PRIME,
        # Kiri:Moto ("; feature shells")
        "shells": Role.OUTER_WALL,
        "outer shell": Role.OUTER_WALL,
        "inner shell": Role.INNER_WALL,
        "solid fill": Role.SOLID_FILL,
        "thin fill": Role.GAP_FILL,
        # Simplify3D ("; feature outer perimeter")
        "outer perimeter": Role.OUTER_WALL,
        "inner perimeter": Role.INNER_WALL,
        "solid layer": Role.SOLID_FILL,
        "infill": Role.SPARSE_FILL,
        "dense support": Role.SUPPORT_INTERFACE,
        "prime pillar": Role.PRIME,
    }
)
"""Role by the name after TYPE or FEATURE, in lower case."""

LAYER_CHANGE_WORDS = ("layer_change", "change_layer")
LAYER_WORDS = ("layer",)  # with a number after it: ";LAYER:4", "; layer 4, Z = 1.0", ";; --- layer 4 (…"
ROLE_WORDS = ("type",)
FEATURE_WORDS = ("feature",)
OBJECT_WORDS = ("printing", "stop", "start", "end", "mesh")
