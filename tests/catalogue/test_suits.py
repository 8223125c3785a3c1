"""Which materials a machine can print, and what is said about those it should not."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from layerworks.catalogue import Machine, Material, machine, machines, material, materials, suits
from layerworks.words import render

MACHINES, MATERIALS = st.sampled_from(machines()), st.sampled_from(materials())


def codes(on: str, of: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in suits(machine(on), material(of))]


def test_everyday_pairs_have_nothing_against_them():
    assert codes("prusa-mk4s", "pla") == []
    assert codes("bambu-x1-carbon", "petg-cf") == []
    assert codes("minifactory-ultra-2", "pei-9085") == []
    assert codes("ginger-g1", "pla") == []


def test_a_cold_hot_end_blocks():
    assert ("block", "hot_end_too_cold") in codes("creality-ender-3", "peek")
    assert ("at_risk", "hot_end_low") in codes("creality-ender-3", "abs")
    assert codes("prusa-pro-ht90", "peek") == []


def test_fibre_asks_for_a_hard_nozzle():
    assert ("at_risk", "nozzle_too_soft") in codes("prusa-mk4s", "pa-cf")
    hardened = replace(machine("prusa-mk4s"), nozzle_hrc=55.0)
    assert "nozzle_too_soft" not in {finding.code for finding in suits(hardened, material("pa-cf"))}


def test_warping_materials_ask_for_warm_air():
    assert ("at_risk", "no_enclosure") in codes("prusa-mk4s", "abs")
    assert ("warn", "chamber_unheated") in codes("bambu-p1s", "abs")
    assert codes("bambu-h2d", "abs") == []
    assert ("at_risk", "chamber_too_cold") in codes("bambu-h2d", "pei-9085")


def test_feed_has_to_fit():
    assert ("block", "no_pellets") in codes("ginger-g1", "pva")
    assert ("block", "no_such_diameter") in codes("ultimaker-s5", "peek")
    assert ("at_risk", "flexible_in_tube") in codes("creality-ender-3", "tpu-95a")
    assert ("info", "dry_first") in codes("prusa-mk4s", "tpu-95a")


def test_a_belt_wants_tilted_layers():
    assert ("at_risk", "tilted_layers") in codes("ideaformer-ir3-v2", "pla")
    assert "tilted_layers" not in {code for _, code in codes("prusa-mk4s-ejector", "pla")}


@given(MACHINES, MATERIALS)
def test_findings_are_ordered_by_gravity_and_readable_in_both_languages(on: Machine, of: Material):
    order = ["block", "at_risk", "warn", "info"]
    found = suits(on, of)
    assert [order.index(f.severity) for f in found] == sorted(order.index(f.severity) for f in found)
    for finding in found:
        assert finding.remedy is not None
        for text in (finding.text, finding.remedy):
            assert render(text, "en")
            assert render(text, "zh")


@given(MACHINES, MATERIALS, st.floats(0.0, 100.0))
def test_a_hotter_machine_never_suits_worse(on: Machine, of: Material, more_c: float):
    hotter = replace(
        on,
        hot_end_max_c=on.hot_end_max_c + more_c,
        bed_max_c=on.bed_max_c + more_c,
        chamber_max_c=on.chamber_max_c + more_c,
    )
    before, after = ({(f.code) for f in suits(m, of)} for m in (on, hotter))
    assert after - before <= {"hot_end_low"}  # what was impossible may become merely doubtful
    assert "hot_end_low" not in after or "hot_end_too_cold" in before or "hot_end_low" in before
