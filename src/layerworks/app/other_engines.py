"""A plate sliced by another installed engine, and from there on treated like our own."""

from dataclasses import fields, replace
from typing import Any

from layerworks.app.preparing import Kept, PreparedPlate, program_key, time_program
from layerworks.app.progress import Tell
from layerworks.app.recipe import Recipe, stage_records
from layerworks.digest import digest_bytes, digest_of
from layerworks.engines import EngineJob, covered_keys, identity_of, slice_with, sliced_before
from layerworks.engines.sealing import holds, sealed
from layerworks.gcode.writing import GcodeSettings
from layerworks.geometry import Finding, Plate
from layerworks.geometry.checking import CheckSettings
from layerworks.geometry.placing import PlaceSettings
from layerworks.settings import default_of, keys_of
from layerworks.words import say

_BEFORE = (CheckSettings, PlaceSettings, GcodeSettings)  # what is ours whoever slices


def prepare_with(engine: str, plate: Plate, recipe: Recipe, tell: Tell, kept: Kept) -> PreparedPlate:
    """Have a plate sliced by an installed engine, with our settings as far as it has equivalents, and time it.

    kept: gives the program that was made of the same before, by key: of the same engine, model and settings. Without
    the seal of that key, or changed since, it is not believed and made anew.

    Raises Missing, Rejected or Unreachable as `slice_with` does.
    """
    from layerworks.pictures.foreign import toolpath_of_moves

    values, codes = recipe.values(), recipe.machine.codes
    tell(say("engines.slicing_with", engine=engine))
    job = EngineJob(plate, values, codes, recipe.temperatures, recipe.machine.nozzles_mm[0])
    key = digest_of(program_key(plate, recipe), engine, identity_of(engine))
    before = kept(key)
    if before is not None and holds(before, key):
        sliced = sliced_before(engine, job, before)
    else:
        fresh = slice_with(engine, job)
        text = sealed(fresh.program.text, key)
        sliced = replace(fresh, program=replace(fresh.program, text=text, digest=digest_bytes(text)))
    tell(say("app.timing"))
    timed = time_program(sliced.program, recipe)
    return PreparedPlate(
        plate,
        toolpath_of_moves(sliced.moves, codes.filament_mm),
        sliced.program,
        timed,
        key,
        _findings(engine, sliced.version, sliced.approximated, values),
    )


def _findings(engine: str, version: str, approximated: tuple[str, ...], values: dict[str, Any]) -> tuple[Finding, ...]:
    found = [Finding("sliced_by", "info", say("engines.sliced_by", engine=engine, version=version))]
    ignored = _changed(values) - covered_keys(engine)
    for code, keys in (("ignored", sorted(ignored)), ("roughly", list(approximated))):
        if keys:
            text = say(f"engines.{code}", engine=engine, keys=", ".join(keys))
            found.append(Finding(f"settings_{code}", "warn", text, say(f"engines.{code}_remedy")))
    return tuple(found)


def _changed(values: dict[str, Any]) -> set[str]:
    """Return the settings of slicing that are not at their default."""
    ours = {f.name for record in _BEFORE for f in fields(record)}
    return {key for key, f in keys_of(stage_records()).items() if key not in ours and values.get(key) != default_of(f)}
