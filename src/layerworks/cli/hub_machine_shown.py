"""`layerworks machines show`: everything that is known of one machine of the shop."""

from datetime import datetime
from typing import Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.durations import duration
from layerworks.cli.exit_code import OK
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, ask, named
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table


def show(
    machine: Annotated[str, typer.Argument(metavar="MACHINE", help=word("help_machine_name"), show_default=False)],
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Show a machine. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", f"machines/{named(machine)}")
    if json:
        speech.answer_json(told)
        return OK
    rows = ((word(f"shown_{field}"), text) for field, text in _rows(told) if text)
    show_table(("column_what", "column_value"), rows)
    return OK


def left(state: dict[str, Any]) -> str:
    """Return how long a print still takes and when it ends, as far as that is known."""
    if state["left_s"] is None:
        return ""
    ends_at = datetime.fromisoformat(state["ends_at"]).astimezone() if state["ends_at"] else None
    return (
        word("left_until", left=duration(state["left_s"]), at=f"{ends_at:%H:%M}")
        if ends_at
        else duration(state["left_s"])
    )


def _spool(tool: str, spool: dict[str, Any]) -> str:
    left_g = "" if spool["left_g"] is None else f"{spool['left_g']:.0f} g"
    return " ".join(filter(None, (f"T{tool}", spool["material"], spool["lot"], f"{spool['nozzle_mm']:g} mm", left_g)))


def _told_spool(spool: dict[str, Any]) -> str:
    left = "" if spool["left_share"] is None else f"{spool['left_share']:.0%}"
    return " ".join(filter(None, (spool["place"], spool["material"], spool["colour"], left)))


def _rows(state: dict[str, Any]) -> list[tuple[str, str]]:
    between = state["left_between_s"]
    layer = "" if state["layer"] is None else f"{state['layer'] + 1}"
    of = f" / {state['layers']}" if state["layers"] else ""
    height = "" if state["height_mm"] is None else f"{state['height_mm']:g} mm"
    spools = (_spool(tool, spool) for tool, spool in state["spools"].items())
    needs = (f"T{tool} {mm / 1000.0:.2f} m" for tool, mm in (state["needs_mm"] or {}).items())
    place = ", ".join(f"{c:.1f}" for c in state["position_mm"] or ())
    warm = (f"{name} {actual:.0f} / {target:.0f} °C" for name, (actual, target) in state["temperatures"].items())
    return [
        ("type", state["machine_type"]),
        ("link", state["link"]),
        ("device", state["device"] or ""),
        ("bed", state["bed"]),
        ("job", state["job"] or ""),
        ("left_out", ", ".join(state["left_out"])),
        ("left", left(state)),
        ("between", f"{duration(between[0])} – {duration(between[1])}" if between else ""),
        ("share", "" if state["share"] is None else f"{state['share']:.1%}"),
        ("pace", f"× {state['pace']:.2f}" if state["pace"] not in (None, 1.0) else ""),
        ("layer", f"{layer}{of}"),
        ("height", height),
        ("line", str(state["line"] or "")),
        ("flow", "" if state["flow_mm3_s"] is None else f"{state['flow_mm3_s']:.1f} mm³/s"),
        ("place", place),
        ("waiting", state["waiting"] or ""),
        ("temperatures", ", ".join(warm)),
        ("material", ", ".join(spools)),
        ("needs", ", ".join(needs)),
        ("heard", state["heard_at"] or ""),
        ("why", state["why"]),
        ("observe_only", state["observe_only"]),
        ("in_it", ", ".join(_told_spool(spool) for spool in state["told_spools"])),
        ("camera", state["camera"]),
    ]
