"""What is to go wrong with the simulated printer, as people type it: `runout@600`, `stall@5m`, `drop@90+30`."""

import re
from typing import get_args

from layerworks.connectors.simulated import Mishap, MishapKind, Mishaps
from layerworks.errors import Misused
from layerworks.words import say

_FORM = re.compile(r"(?P<kind>[a-z]+)@(?P<at>[0-9.]+)(?P<unit>s|m|h)?(\+(?P<length>[0-9.]+))?(/(?P<run>[0-9]+))?")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def mishaps_of(texts: list[str] | None, seed: int) -> Mishaps:
    """Return the mishaps asked for. `KIND@TIME[s|m|h][+LENGTH_S][/RUN]`; without a run it strikes in the first only.

    Raises Misused for what cannot be read.
    """
    planned: list[Mishap] = []
    kinds: tuple[MishapKind, ...] = get_args(MishapKind)
    for text in texts or ():
        match = _FORM.fullmatch(text.strip())
        kind: MishapKind | None = next((k for k in kinds if match and k == match["kind"]), None)
        try:
            if match is None or kind is None:
                raise ValueError
            after_s = float(match["at"]) * _SECONDS[match["unit"] or "s"]
            length_s = float(match["length"]) if match["length"] else 60.0
        except ValueError:
            raise Misused(say("cli.no_mishap", text=text), say("cli.mishaps", kinds=", ".join(kinds))) from None
        planned.append(Mishap(kind, after_s, length_s, int(match["run"] or 1)))
    return Mishaps(tuple(planned), seed=seed)
