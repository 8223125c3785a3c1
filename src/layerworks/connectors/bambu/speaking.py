"""The line of messages to a printer of Bambu's: MQTT inside TLS, to the one printer that was enrolled."""

import asyncio
import itertools
import secrets
from typing import TypeVar

from layerworks.connectors import mqtt
from layerworks.connectors.bambu.access import USER, BambuAccess
from layerworks.connectors.certificates import check, hang_up, unbelieving
from layerworks.connectors.conversing import NotLetIn

ALIVE_S = 60
READ = 64 * 1024
P = TypeVar("P", bound=mqtt.Packet)


class Speaking:
    """One line, once opened."""

    def __init__(self, access: BambuAccess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._access, self._reader, self._writer = access, reader, writer
        self._unpacking = mqtt.Unpacking()
        self._early: list[mqtt.Packet] = []
        self._numbers = itertools.cycle(range(2, 65536))

    async def present(self) -> None:
        """Present ourselves and subscribe. Raises NotLetIn, OSError."""
        client = f"layerworks-{secrets.token_hex(4)}"
        await self.send(mqtt.Connect(client, USER, self._access.code.reveal(), ALIVE_S))
        connected = await self._wait_for(mqtt.Connected)
        if connected.code in mqtt.NOT_LET_IN:
            raise NotLetIn
        if connected.code:
            raise ConnectionRefusedError
        await self.send(mqtt.Subscribe(1, f"device/{self._access.serial}/report"))
        if (await self._wait_for(mqtt.Subscribed)).code == 128:
            raise NotLetIn

    async def publish(self, message: str, *, acknowledged: bool = False) -> None:
        """Ask the printer something."""
        number = next(self._numbers) if acknowledged else 0
        await self.send(mqtt.Publish(f"device/{self._access.serial}/request", message.encode(), number))

    async def packets(self) -> list[mqtt.Packet]:
        """Return what came, once something whole has; nothing when the line has ended. Messages are acknowledged."""
        early, self._early = self._early, []
        packets = early or await self._read()
        for packet in packets:
            if isinstance(packet, mqtt.Publish) and packet.number:
                await self.send(mqtt.Published(packet.number))
        return packets

    async def send(self, packet: mqtt.Packet) -> None:
        """Send a packet."""
        self._writer.write(mqtt.packed(packet))
        await self._writer.drain()

    async def end(self) -> None:
        """Leave."""
        await hang_up(self._writer)

    async def _read(self) -> list[mqtt.Packet]:
        while data := await self._reader.read(READ):
            try:
                packets = self._unpacking.feed(data)
            except mqtt.NotMqtt as error:
                raise ConnectionError(str(error)) from None
            if packets:
                return packets
        return []

    async def _wait_for(self, kind: type[P]) -> P:
        while packets := await self._read():
            for place, packet in enumerate(packets):
                if isinstance(packet, kind):
                    self._early += packets[place + 1 :]
                    return packet
        raise ConnectionResetError


async def opened(access: BambuAccess) -> Speaking:
    """Connect, and look who it is before a word is said. Raises AnotherCertificate, OSError."""
    reader, writer = await asyncio.open_connection(
        access.host, access.mqtt_port, ssl=unbelieving(), server_hostname=access.serial
    )
    try:
        check(writer.get_extra_info("ssl_object").getpeercert(binary_form=True), access.fingerprint)
    except OSError:
        await hang_up(writer)
        raise
    return Speaking(access, reader, writer)
