"""A real OPC UA client at a hub's server: encrypted, with a token, to look and for nothing else."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from asyncua import Client, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.security_policies import SecurityPolicyAes128Sha256RsaOaep
from asyncua.ua.uaerrors import UaError
from cryptography.x509.oid import ExtendedKeyUsageOID

from web.hub_process import until

UA, OURS = "http://opcfoundation.org/UA/", "urn:layerworks:fdm"
DI, MACHINERY, TOOL, ADDITIVE = f"{UA}DI/", f"{UA}Machinery/", f"{UA}MachineTool/", f"{UA}AdditiveManufacturing/"
PADIM, VALUES = f"{UA}PADIM/", f"{UA}Machinery/ProcessValues/"
ALL = (DI, MACHINERY, TOOL, ADDITIVE, PADIM, VALUES, OURS)


@pytest.fixture(scope="module")
def hub(house):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"opc.tcp://127.0.0.1:{free.getsockname()[1]}/"
    hub = house.hub("--opcua", address)
    hub.opcua = address
    hub.enrol(house.printers(1))
    hub.key = hub.do("POST", "tokens", {"name": "mes", "right": "read"})["token"]
    yield hub
    hub.process.terminate()
    hub.process.wait(60)


class Reader:
    """A client with a certificate of its own and a user's password."""

    def __init__(self, address: str, password: str, folder: Path):
        self.address, self.password, self.folder = address, password, folder

    async def __aenter__(self) -> Client:
        key, certificate, uri = self.folder / "key.pem", self.folder / "certificate.der", "urn:a-client"
        await setup_self_signed_certificate(
            key, certificate, uri, "localhost", [ExtendedKeyUsageOID.CLIENT_AUTH], {"commonName": "client"}
        )
        client = self._client = Client(self.address)
        client.application_uri = uri
        client.set_user("mes")
        client.set_password(self.password)
        await client.set_security(
            SecurityPolicyAes128Sha256RsaOaep, certificate, key, mode=ua.MessageSecurityMode.SignAndEncrypt
        )
        await client.connect()
        return client

    async def __aexit__(self, *_):
        await self._client.disconnect()


async def until_in(reader: Reader) -> Client:
    """Connect as soon as the server listens and knows the token."""
    for _ in range(120):
        try:
            return await reader.__aenter__()
        except (TimeoutError, OSError, UaError):
            await asyncio.sleep(0.5)
    raise AssertionError("the server never lets in")


