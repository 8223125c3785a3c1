"""`layerworks serve`: the hub of a shop."""

import os
import re
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from layerworks.cli import speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word
from layerworks.errors import Misused, Unreachable
from layerworks.words import say

POLL_S = 6.0  # links call when something happens, and alarms are looked for more often: this is for deadlines


def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=word("help_serve_folder"))] = Path("shop"),
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=word("help_serve_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help=word("help_serve_port"))] = 7250,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE.pem", help=word("help_serve_tls"), show_default=False)
    ] = None,
    circuit: Annotated[
        list[str] | None,
        typer.Option("--circuit", metavar="NAME=N", help=word("help_serve_circuit"), show_default=False),
    ] = None,
    keep_telemetry: Annotated[
        float | None,
        typer.Option("--keep-telemetry", metavar="DAYS", min=1.0, help=word("help_serve_keep"), show_default=False),
    ] = None,
    slicers: Annotated[bool, typer.Option("--slicers", help=word("help_serve_slicers"))] = False,
    mtconnect: Annotated[bool, typer.Option("--mtconnect", help=word("help_serve_mtconnect"))] = False,
    sparkplug: Annotated[
        str | None,
        typer.Option(
            "--sparkplug",
            metavar="mqtts://USER@HOST/GROUP/NODE",
            help=word("help_serve_sparkplug"),
            show_default=False,
        ),
    ] = None,
    sparkplug_ca: Annotated[
        Path | None,
        typer.Option("--sparkplug-ca", metavar="FILE.pem", help=word("help_serve_sparkplug_ca"), show_default=False),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="postgresql://USER@HOST/NAME",
            envvar="LAYERWORKS_DATABASE",
            help=word("help_serve_database"),
            show_default=False,
            show_envvar=False,
        ),
    ] = None,
    events: Annotated[
        str | None,
        typer.Option(
            "--events",
            metavar="tls://USER@HOST/SHOP",
            envvar="LAYERWORKS_EVENTS",
            help=word("help_serve_events"),
            show_default=False,
            show_envvar=False,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--hub",
            metavar="NAME",
            envvar="LAYERWORKS_HUB_NAME",
            help=word("help_serve_hub"),
            show_default=False,
            show_envvar=False,
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            metavar="URL",
            envvar="LAYERWORKS_ADDRESS",
            help=word("help_serve_address"),
            show_default=False,
            show_envvar=False,
        ),
    ] = None,
    hubs_ca: Annotated[
        Path | None,
        typer.Option("--hubs-ca", metavar="FILE.pem", help=word("help_serve_hubs_ca"), show_default=False),
    ] = None,
    lease_s: Annotated[
        float, typer.Option("--lease", metavar="SECONDS", min=1.0, max=600.0, help=word("help_serve_lease"))
    ] = 30.0,
    opcua: Annotated[
        str | None,
        typer.Option("--opcua", metavar="opc.tcp://ADDRESS:PORT", help=word("help_serve_opcua"), show_default=False),
    ] = None,
) -> int:
    """Run the hub until stopped. Its help stands in the catalogues."""
    import asyncio

    try:
        from layerworks.app.hub.house import open_hub
        from layerworks.app.hub.outward import Outward
        from layerworks.app.hub.publishing import password_of
        from layerworks.web.serving import new_loop, serve_hub

        if sparkplug:
            import_module("layerworks.outward.sparkplug.link")  # what it lacks is missed now rather than later
    except ModuleNotFoundError as missing:
        raise Unreachable(say("cli.serve_lacks", module=missing.name or ""), say("cli.serve_lacks_remedy")) from None
    from layerworks.outward.sparkplug.broker import broker_at
    from layerworks.workshop.patience import PatienceSettings

    if certificate is None and host not in ("127.0.0.1", "::1", "localhost"):
        raise Misused(say("cli.serve_open", host=host), say("cli.serve_open_remedy"))
    if opcua is not None and not re.fullmatch(r"opc\.tcp://[^/\s@]+:\d{1,5}/?", opcua):
        raise Misused(say("outward.opcua_bad", address=opcua), say("outward.opcua_bad_remedy"))
    if opcua is not None and find_spec("asyncua") is None:
        raise Unreachable(say("outward.opcua_lacks"), say("outward.opcua_lacks_remedy"))
    broker = broker_at(sparkplug, sparkplug_ca) if sparkplug else None
    patience = PatienceSettings(poll_s=POLL_S)
    circuits = dict(_circuit(text) for text in circuit or [])
    if database or events:
        from layerworks.cli.several_hubs import free_port, open_one_of_several

        port = port or free_port(host)
        here = address or f"{'https' if certificate else 'http'}://{host}:{port}"
        asked = (database, events, name, here, hubs_ca, lease_s)
        hub = open_one_of_several(folder, os.environ, circuits, patience, *asked)
    else:
        hub = open_hub(folder, os.environ, circuits, patience)
    hub.keep_telemetry = timedelta(days=keep_telemetry) if keep_telemetry is not None else None
    if not hub.admission.has_owner():
        token = hub.admission.make_token("owner", hub.now(), "layerworks")
        speech.answer(word("serve_token", token=token))

    def begun(url: str, first_code: str | None) -> None:
        speech.answer(word("serve_at", url=url))
        if first_code is not None:
            speech.answer(word("serve_first", url=url, code=first_code))

    try:
        password = password_of(broker, os.environ, hub.vault) if broker else None
        outward = Outward(slicers, mtconnect, broker, password, opcua)
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(serve_hub(hub, host, port, certificate, begun, outward))
    finally:
        hub.close()
    return OK


def _circuit(text: str) -> tuple[str, int]:
    name, _, most = text.partition("=")
    if not name or not most.isdecimal():
        raise Misused(say("cli.serve_bad_circuit", text=text), say("cli.serve_circuit_remedy"))
    return name, int(most)
