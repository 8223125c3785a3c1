"""Which program sent something: what its head says of its maker, else what the sender says of itself. Pure."""

import re

HEAD_BYTES = 8192
_MAKER = re.compile(
    rb"^;.*?generated (?:by|with) (?P<name>[A-Za-z]\w{1,31})(?:\(R\))?(?: Version)?(?P<version> [\w.+-]{1,31})?",
    re.IGNORECASE | re.MULTILINE,
)
_AGENT = re.compile(r"(?P<name>[A-Za-z][\w .-]{0,31})/(?P<version>[\w.+-]{1,31})")
_STEM = re.compile(r"(?:\.(?:gcode|gco|g|nc|ufp|3mf|bgcode|txt))+$", re.IGNORECASE)


def origin_of(head: bytes, agent: str) -> str:
    """Return a name and version such as `PrusaSlicer 2.5.0`, nothing when nobody says. head: the first bytes."""
    if made := _MAKER.search(head):
        version = (made["version"] or b" ").decode("ascii").strip()
        return " ".join(filter(None, (made["name"].decode("ascii"), _short(version))))
    if sent := _AGENT.match(agent):
        return f"{sent['name']} {_short(sent['version'])}"
    return ""


def shown_name(told: str) -> str:
    """Return a name for people out of the name of a file: no folders, no ending, nothing that cannot be printed."""
    last = re.split(r"[/\\]", told)[-1]
    return "".join(c for c in _STEM.sub("", last) if c.isprintable()).strip()[:80]


def _short(version: str) -> str:
    return version.partition("+")[0]