def test_a_client_finds_machines_as_the_specification_says_and_changes_nothing(hub, tmp_path):
    async def look() -> None:
        reader = Reader(hub.opcua, hub.key, tmp_path)
        client = await until_in(reader)
        try:
            di, machinery, tool, additive, padim, values, ours = [await client.get_namespace_index(uri) for uri in ALL]
            machines = client.get_node(ua.NodeId(1001, machinery))
            assert (await machines.get_parent()).nodeid == client.nodes.objects.nodeid
            [machine] = await of_type(machines, ua.NodeId(1005, additive))
            assert (await machine.read_browse_name()).Name == "m0"
            [plate] = await of_type(machine, ua.NodeId(1004, additive))
            maker = await plate.get_child(f"{di}:Manufacturer")
            assert (await maker.read_value()).Text
            assert (await (await plate.get_child(f"{di}:ProductInstanceUri")).read_value()).startswith("urn:uuid:")
            assert await (await plate.get_child(f"{di}:DeviceClass")).read_value() == "Additive Manufacturing machine"
            assert await (await plate.get_child(f"{additive}:AMTechnologyIdentifier")).read_value() == "MEX"
            state = await machine.get_child([f"{machinery}:MachineryItemState", "0:CurrentState"])
            await becomes(state, "NotExecuting")
            assert await (await state.get_child("0:Id")).read_value() == ua.NodeId(5007, machinery)
            [monitoring] = await of_type(machine, ua.NodeId(14, tool))
            [operation] = await of_type(monitoring, ua.NodeId(26, tool))
            mode = await operation.get_child(f"{tool}:OperationMode")
            assert await mode.read_value() == 1
            assert await mode.read_data_type() == ua.NodeId(65, tool)
            material = await monitoring.get_child(f"{ours}:Material")
            assert await material.read_value() == "pla"
            hub.do("POST", "machines/m0/out-of-service", {"why": "belt"})
            await becomes(state, "OutOfService")
            assert await mode.read_value() == 4
            hub.do("POST", "machines/m0/in-service", {"why": "done"})
            sensors = await of_type(await monitoring.get_child(f"{machinery}:Process"), ua.NodeId(1002, additive))
            [bed] = [one for one in sensors if (await one.read_browse_name()).Name == "bed"]
            signal = await bed.get_child(f"{padim}:AnalogSignal")
            assert await signal.read_type_definition() == ua.NodeId(1111, padim)
            assert await signal.read_value() >= 0.0
            assert (await (await signal.get_child("0:EngineeringUnits")).read_value()).UnitId == 4408652
            assert await (await bed.get_child(f"{values}:ProcessValueSetpoint")).read_value() >= 0.0
            assert await (await bed.get_child(f"{additive}:Category")).read_value() == 2
            [equipment] = await of_type(machine, ua.NodeId(1003, additive))
            [stock] = await of_type(equipment, ua.NodeId(1001, additive))
            [spool] = await of_type(stock, ua.NodeId(1000, additive))
            assert await (await spool.get_child(f"{additive}:Name")).read_value() == "pla"
            assert await (await spool.get_child(f"{additive}:Function")).read_value() == 1
            [production] = await of_type(machine, ua.NodeId(21, tool))
            [program] = await of_type(production, ua.NodeId(32, tool))
            [ran] = await of_type(program, ua.NodeId(15, tool))
            current = await ran.get_child("0:CurrentState")
            assert (await current.read_value()).Text == "Initializing"
            assert await (await current.get_child("0:Id")).read_value() == ua.NodeId(5039, tool)
            assert len(await of_type(machine, ua.NodeId(7, tool))) == 1
            above = await client.get_node(ua.NodeId(1005, additive)).get_parent()
            assert above.nodeid == ua.NodeId(13, tool)
            choices = client.get_node(ua.NodeId(3000, additive))
            named = [item.DisplayName.Text for item in await (await choices.get_child("0:EnumValues")).read_value()]
            assert named == ["Undefined", "Main", "Ancillary", "Consumable"]
            for change in (
                material.write_value("gold"),
                machines.add_object(ua.NodeId(1, ours), ua.QualifiedName("x", ours)),
                client.delete_nodes([machine]),
            ):
                with pytest.raises(UaError):
                    await change
        finally:
            await reader.__aexit__()

    asyncio.run(look())


async def of_type(parent, kind: ua.NodeId) -> list:
    """Return the children of a type, as a client finds them that knows no names."""
    return [child for child in await parent.get_children() if await type_of(child) == kind]


async def type_of(node) -> ua.NodeId | None:
    return await node.read_type_definition() if await node.read_node_class() == ua.NodeClass.Object else None


async def becomes(state, name: str) -> None:
    for _ in range(120):
        if (await state.read_value()).Text == name:
            return
        await asyncio.sleep(0.25)
    raise AssertionError(f"it never becomes {name}")


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_server_that_falls_over_is_replaced_and_one_whose_hub_is_gone_ends(hub, tmp_path):
    def servers() -> set[int]:
        told = [p for p in Path("/proc").glob("[0-9]*/cmdline") if hub.opcua.encode() in read(p)]
        return {int(p.parent.name) for p in told if b"opcua.process" in read(p)}

    until(lambda: len(servers()) == 1)
    [first] = servers()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(servers() - {first}) == 1)
    hub.kill()
    until(lambda: servers() == set())
    hub.start()
    asyncio.run(arrive(Reader(hub.opcua, hub.key, tmp_path)))


async def arrive(reader: Reader) -> None:
    await (await until_in(reader)).disconnect()


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_nobody_gets_in_without_a_token_that_may_read_or_without_encryption(hub, tmp_path):
    slicer = hub.do("POST", "tokens", {"name": "slicer", "right": "queue"})["token"]

    async def let_in(password: str) -> bool:
        try:
            async with Reader(hub.opcua, password, tmp_path):
                return True
        except UaError:
            return False

    async def openly() -> bool:
        client = Client(hub.opcua)
        client.set_user("mes")
        client.set_password(hub.key)
        try:
            await client.connect()
        except (TimeoutError, UaError, ConnectionError):
            return False
        await client.disconnect()
        return True

    async def check() -> None:
        await (await until_in(Reader(hub.opcua, hub.key, tmp_path))).disconnect()
        assert not await let_in("wrong")
        assert not await let_in(slicer)
        assert not await openly()
        hub.do("DELETE", "tokens/mes", {"why": "left"})
        for _ in range(40):
            if not await let_in(hub.key):
                return
            await asyncio.sleep(0.25)
        raise AssertionError("a withdrawn token lets in")

    asyncio.run(check())
