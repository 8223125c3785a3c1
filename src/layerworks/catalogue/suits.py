"""Whether a material can be printed on a machine, and what to mind."""

from layerworks.catalogue._machine import Machine
from layerworks.catalogue._material import Material
from layerworks.geometry.finding import Finding
from layerworks.words import Text, say


def suits(machine: Machine, material: Material) -> tuple[Finding, ...]:
    """Return why a material cannot or should not run on a machine, gravest first; empty when nothing speaks against it.

    block: it cannot be printed. at_risk: it can, but part or machine may suffer; a person should approve.
    info: what the operator has to do first.
    """
    found = (
        *_belt(machine),
        *_feed(machine, material),
        *_hot_end(machine, material),
        *_nozzle(machine, material),
        *_bed(machine, material),
        *_chamber(machine, material),
        *_drying(material),
    )
    return tuple(sorted(found, key=lambda finding: ("block", "at_risk", "warn", "info").index(finding.severity)))


def _belt(machine: Machine) -> tuple[Finding, ...]:
    if not machine.bed.belt:
        return ()
    text = say("catalogue.tilted_layers", machine=machine.name.text)
    return (Finding("tilted_layers", "at_risk", text, say("catalogue.tilted_layers_remedy")),)


def _feed(machine: Machine, material: Material) -> tuple[Finding, ...]:
    named = _named(machine, material)
    if machine.filament_mm is None:
        if material.pellets:
            return ()
        text, remedy = say("catalogue.no_pellets", **named), say("catalogue.no_pellets_remedy")
        return (Finding("no_pellets", "block", text, remedy),)
    if machine.filament_mm not in material.diameters_mm:
        text = say("catalogue.no_such_diameter", diameter_mm=machine.filament_mm, **named)
        return (Finding("no_such_diameter", "block", text, say("catalogue.no_such_diameter_remedy")),)
    if material.flexible and machine.feed == "bowden":
        text = say("catalogue.flexible_in_tube", **named)
        return (Finding("flexible_in_tube", "at_risk", text, say("catalogue.flexible_in_tube_remedy")),)
    return ()


def _hot_end(machine: Machine, material: Material) -> tuple[Finding, ...]:
    reach, need, usual = machine.hot_end_max_c, material.nozzle.low_c, material.nozzle.usual_c
    named = _named(machine, material)
    if reach < need:
        text = say("catalogue.hot_end_too_cold", reach_c=reach, need_c=need, **named)
        return (Finding("hot_end_too_cold", "block", text, say("catalogue.hotter_machine"), reach, need),)
    if reach < usual:
        text = say("catalogue.hot_end_low", reach_c=reach, need_c=usual, **named)
        return (Finding("hot_end_low", "at_risk", text, say("catalogue.hot_end_low_remedy"), reach, usual),)
    return ()


def _nozzle(machine: Machine, material: Material) -> tuple[Finding, ...]:
    have, need = machine.nozzle_hrc, material.min_nozzle_hrc
    if have >= need:
        return ()
    text = say("catalogue.nozzle_too_soft", need_hrc=need, **_named(machine, material))
    return (Finding("nozzle_too_soft", "at_risk", text, say("catalogue.nozzle_too_soft_remedy"), have, need),)


def _bed(machine: Machine, material: Material) -> tuple[Finding, ...]:
    reach, need = machine.bed_max_c, material.bed.low_c
    if reach >= need:
        return ()
    text = say("catalogue.bed_too_cold", reach_c=reach, need_c=need, **_named(machine, material))
    return (Finding("bed_too_cold", "at_risk", text, say("catalogue.bed_too_cold_remedy"), reach, need),)


def _chamber(machine: Machine, material: Material) -> tuple[Finding, ...]:
    air, named = material.chamber, _named(machine, material)
    if air.enclosure == "no" or machine.chamber_max_c >= max(air.low_c, 1.0):
        return ()
    if air.enclosure == "required":
        text = say("catalogue.chamber_too_cold", reach_c=machine.chamber_max_c, need_c=air.low_c, **named)
        remedy = say("catalogue.hotter_machine")
        return (Finding("chamber_too_cold", "at_risk", text, remedy, machine.chamber_max_c, air.low_c),)
    if not machine.enclosed:
        text = say("catalogue.no_enclosure", **named)
        return (Finding("no_enclosure", "at_risk", text, say("catalogue.no_enclosure_remedy")),)
    if air.low_c > 0.0:
        text = say("catalogue.chamber_unheated", need_c=air.low_c, **named)
        remedy = say("catalogue.chamber_unheated_remedy")
        return (Finding("chamber_unheated", "warn", text, remedy, machine.chamber_max_c, air.low_c),)
    return ()


def _drying(material: Material) -> tuple[Finding, ...]:
    if material.hygroscopy in ("low", "medium"):
        return ()
    dry = material.drying
    text = say("catalogue.dry_first", material=material.name.text, time_h=dry.time_h, temperature_c=dry.temperature_c)
    remedy = say("catalogue.dry_first_remedy", open_h=dry.open_h, humidity=dry.max_humidity_percent)
    return (Finding("dry_first", "info", text, remedy),)


def _named(machine: Machine, material: Material) -> dict[str, Text]:
    return {"machine": machine.name.text, "material": material.name.text}
