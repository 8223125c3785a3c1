"""`layerworks machines …`: the machines of the shop; alone, or with an id, the catalogue of machine types."""

import csv
import io
import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import catalogued, hub_audit, hub_client, hub_limits, hub_machine_shown, options, speech
from layerworks.cli.exit_code import FAILED, OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.cli.text_files import text_of
from layerworks.errors import Rejected
from layerworks.words import say

if TYPE_CHECKING:
    from typer._click import Context

Name = Annotated[str, typer.Argument(metavar="MACHINE", help=word("help_machine_name"), show_default=False)]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="MACHINE…", help=word("help_machine_names"), show_default=False)
]
Every = Annotated[bool, typer.Option("--all", help=word("help_machines_all"))]
OfType = Annotated[str, typer.Option("--type", metavar="ID", help=word("help_machines_of_type"), show_default=False)]


class MachinesGroup(SpokenGroup):
    """Machines of the shop; what is none of the commands is asked of the catalogue, as `machines` always did."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Put `types` before what names no command."""
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["types", *args]
        return super().parse_args(ctx, args)


def group() -> typer.Typer:
    """Return the commands about machines."""
    app = typer.Typer(cls=MachinesGroup, pretty_exceptions_enable=False)
    for name, command in (
        ("types", catalogued.machines),
        ("add", add),
        ("import", import_list),
        ("list", list_machines),
        ("show", hub_machine_shown.show),
        ("clear", _at_many("clear")),
        ("pause", _act("pause")),
        ("resume", _act("resume")),
        ("cancel", _act("cancel")),
        ("skip", skip),
        ("heat", heat),
        ("stop", _act("stop")),
        ("load", load),
        ("unload", _at_many("unload")),
        ("out-of-service", _at_many("out-of-service")),
        ("in-service", _at_many("in-service")),
        ("renew", renew),
        ("dismiss", dismiss),
        ("stop-all", stop_all),
        ("claim", claim),
        ("wear", hub_limits.wear),
        ("changed", hub_limits.changed),
        ("audit", hub_audit.audit),
    ):
        app.command(name, cls=SpokenCommand, help=word(f"help_machines_{name.replace('-', '_')}"))(command)
    return app


def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help=word("help_address"), show_default=False)],
    type_: Annotated[str, typer.Option("--type", metavar="ID", help=word("help_machine_type"), show_default=False)],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help=word("help_machine_name"))] = "",
    key: Annotated[
        str, typer.Option("--key", envvar="LAYERWORKS_MACHINE_KEY", help=word("help_machine_key"), show_default=False)
    ] = "",
    circuit: Annotated[str, typer.Option("--circuit", metavar="NAME", help=word("help_machine_circuit"))] = "",
    fingerprint: Annotated[str, typer.Option("--fingerprint", metavar="HEX", help=word("help_fingerprint"))] = "",
    serial: Annotated[
        str, typer.Option("--serial", envvar="LAYERWORKS_MACHINE_SERIAL", metavar="TEXT", help=word("help_serial"))
    ] = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Probe and enrol a machine. Its help stands in the catalogues."""
    speech.expect_json(json)
    row = {"address": address, "machine_type": type_, "name": name, "key": key, "circuit": circuit}
    told = ask(hub, "POST", "machines", {**row, "fingerprint": fingerprint, "serial": serial, "why": why})
    _show_enrolled(told, json=json)
    return OK


def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=word("help_machine_list"), show_default=False)],
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Enrol a list of machines, all or none. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", "machines", {"machines": _rows(text_of(file)), "why": why})
    _show_enrolled(told, json=json)
    return OK


def list_machines(hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """List the machines of the shop. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", "machines")
    if json:
        speech.answer_json(told)
        return OK
    columns = ("column_name", "column_type", "column_link", "column_device", "column_bed_state", "column_job",
               "column_left", "column_material", "column_trouble")  # fmt: skip
    rows = (
        (
            name,
            m["machine_type"],
            m["link"],
            m["device"] or "",
            m["bed"],
            m["job"] or "",
            hub_machine_shown.left(m),
            m["material"] or "",
            speech.line(_text(m["trouble"])) if m["trouble"] else m["why"],
        )
        for name, m in told["machines"].items()
    )
    show_table(columns, rows, spare=("column_trouble", "column_type", "column_material"))
    return OK


