"""Libraries for the network are an extra: only connectors that need them import them, and nothing else needs those."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src/layerworks"
LIBRARIES = re.compile(r"^\s*(?:import|from) (aiohttp|msgspec|uvloop)\b", re.MULTILINE)
ROOMS = re.compile(
    r"^\s*(?:import|from) layerworks\.connectors\.(moonraker|octoprint|virtual|network|conversing|line|_background)\b",
    re.MULTILINE,
)
APART = tuple(
    f"connectors/{name}"
    for name in ("moonraker/", "octoprint/", "virtual/", "network.py", "conversing.py", "line.py", "_background.py")
)


def test_only_networked_connectors_import_network_libraries():
    for path in SOURCES.rglob("*.py"):
        place = path.relative_to(SOURCES).as_posix()
        if not place.startswith(APART):
            text = path.read_text()
            assert not LIBRARIES.search(text), place
            assert not ROOMS.search(text), place
