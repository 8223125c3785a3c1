"""Jobs for engines, and programs that only pretend to be one."""

import shutil
import stat
from pathlib import Path

import pytest

from layerworks.app.recipe import recipe_of
from layerworks.app.wish import Wish
from layerworks.engines import EngineJob, EngineLimits
from layerworks.geometry import Plate
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.reading import read_model
from line.small_models import box, write_stl

INSTALLED = {"prusaslicer": ("prusa-slicer", "PrusaSlicer"), "curaengine": ("CuraEngine", "curaengine")}


def expect_installed(engine: str) -> None:
    """Skip the test where an engine is not installed."""
    if not any(shutil.which(name) for name in INSTALLED[engine]):
        pytest.skip(f"{engine} is not installed; apt install prusa-slicer cura-engine")


def job_of(
    folder: Path, *, machine: str = "prusa-mk4s", copies: int = 1, limits: EngineLimits | None = None, **settings: str
) -> EngineJob:
    """Return the job of a small block on a machine."""
    recipe = recipe_of(Wish(folder, machine, settings=settings))
    model = read_model(write_stl(folder / "block.stl", box((12.0, 9.0, 2.0))))
    mesh = check(model.items[0], CheckSettings())
    plate = place([mesh], recipe.machine.bed, PlaceSettings(copies=copies))
    assert isinstance(plate, Plate)
    return EngineJob(plate, recipe.values(), recipe.machine.codes, recipe.temperatures, 0.4, limits or EngineLimits())


def pretend(folder: Path, name: str, script: str) -> None:
    """Put a shell script under an engine's name into a folder."""
    program = folder / name
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
