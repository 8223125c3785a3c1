"""STEP (ISO 10303-21), by Open CASCADE through `cascadio`, in a process of its own that may fail without harm."""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from layerworks.errors import Rejected
from layerworks.geometry.finding import Finding
from layerworks.geometry.reading.glb import read_glb
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawModel
from layerworks.words import say

LINEAR_MM = 0.01  # largest distance of a triangle from the true surface: a tenth of what a printer can show
ANGULAR_RAD = 0.5  # largest turn from one triangle to the next on a curve, for radii too small for the distance to bind
_PROCESS = Path(__file__).with_name("step_process.py")


def read_step(data: bytes, limits: ReadLimits) -> RawModel:
    """Read the solids of a STEP file as triangles within `LINEAR_MM` of the true surface.

    Raises Rejected when cascadio is not installed or cannot read the file within the limits.
    """
    if importlib.util.find_spec("cascadio") is None:
        raise Rejected(say("reading.step_extra"), say("reading.remedy_step_extra"))
    with tempfile.TemporaryDirectory(prefix="layerworks-") as folder:
        source, target = Path(folder, "model.step"), Path(folder, "model.glb")
        source.write_bytes(data)
        settings = [str(LINEAR_MM), str(ANGULAR_RAD), str(limits.step_memory_bytes)]
        command = [sys.executable, "-P", str(_PROCESS), str(source), str(target), *settings]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=limits.step_timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            text = say("reading.step_slow", limit_s=limits.step_timeout_s)
            raise Rejected(text, say("reading.remedy_mesh")) from error
        if done.returncode != 0 or not target.is_file():
            raise Rejected(say("reading.step_failed"), say("reading.remedy_step"))
        if target.stat().st_size > limits.max_unpacked_bytes:
            raise Rejected(
                say("reading.zip_large", limit_mb=limits.max_unpacked_bytes / 1e6), say("reading.remedy_mesh")
            )
        items = read_glb(target.read_bytes(), limits)
    finding = Finding("tessellated", "info", say("reading.tessellated", tolerance_mm=LINEAR_MM), value=LINEAR_MM)
    return RawModel("step", "millimeter", items, (finding,))
