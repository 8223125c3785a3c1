"""Which engine is meant, and the way of a plate through it."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from layerworks.digest import digest_bytes
from layerworks.engines import curaengine, prusaslicer
from layerworks.engines.job import EngineJob, EngineResult
from layerworks.engines.running import run
from layerworks.engines.sealing import program_identity
from layerworks.engines.sequences import with_sequences
from layerworks.errors import Missing, Rejected
from layerworks.gcode.program import Program
from layerworks.gcode.reading import read_program
from layerworks.words import say


class Engine(Protocol):
    """What each engine's folder offers."""

    @property
    def NAME(self) -> str:
        """What people call it."""
        ...

    @property
    def PROGRAMS(self) -> tuple[str, ...]:
        """Names of the program on the search path, the usual one first."""
        ...

    @property
    def COVERED(self) -> frozenset[str]:
        """Our settings that it has an equivalent of."""
        ...

    def prepare(self, job: EngineJob, folder: Path) -> list[str]:
        """Write an engine's input into a folder; return its arguments."""
        ...

    def roughly(self, ours: Mapping[str, Any]) -> tuple[str, ...]:
        """Return our settings that it follows only roughly."""
        ...

    def version_of(self, gcode: bytes) -> str:
        """Return the version that a program of the engine names."""
        ...


_BY_NAME: dict[str, Engine] = {"prusaslicer": prusaslicer, "curaengine": curaengine}
ENGINES: tuple[str, ...] = tuple(_BY_NAME)
GCODE = "plate.gcode"


def covered_keys(engine: str) -> frozenset[str]:
    """Return our settings that an engine has an equivalent of."""
    return _engine(engine).COVERED


def identity_of(engine: str) -> str:
    """Return the digest of an engine's installed program, which stands for its version; "" where there is none."""
    return program_identity(_engine(engine).PROGRAMS)


def slice_with(engine: str, job: EngineJob) -> EngineResult:
    """Slice a plate with an installed program, in a folder that is gone afterwards.

    Raises Missing for an unknown engine or a program that is not installed, Rejected when it refuses the plate or
    writes what cannot be read, Unreachable when it takes too long.
    """
    of = _engine(engine)
    program = next((found for name in of.PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Missing(say("engines.absent", engine=of.NAME), say(f"engines.install_{engine}"))
    with tempfile.TemporaryDirectory(prefix="layerworks-") as place:
        folder = Path(place)
        run([program, *of.prepare(job, folder)], folder, folder / GCODE, of.NAME, job.limits)
        text = (folder / GCODE).read_bytes()
    moves = read_program(text)
    if not (moves.layer >= 0).any():
        raise Rejected(say("engines.nothing_laid", engine=of.NAME), say("engines.failed_remedy"))
    return sliced_before(engine, job, with_sequences(text, moves, job))


def sliced_before(engine: str, job: EngineJob, text: bytes) -> EngineResult:
    """Return what `slice_with` returned for the same job when it made a program's text: engines are not bound to make
    the same again.
    """
    of = _engine(engine)
    program = Program(text, job.codes.dialect, digest_bytes(text))
    return EngineResult(program, read_program(text), of.version_of(text), of.roughly(job.values))


def _engine(name: str) -> Engine:
    if name not in _BY_NAME:
        raise Missing(say("engines.unknown", name=name), say("engines.known", names=", ".join(ENGINES)))
    return _BY_NAME[name]
