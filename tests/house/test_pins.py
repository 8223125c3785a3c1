"""Pins name no host, so that any mirror serves them."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "lock",
    ["requirements.lock", "requirements-test.lock", "requirements-peers.lock", "requirements-peers-octoprint.lock"],
)
def test_pins_name_no_host(lock: str):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--hash=sha256:" in text


@pytest.mark.parametrize("file", ["deno.lock", "deno.json", "package.json"])
def test_the_islands_name_no_host(file: str):
    assert "://" not in (ROOT / "ui" / file).read_text(encoding="utf-8")


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "requirements.lock").read_text()
    for dependency in project["dependencies"]:
        name = dependency.split(">")[0].split("[")[0]
        assert f"\n{name}==" in "\n" + text


def test_every_optional_dependency_is_pinned_for_the_tests():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    text = (ROOT / "requirements-test.lock").read_text()
    for dependency in [d for wanted in extras.values() for d in wanted if not d.startswith("layerworks")]:
        name = dependency.split(">")[0].split("[")[0]
        assert f"\n{name}==" in "\n" + text, name
