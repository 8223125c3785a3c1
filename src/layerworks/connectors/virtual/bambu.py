"""The talking side of one virtual printer of Bambu's, and the loopback ports that it is reached at.

Written from what users of these printers have published. Its habits are those that hurt: what changed is all that it
tells, commands name no print, a print that was cancelled is a failed one whose reason is shown for seconds, and a
firmware may take signed commands alone. Everything here runs on its own loop; the simulated printer is touched
nowhere else.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from layerworks.connectors import mqtt
from layerworks.connectors._background import Background
from layerworks.connectors._secret import Secret
from layerworks.connectors.bambu.access import BambuAccess, address_of
from layerworks.connectors.bambu.names import titled
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.connectors.virtual.bambu_card import VirtualCard
from layerworks.connectors.virtual.bambu_told import told
from layerworks.connectors.virtual.certifying import certified
from layerworks.connectors.virtual.faults import Faults
from layerworks.fleet.commands import Cancel, CancelObject, Command, Pause, Resume, SetTemperature, Start
from layerworks.fleet.observations import Run

SERIAL = "01P00A000000001"
VERIFY_FAILED = {"result": "failed", "reason": "mqtt message verify failed", "err_code": 0x05024007}
_HEATERS = {"M104": "nozzle", "M140": "bed"}
T = TypeVar("T")


class VirtualBambu:
    """One machine, served until closed. clock: the printer's own. code: its access code.

    every_s: between two reports. ports: to be reached at, 0 for any. kept: file of its certificate, None for a new one.
    whole_reports: tells everything each time, as large models do. signed_only: the firmware wants signatures.
    connections: that it serves at one time. presented: how often somebody named a code. extra: fields told besides.
    mapping: place of each filament of the last start.
    Raises OSError when a port cannot be had.
    """

    def __init__(
        self,
        printer: SimulatedPrinter,
        clock: Callable[[], datetime],
        code: Secret,
        every_s: float = 0.5,
        serial: str = SERIAL,
        ports: tuple[int, int] = (0, 0),
        kept: Path | None = None,
    ) -> None:
        self.printer, self.serial, self.faults = printer, serial, Faults()
        self.whole_reports = self.signed_only = False
        self.connections = 4
        self.presented = 0
        self.extra: dict[str, Any] = {}
        self.mapping: list[int] = []
        self._clock, self._code, self._every_s = clock, code, every_s
        self._readers: set[asyncio.StreamWriter] = set()
        self._lines: set[asyncio.StreamWriter] = set()
        self._reported: dict[str, Any] = {}
        self._sequence = 0
        self._numbers: dict[tuple[str, datetime], tuple[str, str]] = {}
        self._background = Background("virtual-bambu")
        self._tls, self.fingerprint = certified(serial, kept)
        self.card = VirtualCard(printer, clock, code, self.faults, self._tls)
        self._servers: list[asyncio.Server] = []
        try:
            self.port, self.ftps_port = self.do(self._serve(ports))
        except OSError:
            self.close()
            raise

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the printer's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._background.loop).result(30.0)

    def touch(self, work: Callable[[], T]) -> T:
        """Call something on the printer's loop: the only place where it may be touched by hand."""

        async def touched() -> T:
            return work()

        return self.do(touched())

    def close(self) -> None:
        """Stop serving."""
        self.do(self._shut())
        self._background.stop(self.cut)

    async def cut(self) -> None:
        """Break every connection, as a pulled cable does."""
        self.card.cut()
        for line in tuple(self._lines):
            line.transport.abort()

    async def say(self, text: str) -> None:
        """Report something of one's own making."""
        await self._publish(text)

    async def restart(self) -> None:
        """Switch it off and on: the print is forgotten, and what it was called."""
        self.printer.switch_off_and_on(self._clock())
        await self.cut()

    def change_code(self, code: Secret) -> None:
        """Have another access code from now on, as a person sets it at the screen."""
        self._code = self.card.code = code

    def start(self, file: str) -> str:
        """Start a file at the screen; return why not, or nothing."""
        return self.printer.receive(Start(file), self._clock())

    async def _serve(self, ports: tuple[int, int]) -> tuple[int, int]:
        for came, port in zip((self._connected, self._file_session), ports, strict=True):
            server = await asyncio.start_server(came, "127.0.0.1", port, ssl=self._tls, backlog=256)
            self._servers.append(server)
        self._background.keep(self._go_on())
        talking, files = (server.sockets[0].getsockname()[1] for server in self._servers)
        return talking, files

    @property
    def address(self) -> str:
        """Where it is reached, as an enrolment writes it."""
        code, pinned = Secret(""), self.fingerprint
        return address_of(BambuAccess("127.0.0.1", self.serial, code, pinned, self.port, self.ftps_port))

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()

    async def _file_session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._away:
            writer.transport.abort()
        else:
            self._background.keep(self.card.serve(reader, writer))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._background.keep(self._talk(reader, writer))

    @property
    def _away(self) -> bool:
        return self.faults.refuse or not self.printer.reachable(self._clock())

    # Reports

    async def _go_on(self) -> None:
        turns = max(1, round(1.0 / self._every_s))
        turn = 0
        while True:
            await asyncio.sleep(self._every_s)
            turn += 1
            self.printer.tick(self._clock())
            if self._away:
                await self.cut()
            elif self._readers:
                await self._report(whole=self.whole_reports, alive=turn % turns == 0)

    async def _report(self, *, whole: bool, alive: bool) -> None:
        now = self._state()
        changed = {name: value for name, value in now.items() if self._reported.get(name) != value}
        self._reported = now
        if whole or changed or alive:
            self._sequence += 1
            head = {"command": "push_status", "msg": 0 if whole else 1, "sequence_id": str(self._sequence)}
            await self._publish(json.dumps({"print": {**head, **(now if whole else changed)}}))

    def _state(self) -> dict[str, Any]:
        seen = self.printer.look(self._clock())
        run = seen.run
        numbers = self._numbers.get(_mark(run), ("0", "0")) if run else ("", "")
        title = self.card.title_of(run.file) if run else ""
        parts = self.card.parts_of(run.file) if run else {}
        left_out = [number for number, name in parts.items() if run and name in run.skipped]
        return told(seen, title, numbers, self._clock()) | {"s_obj": left_out} | self.extra

    async def _publish(self, text: str) -> None:
        packet = mqtt.packed(mqtt.Publish(f"device/{self.serial}/report", text.encode()))
        if self.faults.silent or self.faults.deaf or self.printer.silent(self._clock()):
            return
        for reader in tuple(self._readers):
            with contextlib.suppress(OSError):
                reader.write(packet)
                await reader.drain()

    # Talk

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._away or len(self._lines) >= self.connections:
            writer.transport.abort()
            return
        self._lines.add(writer)
        unpacking = mqtt.Unpacking()
        try:
            while data := await reader.read(65536):
                while self.faults.deaf or self.printer.silent(self._clock()):
                    await asyncio.sleep(0.02)
                for packet in unpacking.feed(data):
                    await self._take(packet, writer)
        except (OSError, mqtt.NotMqtt, ValueError):
            return
        finally:
            self._lines.discard(writer)
            self._readers.discard(writer)
            writer.transport.abort()

    async def _take(self, packet: mqtt.Packet, writer: asyncio.StreamWriter) -> None:
        match packet:
            case mqtt.Connect(_, user, password, _):
                self.presented += 1
                right = (user, password) == ("bblp", self._code.reveal())
                await self._answer(writer, mqtt.Connected(0 if right else 5))
                if not right:
                    raise ConnectionRefusedError
            case mqtt.Subscribe(number, topic):
                await self._struck("subscribe", self._subscribe(writer, number, topic))
            case mqtt.Publish(topic, body, number) if topic == f"device/{self.serial}/request":
                if number:
                    await self._answer(writer, mqtt.Published(number))
                await self._asked(cast("dict[str, dict[str, Any]]", json.loads(body)))
            case mqtt.Ping():
                await self._answer(writer, mqtt.Pong())
            case _:
                raise ConnectionAbortedError

    async def _subscribe(self, writer: asyncio.StreamWriter, number: int, topic: str) -> None:
        right = topic == f"device/{self.serial}/report"
        await self._answer(writer, mqtt.Subscribed(number, 0 if right else 128))
        if right:
            self._readers.add(writer)

    async def _answer(self, writer: asyncio.StreamWriter, packet: mqtt.Packet) -> None:
        if not self.faults.silent:
            writer.write(mqtt.packed(packet))
            await writer.drain()

    async def _struck(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Do something asked for, unless a fault strikes before; let one strike after."""
        faults = self.faults
        if faults.strikes(faults.swallow, name):
            work.close()
            return
        if faults.strikes(faults.cut_before, name):
            work.close()
            await self.cut()
            raise ConnectionAbortedError
        await asyncio.sleep(faults.slow_s)
        after = faults.strikes(faults.cut_after, name)
        await work
        if after:
            await self.cut()
            raise ConnectionAbortedError

    async def _asked(self, message: dict[str, dict[str, Any]]) -> None:
        for kind, body in message.items():
            await self._struck(str(body.get("command", "")), self._do(kind, body))

    async def _do(self, kind: str, body: dict[str, Any]) -> None:
        word, number = str(body.get("command", "")), body.get("sequence_id")
        if (kind, word) == ("pushing", "pushall"):
            await self._report(whole=True, alive=True)
        elif kind == "info":
            module = [{"name": "ota", "sn": self.serial, "sw_ver": "01.08.00.00"}]
            await self._publish(json.dumps({"info": {"command": word, "sequence_id": number, "module": module}}))
        elif kind == "print":
            why = self._obey(word, body) if not self.signed_only else ""
            said = VERIFY_FAILED if self.signed_only else {"result": "fail" if why else "success", "reason": why}
            await self._publish(json.dumps({"print": {"command": word, "sequence_id": number, **said}}))

    def _obey(self, word: str, body: dict[str, Any]) -> str:
        """Do what is asked; return why not, or nothing. Nothing here names a print: the present one is meant."""
        run = self.printer.look(self._clock()).run
        file = run.file if run else ""
        about: dict[str, Command] = {"pause": Pause(file), "resume": Resume(file), "stop": Cancel(file)}
        if word in about:
            return self.printer.receive(about[word], self._clock())
        if word == "gcode_line":
            line = re.fullmatch(r"(M104|M140) S(\d+)\n", str(body.get("param")))
            wanted = SetTemperature(_HEATERS[line[1]], float(line[2])) if line else None
            return self.printer.receive(wanted, self._clock()) if wanted else "not known"
        if word == "skip_objects":
            parts = self.card.parts_of(file)
            asked = [parts.get(number) for number in cast("list[int]", body.get("obj_list", []))]
            if not asked or None in asked:
                return "no such object"
            whys = [self.printer.receive(CancelObject(file, part), self._clock()) for part in asked if part]
            return next((why for why in whys if why), "")
        if word != "project_file":
            return "not known"
        named = titled(str(body.get("url", "")))
        self.mapping = cast("list[int]", body.get("ams_mapping")) if body.get("use_ams") else []
        if named and named.tools.bit_length() > max(1, len(self.mapping)):
            return "no place for each filament"
        why = self.printer.receive(Start(named.file), self._clock()) if named else "there is no such file"
        begun = self.printer.look(self._clock()).run
        if not why and begun is not None:
            self._numbers = {_mark(begun): (str(body.get("task_id")), str(body.get("subtask_id")))}
        return why


def _mark(run: Run) -> tuple[str, datetime]:
    return run.file, run.started_at
