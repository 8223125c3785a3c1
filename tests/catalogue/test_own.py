"""A shop's own machines, materials and profiles beside those of the catalogue."""

from importlib import resources
from pathlib import Path

import pytest

from layerworks.app.recipe import recipe_of
from layerworks.app.wish import Wish
from layerworks.catalogue import ids, machine, material, profile
from layerworks.errors import Missing, Rejected

HEAD = 'id = "{id}"\nname = {{ en = "Ours", zh = "本店" }}\nsources = [{{ document = "shop", kind = "decision" }}]\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for kind in ("machines", "materials", "profiles"):
        (tmp_path / kind).mkdir()
    monkeypatch.setenv("LAYERWORKS_CATALOGUE", str(tmp_path))
    return tmp_path


def write(shop: Path, id: str, more: str, folder: str = "profiles") -> Path:
    file = shop / folder / f"{id}.toml"
    file.write_text(HEAD.format(id=id) + more, encoding="utf-8")
    return file


def test_an_own_profile_inherits_from_the_catalogue(shop: Path):
    write(shop, "ours", 'inherits = "strong"\n[settings]\nwall_count = 7\n')
    assert "ours" in ids("profile")
    whole = profile("ours")
    assert whole.settings["wall_count"] == 7
    assert whole.settings["top_layers"] == profile("strong").settings["top_layers"]


def test_an_own_file_stands_before_one_of_the_same_name(shop: Path):
    write(shop, "fine", "[settings]\nwall_count = 9\n")
    assert profile("fine").settings == {"wall_count": 9}
    assert ids("profile").count("fine") == 1


def test_a_changed_file_is_read_again(shop: Path):
    write(shop, "ours", "[settings]\nwall_count = 1\n")
    assert profile("ours").settings["wall_count"] == 1
    write(shop, "ours", "[settings]\nwall_count = 2\n")
    assert profile("ours").settings["wall_count"] == 2


def test_own_machines_and_materials(shop: Path):
    data = resources.files("layerworks.catalogue") / "data"
    for kind, id in (("machines", "prusa-mk4s"), ("materials", "pla")):
        text = (data / kind / f"{id}.toml").read_text(encoding="utf-8").replace(f'id = "{id}"', 'id = "own"')
        (shop / kind / "own.toml").write_text(text, encoding="utf-8")
    assert machine("own").bed == machine("prusa-mk4s").bed
    assert material("own").density_g_cm3 == material("pla").density_g_cm3


def test_a_profile_may_be_a_file_and_inherits_from_those_beside_it(tmp_path: Path):
    (tmp_path / "base.toml").write_text(HEAD.format(id="base") + 'inherits = "draft"\n[settings]\ntop_layers = 9\n')
    (tmp_path / "child.toml").write_text(HEAD.format(id="child") + 'inherits = "base"\n[settings]\nwall_count = 5\n')
    whole = profile(str(tmp_path / "child.toml"))
    assert (whole.settings["top_layers"], whole.settings["wall_count"]) == (9, 5)
    assert whole.per_nozzle["layer_height_mm"] == profile("draft").per_nozzle["layer_height_mm"]


def test_loops_and_missing_parents_are_named(shop: Path):
    write(shop, "a", 'inherits = "b"\n')
    write(shop, "b", 'inherits = "a"\n')
    with pytest.raises(Rejected, match="a → b → a"):
        profile("a")
    write(shop, "c", 'inherits = "standart"\n')
    with pytest.raises(Missing, match="standard"):
        profile("c")
    write(shop, "d", 'inherits = "../../etc/passwd"\n')
    with pytest.raises(Missing):
        profile("d")
    with pytest.raises(Missing):
        profile(str(shop / "nowhere.toml"))


def test_values_may_carry_units(shop: Path):
    settings = (
        "[settings]\n" + 'infill_density = "35 %"\nouter_wall_speed_mm_s = "3 m/min"\nskirt_distance_mm = "0.5 cm"\n'
    )
    write(shop, "ours", settings)
    recipe = recipe_of(Wish(Path(), "prusa-mk4s", profile="ours"))
    assert recipe.strokes.infill.infill_density == 0.35
    assert recipe.values()["skirt_distance_mm"] == 5.0


@pytest.mark.parametrize(
    ("line", "said"),
    [("wall_cuont = 3", "wall_count"), ("wall_count = 3.5", "wall_count"), ("infill_density = '2 m'", "infill"),
     ("top_layers = -1", "top_layers"), ("seam = 'front'", "rear")],
)  # fmt: skip
def test_wrong_settings_are_refused_with_what_would_be_right(shop: Path, line: str, said: str):
    write(shop, "ours", f"[settings]\n{line}\n")
    with pytest.raises(Rejected, match=said):
        recipe_of(Wish(Path(), "prusa-mk4s", profile="ours"))


def test_a_file_that_is_no_text_is_refused(shop: Path):
    (shop / "profiles" / "ours.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Rejected, match="UTF-8"):
        profile("ours")
    (shop / "profiles" / "ours.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(Rejected, match="large"):
        profile("ours")
