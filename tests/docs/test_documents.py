"""Documents cannot fall behind: examples run, pages made from code are as the code makes them, links lead somewhere."""

import re
from pathlib import Path

import pytest

from layerworks.app.settings_page import page

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def examples() -> list[tuple[str, str]]:
    found = []
    for file in (file for file in PAGES if not file.name.endswith(".zh.md")):  # theirs are the same: test_twins
        for number, code in enumerate(re.findall(r"```python\n(.*?)```", file.read_text(encoding="utf-8"), re.S), 1):
            found.append((f"{file.name}#{number}", code))
    return found


@pytest.mark.parametrize(("name", "code"), examples(), ids=[name for name, _ in examples()])
def test_python_examples_run(name: str, code: str, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    exec(compile(code.replace("bracket.gcode", str(tmp_path / "bracket.gcode")), name, "exec"), {})


@pytest.mark.parametrize(("file", "language"), [("settings.md", "en"), ("settings.zh.md", "zh")])
def test_the_settings_page_is_as_the_code_makes_it(file: str, language):
    assert (ROOT / "docs" / file).read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_links_lead_somewhere(file: Path):
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target


def test_every_command_is_in_the_guide():
    from layerworks.cli.commands import COMMANDS, GROUPS
    from layerworks.words import catalogue

    guide = (ROOT / "docs" / "guides" / "command-line.md").read_text(encoding="utf-8")
    assert len({*COMMANDS, *GROUPS}) >= 20
    assert all(f"`layerworks {command}" in guide for command in (*COMMANDS, *GROUPS))
    assert all(f"cli.help_{command}" in catalogue("en") for command in (*COMMANDS, *GROUPS))
