"""Temperatures that RepRapFirmware keeps for its tools (G10 P R S, M568 P R S A, T), seen by the nozzle in use."""

from collections.abc import Mapping

_STANDBY, _ACTIVE = 1, 2  # as M568 A counts; 0 is off


class ToolHeats:
    """What each tool is to have while it is in use, and while it stands by.

    The first is taken to be in use until another is chosen; another tool's temperatures wait for its turn.
    """

    def __init__(self) -> None:
        self._tool = 0
        self._target_c: dict[tuple[int, int], float] = {}  # by tool and state

    def told(self, words: Mapping[str, float]) -> float | None:
        """Take G10 P… or M568 and return what the nozzle in use goes to, None where it is left alone."""
        tool = int(words.get("P", self._tool))
        for letter, state in (("R", _STANDBY), ("S", _ACTIVE)):
            if letter in words:
                self._target_c[tool, state] = max(words[letter], 0.0)
        if tool != self._tool:
            return None
        if "A" in words:
            return self._target_c.get((tool, int(words["A"])), 0.0)
        return self._target_c[tool, _ACTIVE] if "S" in words else None

    def chosen(self, tool: int) -> float | None:
        """Take T… and return what its nozzle goes to, None where that was never told."""
        self._tool = tool
        return self._target_c.get((tool, _ACTIVE))
