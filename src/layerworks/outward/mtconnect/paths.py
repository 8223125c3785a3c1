"""Which data items an XPath leads to: the part of XPath that clients use, on the tree that `probe` shows.

Source: MTConnect 2.0, part 1, on `path`; what of XPath is understood is what the standard library understands.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from layerworks.outward.mtconnect.documents import device_element
from layerworks.outward.mtconnect.model import Device

LONGEST = 1000
DEEPEST = 3  # of “anywhere below”: each multiplies what has to be looked at


class BadPath(Exception):
    """A path that is none, or leads nowhere."""


def items_at(path: str, devices: Iterable[Device]) -> frozenset[str]:
    """Return the ids of all data items at or below what a path leads to. Raises BadPath."""
    root = Element("Devices")
    root.extend(device_element(device) for device in devices)
    found: set[str] = set()
    for one in path.split("|"):
        for element in _elements(root, one.strip()):
            found.update(item.attrib["id"] for item in element.iter("DataItem"))
    if not found:
        raise BadPath(f"the path leads to no data item: {path}")
    return frozenset(found)


def _elements(root: Element, path: str) -> list[Element]:
    if not path.startswith("//") or len(path) > LONGEST or path.count("//") > DEEPEST or ".." in path:
        raise BadPath(f"a path begins with //, has that {DEEPEST} times and {LONGEST} characters at most, and no '..'")
    try:
        return root.findall(f".{path}")
    except (SyntaxError, KeyError, ValueError) as error:  # the standard library's ways to refuse a path
        raise BadPath(f"the path is not understood: {error}") from None
