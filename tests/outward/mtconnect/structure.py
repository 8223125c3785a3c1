"""What the schemas of MTConnect 2.0 and the text of the standard demand of documents, as far as ours go."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, fromstring

ID = re.compile(r"[A-Za-z_][\w.-]*")  # NCName
UNITS = {"POSITION": "MILLIMETER", "TEMPERATURE": "CELSIUS", "PROCESS_TIMER": "SECOND", "MASS": "KILOGRAM"}
EXECUTIONS = {
    "READY", "ACTIVE", "INTERRUPTED", "FEED_HOLD", "STOPPED", "OPTIONAL_STOP", "PROGRAM_STOPPED", "PROGRAM_COMPLETED",
    "WAIT", "UNAVAILABLE",
}  # fmt: skip
HEADERS = {
    "Devices": {"bufferSize", "deviceModelChangeTime", "assetBufferSize", "assetCount"},
    "Streams": {"bufferSize", "deviceModelChangeTime", "firstSequence", "lastSequence", "nextSequence"},
    "Assets": {"deviceModelChangeTime", "assetBufferSize", "assetCount"},
    "Error": {"bufferSize"},
}
ALWAYS = {"creationTime", "sender", "instanceId", "version"}


def opened(text: bytes) -> tuple[str, Element]:
    """Return the kind of a document and its tree without namespaces, after a look at namespace and header."""
    root = fromstring(text)
    kind = re.fullmatch(r"\{urn:mtconnect\.org:MTConnect(\w+):2\.0\}MTConnect(\w+)", root.tag)
    assert kind is not None
    assert kind[1] == kind[2]
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    header = root[0]
    assert header.tag == "Header"
    assert set(header.attrib) == ALWAYS | HEADERS[kind[1]]
    assert header.attrib["version"] == "2.0"
    assert datetime.fromisoformat(header.attrib["creationTime"]).tzinfo is not None
    return kind[1], root


def checked_devices(text: bytes) -> dict[str, Element]:
    """Return the data items of a probe by id."""
    kind, root = opened(text)
    assert kind == "Devices"
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(ID.fullmatch(i) for i in ids)
    uuids = [device.attrib["uuid"] for device in root[1]]
    assert len(uuids) == len(set(uuids))
    for device in root[1]:
        assert device.tag in ("Agent", "Device")
        assert [e.tag for e in device] in (["Description", "DataItems"], ["Description", "DataItems", "Components"])
        types = [item.attrib["type"] for item in device.find("DataItems")]
        assert {"AVAILABILITY"} <= set(types)
        if device.tag == "Device":
            assert {"ASSET_CHANGED", "ASSET_REMOVED"} <= set(types)
    items = {item.attrib["id"]: item for item in root.iter("DataItem")}
    for item in items.values():
        assert item.attrib["category"] in ("SAMPLE", "EVENT", "CONDITION")
        assert item.attrib.get("units") == (UNITS[item.attrib["type"]] if item.attrib["category"] == "SAMPLE" else None)
    return items


def checked_streams(text: bytes, items: dict[str, Element]) -> list[Element]:
    """Return the observations of a document, after a look at where and how they stand."""
    kind, root = opened(text)
    assert kind == "Streams"
    first, last, following = (int(root[0].attrib[k]) for k in ("firstSequence", "lastSequence", "nextSequence"))
    assert 1 <= first <= last + 1
    assert first <= following <= last + 1
    seen: dict[str, int] = {}
    told = []
    for component in root.iter("ComponentStream"):
        assert [g.tag for g in component] == sorted(
            (g.tag for g in component), key=("Samples", "Events", "Condition").index
        )
        for group in component:
            for observed in group:
                item = items[observed.attrib["dataItemId"]].attrib
                assert {"SAMPLE": "Samples", "EVENT": "Events", "CONDITION": "Condition"}[item["category"]] == group.tag
                if group.tag == "Condition":
                    assert observed.tag in ("Normal", "Warning", "Fault", "Unavailable")
                    assert observed.attrib["type"] == item["type"]
                else:
                    assert observed.tag == "".join(w.capitalize() for w in item["type"].split("_"))
                    assert observed.text
                if group.tag == "Samples" and observed.text != "UNAVAILABLE":
                    float(observed.text)
                if observed.tag == "Execution":
                    assert observed.text in EXECUTIONS
                assert observed.attrib.get("subType") == item.get("subType")
                sequence = int(observed.attrib["sequence"])
                assert seen.get(observed.attrib["dataItemId"], 0) < sequence <= last
                seen[observed.attrib["dataItemId"]] = sequence
                told.append(observed)
    return told
