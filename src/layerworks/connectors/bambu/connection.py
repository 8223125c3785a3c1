"""One connection to a printer of Bambu's: MQTT inside TLS, and its file server beside it."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from layerworks.connectors import mqtt
from layerworks.connectors.bambu.access import BambuAccess
from layerworks.connectors.bambu.container import Packed, packed_of
from layerworks.connectors.bambu.ftps import FileServer, answer_of
from layerworks.connectors.bambu.memory import Memory
from layerworks.connectors.bambu.models import model_of
from layerworks.connectors.bambu.protocol import Conversation
from layerworks.connectors.bambu.speaking import Speaking, opened
from layerworks.connectors.conversing import Conversing
from layerworks.connectors.network import Network
from layerworks.connectors.talk import Ask
from layerworks.fleet.commands import Upload

PING_AFTER_S = 5.0
SILENT_S = 20.0
SLOWEST_UPLOAD = 20_000.0  # bytes a second; small models were seen at 75,000


class Connection(Conversing):
    """One connection."""

    def __init__(self, access: BambuAccess, memory: Memory, network: Network, now: Callable[[], datetime]) -> None:
        super().__init__(Conversation(memory, model_of(access.serial)), network, now)
        self._access, self._memory = access, memory
        self._clear_data = model_of(access.serial).clear_data
        self._line: Speaking | None = None

    async def dial(self) -> None:
        """Connect, present ourselves, subscribe."""
        self._line = await opened(self._access)
        await self._line.present()

    async def listen(self) -> None:
        """Hand on what is told."""
        assert self._line is not None
        while not self.over and (packets := await self._line.packets()):
            for packet in packets:
                if isinstance(packet, mqtt.Publish):
                    self.hear(packet.body)
                elif isinstance(packet, mqtt.Pong):
                    self.heard()

    async def hang_up(self) -> None:
        """Leave."""
        if self._line is not None:
            await self._line.end()

    async def say(self, message: str) -> None:
        """Ask the printer something."""
        assert self._line is not None
        await self._line.publish(message)

    async def say_urgently(self, message: str) -> None:
        """Ask, and have it acknowledged: printers put that first."""
        assert self._line is not None
        await self._line.publish(message, acknowledged=True)

    async def request(self, ask: Ask) -> tuple[int, bytes]:
        """Ask the file server."""
        server = self._file_server()

        def work() -> tuple[int, bytes]:
            def asked() -> bytes | str:
                with server:
                    return server.listing(ask.path) if ask.method == "LIST" else server.delete(ask.path)

            return answer_of(asked)

        return await self._waited_for(work, server)

    async def send_file(self, upload: Upload) -> tuple[int, bytes]:
        """Pack a program and send it."""
        server, packed = self._file_server(), list[Packed]()

        def work() -> tuple[int, bytes]:
            packed.append(packed_of(upload.file, upload.text))
            limit_s = 60.0 + len(packed[0].content) / SLOWEST_UPLOAD

            def sent() -> str:
                with server:
                    return server.store(packed[0].name, packed[0].content, limit_s, lambda: None)

            return answer_of(sent)

        answer = await self._waited_for(work, server)
        self.network.links.call(self._memory.sent, packed[0])
        return answer

    def look_after(self, quiet_s: float) -> None:
        """Ping a quiet line, give up a silent one."""
        if quiet_s > SILENT_S:
            self.lose("silent")
        elif quiet_s > PING_AFTER_S and self._line is not None:
            self.network.links.keep(self.safely(self._line.send(mqtt.Ping())))

    def _file_server(self) -> FileServer:
        return FileServer(self._access, clear_data=self._clear_data)

    async def _waited_for(self, work: Callable[[], tuple[int, bytes]], server: FileServer) -> tuple[int, bytes]:
        """Let a thread do it; when nobody waits any more, break it off."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.network.files, work)
        except asyncio.CancelledError:
            server.end()
            raise
