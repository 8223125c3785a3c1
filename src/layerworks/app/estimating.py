"""How long a program takes, ours or anybody's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layerworks.app.shop import put
from layerworks.catalogue import Machine, Material
from layerworks.errors import Missing
from layerworks.motion import (
    Envelope,
    Estimate,
    Limits,
    MotionProfile,
    NonMotionModel,
    Timeline,
    estimate_file,
    time_file,
)
from layerworks.pictures.theme import ThemeName
from layerworks.words import Language, say


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a program is timed by.

    known: about the printer beside its limits, None for what is usual. macros: bodies of the printer's own commands, by
    name in capitals. firm: limits, by field, that the program may not change.
    """

    machine: Machine
    material: Material
    limits: Limits
    known: NonMotionModel | None = None
    macros: Mapping[str, str] = field(default_factory=dict[str, str])
    firm: Collection[str] = ()


def estimate_program_file(path: Path, conditions: Conditions) -> Estimate:
    """Return the estimate of a program's file, held against a machine's room and heat.

    Raises Missing, Rejected or Unreachable for a file that cannot be read.
    """
    _expect_file(path)
    return estimate_file(
        path,
        conditions.limits,
        density_g_cm3=conditions.material.density_g_cm3,
        filament_mm=conditions.machine.codes.filament_mm,
        non_motion=conditions.known,
        macros=conditions.macros,
        envelope=envelope_of(conditions.machine),
        firm=conditions.firm,
    )


def time_program_file(path: Path, machine: Machine, material: Material) -> tuple[Estimate, Timeline]:
    """Return the estimate of a program's file on a machine as the catalogue has it, and its timeline.

    Raises Missing, Rejected or Unreachable for a file that cannot be read.
    """
    _expect_file(path)
    return time_file(
        path,
        machine.planner,
        density_g_cm3=material.density_g_cm3,
        filament_mm=machine.codes.filament_mm,
        envelope=envelope_of(machine),
    )


def plan_program_file(path: Path, conditions: Conditions) -> MotionProfile:
    """Return the motion of a program's file, all of it in memory.

    Raises Missing, Rejected or Unreachable for a file that cannot be read.
    """
    from layerworks.gcode.reading import open_program, read_program
    from layerworks.motion import plan, reading_rules

    _expect_file(path)
    moves = read_program(open_program(path), reading_rules(conditions.limits, conditions.macros))
    return plan(moves, conditions.limits, firm=conditions.firm)


def write_pictures(
    profile: MotionProfile,
    conditions: Conditions,
    folder: Path,
    *,
    theme: ThemeName = "light",
    language: Language = "en",
) -> tuple[Path, ...]:
    """Put pictures of a planned program into a folder: speed, flow, acceleration, timeline. Raises Unreachable."""
    from layerworks.pictures.planned import planned_pictures

    filament_mm = conditions.machine.codes.filament_mm
    drawn = planned_pictures(profile, filament_mm=filament_mm, theme=theme, language=language)
    return tuple(put(folder / name, picture) for name, picture in drawn.items())


def write_arrays(profile: MotionProfile, conditions: Conditions, file: Path) -> Path:
    """Put a planned program into a file of arrays (docs/guides/estimate.md). Raises Unreachable."""
    from layerworks.pictures.viewer import viewer_file

    return put(file, viewer_file(profile, conditions.machine.codes.filament_mm))


def envelope_of(machine: Machine) -> Envelope:
    """Return what a machine can take, for holding a program against it."""
    bed = machine.bed
    x, y = bed.origin_x_mm, bed.origin_y_mm
    return Envelope(
        low_mm=(x, y, 0.0),
        high_mm=(x + bed.width_mm, y + bed.depth_mm, bed.height_mm),
        max_flow_mm3_s=None if machine.flow_class == "unlimited" else machine.max_flow_mm3_s,
        max_nozzle_c=machine.hot_end_max_c,
        max_bed_c=machine.bed_max_c,
        max_chamber_c=machine.chamber_max_c or None,
    )


def _expect_file(path: Path) -> None:
    if path.is_dir():
        raise Missing(say("app.a_folder", path=str(path)), say("app.name_a_program"))