def load(
    material: Annotated[str, typer.Option("--material", metavar="ID", help=word("help_material"), show_default=False)],
    nozzle: Annotated[float, typer.Option("--nozzle", metavar="MM", min=0.1, max=20.0, help=word("help_load_nozzle"))],
    machines: Names = None,
    lot: Annotated[str, typer.Option("--lot", metavar="TEXT", help=word("help_load_lot"))] = "",
    mass: Annotated[
        float | None, typer.Option("--mass", metavar="G", min=0.0, help=word("help_load_mass"), show_default=False)
    ] = None,
    tool: Annotated[int, typer.Option("--tool", metavar="N", min=0, max=63, help=word("help_load_tool"))] = 0,
    every: Every = False,
    type_: OfType = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Say what is in machines. Its help stands in the catalogues."""
    speech.expect_json(json)
    body = {"material": material, "nozzle_mm": nozzle, "lot": lot, "mass_g": mass, "tool": tool, "why": why}
    return _do_at(hub, "load", body, machines or [], type_, every=every, json=json)


def heat(
    machine: Name,
    heater: Annotated[str, typer.Option("--heater", metavar="nozzle|bed|chamber", help=word("help_heater"))],
    target: Annotated[float, typer.Option("--target", metavar="C", min=0.0, max=600.0, help=word("help_target"))],
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Give a heater a target. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(
        ask(hub, "POST", f"machines/{named(machine)}/heat", {"heater": heater, "target_c": target, "why": why}),
        json=json,
    )


def skip(
    machine: Name,
    part: Annotated[str, typer.Argument(metavar="PART", help=word("help_skip_part"), show_default=False)],
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Leave one part of a print out. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(
        ask(hub, "POST", f"machines/{named(machine)}/skip", {"part": part, "why": why}), json=json
    )


def renew(
    machine: Name,
    key: Annotated[
        str, typer.Option("--key", envvar="LAYERWORKS_MACHINE_KEY", help=word("help_machine_key"), show_default=False)
    ] = "",
    fingerprint: Annotated[str, typer.Option("--fingerprint", metavar="HEX", help=word("help_fingerprint"))] = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Take a machine's present certificate and key for its own. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "PUT", f"machines/{named(machine)}/access", {"key": key, "fingerprint": fingerprint, "why": why})
    if json:
        speech.answer_json(told)
    else:
        _show_enrolled({"enrolled": [told]}, json=False)
    return OK


def dismiss(machine: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Let a machine go. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(ask(hub, "DELETE", f"machines/{named(machine)}", {"why": why}), json=json)


def stop_all(why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Stop every machine at once. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", "stop-all", {"why": why})
    unreached = told["unreached"]
    if json:
        speech.answer_json(told)
    for machine in () if json else unreached:
        speech.answer(word("not_stopped", machine=machine))
    return FAILED if unreached else OK


def claim(why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Make a claim code. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", "claims", {"why": why})
    if not json:
        speech.answer(told["code"])
    return hub_client.settled(told, json=json)


def _at_many(act: str) -> Any:
    def command(
        machines: Names = None,
        every: Every = False,
        type_: OfType = "",
        why: Why = "",
        hub: HubOption = DEFAULT_HUB,
        json: options.Json = False,
    ) -> int:
        speech.expect_json(json)
        return _do_at(hub, act, {"why": why}, machines or [], type_, every=every, json=json)

    return command


def _do_at(
    hub: str, act: str, body: dict[str, Any], machines: list[str], type_: str, *, every: bool, json: bool
) -> int:
    """Do something at machines; at a single one as itself, which a token that is bound to it may."""
    if len(machines) == 1 and not (every or type_ or set(machines[0]) & set("*?[")):
        ask(hub, "POST", f"machines/{named(machines[0])}/{act}", body)
        told: dict[str, Any] = {"done": machines, "refused": []}
    else:
        told = ask(hub, "POST", f"bulk/{act}", body | {"machines": machines, "machine_type": type_, "all": every})
    if json:
        speech.answer_json(told)
    else:
        for refusal in told["refused"]:
            speech.answer(f"{refusal['machine']}: {refusal['text']}")
    return FAILED if told["refused"] else OK


def _act(act: str) -> Any:
    def command(machine: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
        speech.expect_json(json)
        return hub_client.settled(ask(hub, "POST", f"machines/{named(machine)}/{act}", {"why": why}), json=json)

    return command


def _rows(text: str) -> list[dict[str, Any]]:
    """Read a list of machines: a JSON array, else CSV with names of fields first. Raises Rejected."""
    try:
        if text.lstrip().startswith("["):
            return [dict(row) for row in json_format.loads(text)]
        return [dict(row) for row in csv.DictReader(io.StringIO(text), strict=True)]
    except (ValueError, TypeError, csv.Error) as error:
        raise Rejected(say("app.hub_bad_list", detail=str(error)), say("app.hub_list_remedy")) from None


def _show_enrolled(told: dict[str, Any], *, json: bool) -> None:
    if json:
        speech.answer_json(told)
        return
    for machine in told["enrolled"]:
        key = "enrolled" if machine["answers"] else "enrolled_silent"
        may = word("list_comma").join(word(f"may_{command}") for command in machine["may"])
        what = f"{machine['brand']} {machine['version']}".strip()
        speech.answer(word(key, name=machine["name"], what=what, address=machine["address"], may=may))
        if machine["fingerprint"]:
            speech.answer(word("enrolled_pinned", fingerprint=machine["fingerprint"]))


def _text(plain: dict[str, Any]) -> Any:
    return say(plain["code"], **{k: _text(v) if isinstance(v, dict) else v for k, v in plain["values"].items()})
