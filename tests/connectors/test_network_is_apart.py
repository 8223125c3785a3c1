"""Libraries for the network are an extra: only connectors that need them import them, and nothing else needs those."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src/layerworks"
LIBRARIES = re.compile(r"^\s*(?:import|from) (aiohttp|fastapi|msgspec|starlette|uvicorn|uvloop)\b", re.MULTILINE)
BRANDS = ("bambu", "moonraker", "octoprint", "prusalink", "marlin_serial", "virtual")
ROOMS = (*BRANDS, "probing", "network", "conversing", "line", "_background")
USED = re.compile(rf"^\s*(?:import|from) layerworks\.connectors\.({'|'.join(ROOMS)})\b", re.MULTILINE)
# the hub and its door are of the same extra
APART = (
    *(f"connectors/{name}{end}" for name in ROOMS for end in ("/", ".py")),
    "cluster/",
    "web/",
    "app/hub/",
    "app/virtual.py",
    "cli/virtual.py",
)


def test_only_networked_connectors_import_network_libraries():
    for path in SOURCES.rglob("*.py"):
        place = path.relative_to(SOURCES).as_posix()
        if not place.startswith(APART):
            text = path.read_text()
            assert not LIBRARIES.search(text), place
            assert not USED.search(text), place
