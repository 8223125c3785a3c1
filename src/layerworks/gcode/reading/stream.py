"""A program read block by block into one piece of working memory."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading._asked import Asked, as_speed_word
from layerworks.gcode.reading._broken import broken
from layerworks.gcode.reading._macros import body_as_text, called
from layerworks.gcode.reading._tables import with_macros
from layerworks.gcode.reading.events import Events, RawEvents
from layerworks.gcode.reading.rows import new_rows
from layerworks.gcode.reading.rules import ReadingRules
from layerworks.kernels import gcode_read_codes as g

_EVENTS_AT_ONCE = 4096
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FILAMENT_MODES = {"either": g.E_EITHER, "last": g.E_LAST, "apart": g.E_APART}


class Stream:
    """The reader of one program: feed whole lines, take the rows.

    rows: filled by `read`; the caller drops what it has used before the next block. events: everything that is not a
    row, by absolute row number.
    """

    def __init__(self, rules: ReadingRules, capacity: int) -> None:
        self.rows = new_rows(capacity)
        self.events = Events(rules.planner_lines)
        self._state = np.zeros(g.STATE_SIZE)
        self._flags = np.zeros(g.FLAGS_SIZE, np.int64)
        self._asked = Asked(self._state, self._flags)
        self._macros = rules.macros
        self._tables = with_macros(rules.macros)
        self._running: list[str] = []  # macros that are being read, each within the one before
        self._call = 0, 0  # line and offset of the call in the program
        self._event_kind = np.empty(_EVENTS_AT_ONCE, np.uint8)
        self._event_place = np.empty((_EVENTS_AT_ONCE, 4), np.int64)
        self._event_value = np.empty((_EVENTS_AT_ONCE, 2))
        s = self._state
        s[g.S_SPEED], s[g.S_SPEED_FACTOR], s[g.S_FLOW_FACTOR], s[g.S_UNIT] = 25.0, 1.0 / 60.0, 1.0, 1.0
        s[g.S_ARC_RESOLUTION] = rules.arc_resolution_mm
        s[g.S_ARC_LEAST], s[g.S_ARC_PER_S] = rules.arc_least_mm, rules.arc_chords_s
        s[g.S_ARC_DEVIATION], s[g.S_ARC_CIRCLE] = rules.arc_deviation_mm, rules.arc_circle_chords
        s[g.S_ARC_ROUND_UP] = rules.arc_round_up
        s[g.S_RETRACT], s[g.S_UNRETRACT_EXTRA] = round(rules.retract_mm, 5), round(rules.unretract_extra_mm, 5)
        s[g.S_RETRACT_SPEED] = as_speed_word(rules.retract_mm_s)
        s[g.S_UNRETRACT_SPEED] = as_speed_word(rules.unretract_mm_s)
        s[g.S_HOME_X], s[g.S_HOME_Y], s[g.S_HOME_Z] = rules.home_mm
        s[[g.S_NOZZLE_WAITED, g.S_BED_WAITED, g.S_CHAMBER_WAITED]] = np.nan
        s[g.S_TOP_Z] = -np.inf
        f = self._flags
        f[[g.F_ABSOLUTE, g.F_E_ABSOLUTE, g.F_LINE]] = 1
        f[g.F_PLANE], f[g.F_ROLE] = g.PLANE_XY, g.ROLE_UNMARKED
        f[g.F_DWELL_S_WORD] = rules.dwell_s_word
        f[g.F_E_MODE], f[g.F_FREE_ARCS] = _FILAMENT_MODES[rules.filament_mode], rules.free_arcs
        f[g.F_WITH_EVENT] = g.WITH_EVENT | (g.FOR_PLANNER if rules.planner_lines else 0)

    @property
    def filament_mm(self) -> float:
        """The most filament that was ever out, net of retractions."""
        return float(self._state[g.S_EXTRUDED_MOST])

    @property
    def empty_retracts(self) -> int:
        """How often G10 and G11 came while their length was not known."""
        return int(self._flags[g.F_EMPTY_RETRACTS])

    @property
    def filament_mode_told(self) -> bool:
        """Whether the program has said what its E words mean (M82, M83)."""
        return self._flags[g.F_E_TOLD] != 0

    @property
    def lines(self) -> int:
        """Lines read so far."""
        return self._line

    @property
    def size_bytes(self) -> int:
        """Bytes read so far."""
        return int(self._flags[g.F_BASE])

    def read(self, text: NDArray[np.uint8]) -> Iterator[None]:
        """Read whole lines, pausing whenever the memory for rows is full, and at the end.

        Raises Rejected at the first line that no firmware could read.
        """
        flags = self._flags
        flags[g.F_CURSOR] = 3 if flags[g.F_BASE] == 0 and text[:3].tobytes() == _BYTE_ORDER_MARK else 0
        yield from self._rows_of(text)
        flags[g.F_BASE] += text.size
        yield

    def _rows_of(self, text: NDArray[np.uint8]) -> Iterator[None]:
        from layerworks.kernels.gcode_read import read_rows

        rows, flags = self.rows, self._flags
        actions, name_keys, name_values = self._tables
        while True:
            flags[g.F_ROWS], flags[g.F_EVENTS] = rows.count, 0
            reason = read_rows(
                text,
                actions,
                name_keys,
                name_values,
                self._state,
                flags,
                rows.points_mm,
                rows.e_mm,
                rows.speed_mm_s,
                rows.step,
                rows.role,
                rows.line,
                rows.offset,
                self._event_kind,
                self._event_place,
                self._event_value,
            )
            rows.count = int(flags[g.F_ROWS])
            self._take_events(text)
            if reason == g.DONE:
                return
            if reason == g.ROWS_FULL:
                before = rows.count
                yield
                if rows.count == before:
                    rows.grow()
            elif reason == g.ASKED:
                yield from self._answer(_line_at(text, int(flags[g.F_BAD])).decode("utf-8", "replace"))
            elif reason != g.EVENTS_FULL:
                line = self._call[0] if self._running else int(flags[g.F_LINE])
                raise broken(reason, line, _line_at(text, int(flags[g.F_BAD])))

    def _take_events(self, text: NDArray[np.uint8]) -> None:
        count = int(self._flags[g.F_EVENTS])
        if count == 0:
            return
        place = self._event_place[:count]
        if self._running:
            place[:, 1] = self._call[0]
        self.events.take(
            RawEvents(
                text=text,
                kind=self._event_kind[:count],
                row=place[:, 0] + self.rows.dropped,
                line=place[:, 1],
                start=place[:, 2],
                end=place[:, 3],
                value=self._event_value[:count],
            )
        )

    def _answer(self, line: str) -> Iterator[None]:
        name = called(line)
        if name not in self._macros or name in self._running:
            self._asked.answer(line)
            self.events.take_heating(name, line, self._row, self._call[0] if self._running else self._line)
            return
        body = body_as_text(self._macros[name], line)
        flags = self._flags
        if not self._running:
            self._call = self._line, int(flags[g.F_BASE] + flags[g.F_BAD])
        if body is None:
            self.events.take_call(name, self._row, self._call[0])
        else:
            yield from self._run(name, body)

    @property
    def _row(self) -> int:
        """The next row, counted from the start of the program."""
        return self.rows.count + self.rows.dropped

    @property
    def _line(self) -> int:
        """The line read last."""
        return int(self._flags[g.F_LINE]) - 1

    def _run(self, name: str, body: bytes) -> Iterator[None]:
        """Read the body of a macro as if it stood where it is called; its rows carry the place of the call."""
        flags, rows = self._flags, self.rows
        kept = flags[[g.F_CURSOR, g.F_LINE]].copy()
        flags[g.F_CURSOR] = 0
        self._running.append(name)
        first = rows.count
        for _ in self._rows_of(np.frombuffer(body, np.uint8)):
            self._place_at_call(first)
            yield
            first = rows.count
        self._place_at_call(first)
        self._running.pop()
        flags[[g.F_CURSOR, g.F_LINE]] = kept

    def _place_at_call(self, first: int) -> None:
        self.rows.line[first : self.rows.count], self.rows.offset[first : self.rows.count] = self._call


def _line_at(text: NDArray[np.uint8], at: int) -> bytes:
    start = at
    while start > 0 and text[start - 1] != 10 and at - start < 4096:
        start -= 1
    return re.split(rb"\n", text[start : at + 4096].tobytes(), maxsplit=1)[0]
