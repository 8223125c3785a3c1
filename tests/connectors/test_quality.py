"""What a connector claims of itself is held to what it is and to the tests that exist."""

import re
import tomllib
from pathlib import Path

import pytest

from layerworks.connectors import bambu, marlin_serial, moonraker, octoprint, prusalink
from layerworks.fleet import Abilities

HERE = Path(__file__).parent
CONNECTORS = HERE.parents[1] / "src/layerworks/connectors"
BRANDS = sorted(p.parent.name for p in CONNECTORS.glob("*/quality.toml"))
TESTS = {name for path in HERE.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)}
CLAIMED: dict[str, Abilities] = {
    "bambu": bambu.ABILITIES,
    "moonraker": moonraker.ABILITIES,
    "octoprint": octoprint.ABILITIES,
    "prusalink": prusalink.ABILITIES,
    "marlin_serial": marlin_serial.ABILITIES,
}


@pytest.mark.parametrize("brand", BRANDS)
def test_every_claim_names_its_test_or_its_reason(brand: str):
    for name, claim in tomllib.loads((CONNECTORS / brand / "quality.toml").read_text()).items():
        assert claim["status"] in ("done", "todo", "exempt"), name
        if claim["status"] == "done":
            assert claim["test"] in TESTS, name
        else:
            assert claim["why"], name


@pytest.mark.parametrize("brand", BRANDS)
def test_every_hazard_is_spoken_of(brand: str):
    claims = tomllib.loads((CONNECTORS / brand / "quality.toml").read_text())
    spoken = {int(match[1]) for name in claims if (match := re.match(r"hazard_(\d+)_", name))}
    assert spoken == set(range(1, 15))


@pytest.mark.parametrize("brand", BRANDS)
def test_the_manifest_says_what_the_connector_can(brand: str):
    manifest = tomllib.loads((CONNECTORS / brand / "manifest.toml").read_text())
    abilities = CLAIMED[brand]
    assert set(manifest["commands"]) == {command.__name__ for command in abilities.commands}
    assert manifest["tells_digest"] == abilities.tells_digest
    assert manifest.get("tells_bytes", True) == abilities.tells_bytes
    assert manifest.get("tells_motion", True) == abilities.tells_motion
    assert manifest["seen"]
