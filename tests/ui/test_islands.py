"""The islands: types, style, tests and the bundle, as Deno sees them."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

UI = Path(__file__).parents[2] / "ui"


@pytest.fixture(scope="module")
def bundling() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", UI / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        module.deno()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    return module


@pytest.mark.parametrize("check", ["check src/ tests/", "lint", "fmt --check", "test tests/"])
def test_deno_has_nothing_to_say(bundling, check: str):
    done = subprocess.run(
        [bundling.deno(), *check.split(), "--quiet"], cwd=UI, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_bundle_is_light_before_anything_is_turned(bundling, tmp_path):
    import gzip

    bundling.bundle(bundling.islands(), tmp_path)
    packed = {file.name: len(gzip.compress(file.read_bytes())) for file in tmp_path.iterdir()}
    assert {"page.js", "viewers.js", "upload.js", "forms.js"} <= set(packed)
    assert packed["page.js"] + packed["viewers.js"] < 3_000
    assert sum(size for name, size in packed.items() if name != "forms.js") < 200_000
