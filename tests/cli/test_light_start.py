"""A command loads what it needs and no more: most of what a small part costs is the start of the program."""

import subprocess
import sys
from pathlib import Path

BRACKET = Path(__file__).parents[2] / "examples" / "bracket.stl"
HEAVY = (
    "pydantic", "rich", "urllib.request", "PIL", "jinja2", "layerworks.engines", "layerworks.cli.hub_machines",
    "layerworks.slicing.supports.standing", "layerworks.slicing.supports.overhangs", "layerworks.slicing.infill.gyroid",
)  # fmt: skip


def test_slicing_loads_nothing_that_is_not_asked_for(tmp_path: Path):
    code = (
        "import sys; from layerworks.cli.door import run; code = run(sys.argv[1:]);"
        f"print(*[name for name in {HEAVY} if name in sys.modules], sep=','); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "slice", str(BRACKET), "--out", str(tmp_path / "bracket.gcode")]
    plain = ["--machine", "bench-fast", "--block", str(BRACKET), "--quiet"]
    done = subprocess.run([*command, *plain], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "", done.stderr


def test_help_and_version_load_no_arrays():
    for words in (["--version"], ["slice", "--help"]):
        code = "import sys; from layerworks.cli.door import run; run(sys.argv[1:]); sys.exit('numpy' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False).returncode == 0
