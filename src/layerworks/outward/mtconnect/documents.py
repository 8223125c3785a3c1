"""MTConnect's documents: devices, streams, assets, errors. Pure: the same inputs give the same bytes.

Source: MTConnect 2.0, part 1, 5 to 7 (response documents), and the schemas of its four namespaces.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from layerworks.outward.mtconnect.buffer import Observed
from layerworks.outward.mtconnect.model import NORMAL, UNAVAILABLE, Category, Component, Device, Item

VERSION = "2.0"
ErrorCode = Literal[
    "ASSET_NOT_FOUND", "INVALID_PATH", "INVALID_REQUEST", "INVALID_URI", "NO_DEVICE", "OUT_OF_RANGE", "TOO_MANY",
    "UNAUTHORIZED", "UNSUPPORTED"
]  # fmt: skip
_GROUPS: dict[Category, str] = {"SAMPLE": "Samples", "EVENT": "Events", "CONDITION": "Condition"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands at the head of every document. instance: changes when numbers begin anew. sender: this computer."""

    instance: int
    sender: str
    buffer_size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which observations there are: the oldest, the latest, and the one to ask from next."""

    first: int
    last: int
    following: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a data item stands: its device, component and itself."""

    device: Device
    component: Component
    item: Item


def places_of(devices: Iterable[Device]) -> dict[str, Place]:
    """Return every data item of devices by its id, in the order of the documents."""
    return {
        device.id_of(item.key): Place(device, component, item)
        for device in devices
        for component in device.tree.walk()
        for item in component.items
    }


def devices_document(header: Header, devices: Iterable[Device], now: datetime) -> bytes:
    """Return the answer to `probe`."""
    root = _document("Devices", header, now)
    root[0].attrib |= {"assetBufferSize": "1", "assetCount": "0"}
    listed = SubElement(root, "Devices")
    for device in devices:
        listed.append(device_element(device))
    return _text(root)


def device_element(device: Device) -> Element:
    """Return the element of one device, with all components and data items."""
    element = _component(device, device.tree)
    element.attrib = {"id": device.id_of(), "name": device.name, "uuid": device.uuid}
    if device.tree.kind == "Agent":
        element.attrib["mtconnectVersion"] = VERSION
    told = Element("Description", {"manufacturer": _clean(device.maker), "model": _clean(device.model)})
    element.insert(0, told)
    return element


def streams_document(
    header: Header, numbers: Numbers, places: Mapping[str, Place], observed: Iterable[Observed], now: datetime
) -> bytes:
    """Return the answer to `current` or `sample`: observations by device, component and category."""
    root = _document("Streams", header, now)
    root[0].attrib |= {
        "nextSequence": str(numbers.following),
        "firstSequence": str(numbers.first),
        "lastSequence": str(numbers.last),
    }
    order = {item: rank for rank, item in enumerate(places)}
    told = sorted((o for o in observed if o.item in places), key=lambda o: (order[o.item], o.sequence))
    streams = SubElement(root, "Streams")
    for device, of_device in groupby(told, key=lambda o: places[o.item].device):
        stream = SubElement(streams, "DeviceStream", {"name": device.name, "uuid": device.uuid})
        for component, of_component in groupby(of_device, key=lambda o: places[o.item].component):
            stream.append(_component_stream(device, component, list(of_component), places))
    return _text(root)


def assets_document(header: Header, now: datetime) -> bytes:
    """Return the answer to `assets`: a printer has none."""
    root = _document("Assets", header, now)
    root[0].attrib |= {"assetBufferSize": "1", "assetCount": "0"}
    SubElement(root, "Assets")
    return _text(root)


def error_document(header: Header, code: ErrorCode, text: str, now: datetime) -> bytes:
    """Return the answer to what cannot be answered."""
    root = _document("Error", header, now)
    del root[0].attrib["deviceModelChangeTime"]
    errors = SubElement(root, "Errors")
    SubElement(errors, "Error", {"errorCode": code}).text = _clean(text)
    return _text(root)


def _document(kind: str, header: Header, now: datetime) -> Element:
    root = Element(f"MTConnect{kind}", {"xmlns": f"urn:mtconnect.org:MTConnect{kind}:{VERSION}"})
    told = {
        "creationTime": _time(now),
        "sender": header.sender,
        "instanceId": str(header.instance),
        "version": VERSION,
        "bufferSize": str(header.buffer_size),
        "deviceModelChangeTime": _time(header.changed_at),
    }
    if kind == "Assets":
        del told["bufferSize"]
    SubElement(root, "Header", told)
    return root


def _component(device: Device, component: Component) -> Element:
    element = Element(component.kind, {"id": device.id_of(component.key), "name": component.name})
    if component.items:
        items = SubElement(element, "DataItems")
        for item in component.items:
            told = {"id": device.id_of(item.key), "category": item.category, "type": item.type}
            more = {"subType": item.sub_type, "units": item.units}
            SubElement(items, "DataItem", told | {key: value for key, value in more.items() if value})
    if component.parts:
        parts = SubElement(element, "Components")
        parts.extend(_component(device, part) for part in component.parts)
    return element


def _component_stream(
    device: Device, component: Component, observed: list[Observed], places: Mapping[str, Place]
) -> Element:
    told = {"component": component.kind, "name": component.name, "componentId": device.id_of(component.key)}
    stream = Element("ComponentStream", told)
    for category, group in _GROUPS.items():
        chosen = [o for o in observed if places[o.item].item.category == category]
        if chosen:
            listed = SubElement(stream, group)
            for o in chosen:
                listed.append(_observation(places[o.item].item, o))
    return stream


def _observation(item: Item, observed: Observed) -> Element:
    told = {"dataItemId": observed.item, "timestamp": _time(observed.at), "sequence": str(observed.sequence)}
    if item.sub_type:
        told["subType"] = item.sub_type
    if item.category == "CONDITION":
        state = {NORMAL: "Normal", UNAVAILABLE: "Unavailable"}.get(observed.value, "Fault")
        element = Element(state, told | {"type": item.type})
        element.text = _clean(observed.value) if state == "Fault" else None
        return element
    name = "".join(word.capitalize() for word in item.type.split("_"))
    if item.type in ("ASSET_CHANGED", "ASSET_REMOVED"):
        told["assetType"] = UNAVAILABLE
    element = Element(name, told)
    element.text = _clean(observed.value)
    return element


def _clean(text: str) -> str:
    return _NO_XML.sub("�", text)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(root: Element) -> bytes:
    return tostring(root, encoding="UTF-8", xml_declaration=True)
