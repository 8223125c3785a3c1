"""Names of parts on a plate."""

import re
from collections.abc import Iterable

_FOREIGN = re.compile(r"[^0-9A-Za-z_\-㐀-䶿一-鿿豈-﫿]+")
_LONGEST = 60


def unique_names(wished: Iterable[str]) -> list[str]:
    """Return a name for each wish: letters, digits, `_`, `-` and CJK, all different (`bracket`, `bracket-2`)."""
    taken: set[str] = set()
    names: list[str] = []
    for wish in wished:
        base = _FOREIGN.sub("-", wish).strip("-")[:_LONGEST].strip("-") or "part"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        names.append(name)
    return names
