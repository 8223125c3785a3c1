"""`layerworks machines audit`: who did what, when and why."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, ask
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

LONGEST_DETAIL = 60
TOLD = frozenset(
    {
        "pause",
        "resume",
        "cancel",
        "cancelobject",
        "settemperature",
        "stopall",
        "machine.enrolled",
        "machine.dismissed",
        "machine.loaded",
        "machine.unloaded",
        "machine.used",
        "machine.out_of_service",
        "machine.in_service",
        "bed.turned",
        "job.queued",
        "job.held",
        "job.released",
        "job.ranked",
        "job.locked",
        "job.withdrawn",
        "job.given",
        "job.returned",
        "job.done",
        "alarm.acknowledged",
        "alarm.shelved",
        "alarm.raised",
        "alarm.returned",
        "alarm.escalated",
        "token.made",
        "token.withdrawn",
        "account.invited",
        "account.joined",
        "account.changed",
        "account.password",
        "account.second_factor",
        "account.closed",
        "session.begun",
        "session.ended",
        "claim.made",
        "claim.used",
        "limits.set",
        "limits.unset",
        "notify.added",
        "notify.removed",
        "machine.part_changed",
    }
)  # whose names in words stand in the catalogues


def audit(
    subject: Annotated[str, typer.Argument(metavar="[NAME]", help=word("help_audit_subject"), show_default=False)] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAME", help=word("help_audit_who"), show_default=False)] = "",
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, max=500, help=word("help_audit_last"))] = 50,
    everything: Annotated[bool, typer.Option("--all", help=word("help_audit_all"))] = False,
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """List what people did. Its help stands in the catalogues."""
    speech.expect_json(json)
    asked = {"subject": subject, "who": who, "most": str(last), "all": "true" if everything else ""}
    told = ask(hub, "GET", f"audit?{urlencode({k: v for k, v in asked.items() if v})}")
    if json:
        speech.answer_json(told)
        return OK
    columns = ("column_when", "column_who", "column_what", "column_of", "column_with", "column_reason")
    rows = (
        (
            f"{datetime.fromisoformat(entry['time']).astimezone():%Y-%m-%d %H:%M:%S}",
            entry["who"],
            _what(entry),
            entry["subject"],
            _details(entry),
            entry["why"],
        )
        for entry in told["entries"]
    )
    show_table(columns, rows, spare=("column_with",))
    return OK


def _what(entry: dict[str, Any]) -> str:
    what = entry["with"]["for"].lower() if entry["what"] == "machine.asked" else entry["what"]
    return word(f"did_{what.replace('.', '_')}") if what in TOLD else what


def _details(entry: dict[str, Any]) -> str:
    told = entry["with"] | entry["with"].get("values", {})
    text = ", ".join(f"{k}={v:g}" if isinstance(v, float) else f"{k}={v}" for k, v in told.items() if _short(k, v))
    return text[:LONGEST_DETAIL]


def _short(key: str, value: Any) -> bool:
    return key not in ("for", "values") and not isinstance(value, dict | list)
