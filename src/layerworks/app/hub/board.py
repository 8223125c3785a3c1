"""What the hub shows of its machines, and what of it changed since a reader last looked.

Every field has the revision at which it last changed, so a reader that names the revision it has gets exactly the
fields that are newer, however long it was away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from layerworks.app.hub.courses import Courses
from layerworks.app.hub.expecting import Course
from layerworks.fleet.observations import Run
from layerworks.workshop.post import Post
from layerworks.workshop.waiting import Loaded

GONE = {"gone": True}
COURSE_FIELDS = ("left_between_s", "ends_at", "share", "pace", "layers", "height_mm", "line", "waiting", "needs_mm")


class Board:
    """Fields by machine, those that changed last at the end. revision: counts every round of changes."""

    def __init__(self) -> None:
        self.revision = 0
        self._shown: dict[str, dict[str, tuple[int, Any]]] = {}
        self._gone: dict[str, int] = {}
        self._fresh: tuple[int, dict[str, dict[str, Any]]] = (0, {})  # what the last refreshing changed

    def show(self, states: Mapping[str, Mapping[str, Any] | None]) -> bool:
        """Take in the present state of some machines, None for one that is no more; tell whether anything changed."""
        revision, changed = self.revision + 1, False
        for name, state in states.items():
            if state is None:
                changed |= self._shown.pop(name, None) is not None
                self._gone[name] = revision
                continue
            self._gone.pop(name, None)
            fields = self._shown.get(name, {})
            newer = {f: (revision, v) for f, v in state.items() if (old := fields.get(f)) is None or old[1] != v}
            if newer:
                self._shown.pop(name, None)
                self._shown[name] = fields | newer
                changed = True
        self.revision = revision if changed else self.revision
        return changed

    def refresh(self, fields: Mapping[str, Mapping[str, Any]]) -> bool:
        """Take in some fields of machines that are shown; tell whether anything changed."""
        revision, changed = self.revision + 1, dict[str, dict[str, Any]]()
        for name, values in fields.items():
            shown = self._shown.get(name)
            if shown is None:
                continue
            newer = {field: value for field, value in values.items() if shown[field][1] != value}
            if newer:
                for field, value in newer.items():
                    shown[field] = (revision, value)
                self._shown[name] = self._shown.pop(name)
                changed[name] = newer
        if changed:
            self.revision = revision
            self._fresh = (revision, changed)
        return bool(changed)

    def of(self, machine: str) -> dict[str, Any]:
        """Return what is shown of a machine, nothing where it is not shown."""
        return {field: value for field, (_, value) in self._shown.get(machine, {}).items()}

    def since(self, revision: int) -> dict[str, dict[str, Any]]:
        """Return the fields that are newer than a revision, by machine; 0 for everything."""
        if self._fresh[0] == self.revision == revision + 1:
            return self._fresh[1]
        newer: dict[str, dict[str, Any]] = {}
        for name in reversed(self._shown):  # the last to change comes first, so what stood still costs nothing
            fields = {field: value for field, (at, value) in self._shown[name].items() if at > revision}
            if not fields:
                break
            newer[name] = fields
        return newer | {name: GONE for name, at in self._gone.items() if 0 < revision < at}


def _place(post: Post, run: Run | None, course: Course | None) -> list[float] | None:
    """Return where the head is: as the machine tells, else where its program has it at the byte that is told."""
    can = post.machine.connector.abilities
    if run is not None and can.tells_motion:
        return [run.position.x_mm, run.position.y_mm, run.position.z_mm]
    return [round(c, 1) for c in course.place_mm] if course is not None and can.tells_bytes else None


def _spool(spool: Loaded, left_g: float | None) -> dict[str, Any]:
    return {
        "material": spool.material,
        "lot": spool.lot,
        "nozzle_mm": spool.nozzle_mm,
        "left_g": left_g if left_g is None else round(left_g, 1),
    }


def course_shown(course: Course | None) -> dict[str, Any]:
    """Return the course of a print as plain values for JSON; nothing where it is not known."""
    if course is None:
        return dict.fromkeys(COURSE_FIELDS)
    low_s, high_s = course.left_between_s
    return {
        "left_s": round(course.left_s),
        "left_between_s": [round(low_s), round(high_s)],
        "ends_at": course.ends_at.isoformat(timespec="minutes"),
        "share": round(course.share, 3),
        "pace": round(course.pace, 2),
        "layers": course.layers,
        "height_mm": course.height_mm if course.height_mm is None else round(course.height_mm, 3),
        "line": course.line,
        "waiting": course.waiting,
        "needs_mm": {str(tool): round(mm) for tool, mm in course.left_mm.items()},
    }


def states_of(names: Iterable[str], posts: Mapping[str, Post], courses: Courses) -> dict[str, dict[str, Any] | None]:
    """Return the state of machines as plain values for JSON."""
    return {name: state_of(name, posts[name], courses) if name in posts else None for name in names}


def state_of(name: str, post: Post, courses: Courses) -> dict[str, Any]:
    """Return the state of a machine as plain values for JSON; times as ISO 8601, units in the names."""
    course, left_g, flow = courses.of(name), courses.left_g(name, post), courses.flow_mm3_s(name, post)
    printer, equipped, attempt = post.watch.printer, post.watch.equipped, post.attempt
    run = printer.run if printer else None
    loaded = post.equipment.loaded
    fed_mm = run.filament_mm if run is not None and post.machine.connector.abilities.tells_motion else None
    ours = attempt is not None and attempt.started_at is not None and run is not None
    return {
        "machine_type": post.machine.machine_type,
        "circuit": post.machine.circuit,
        "link": post.watch.link,
        "device": printer.device if printer else None,
        "bed": post.bed.state,
        "in_service": post.equipment.in_service,
        "material": loaded.material if loaded else None,
        "lot": loaded.lot if loaded else None,
        "remaining_g": round(left_g[0], 1) if 0 in left_g else None,
        "spools": {str(t): _spool(spool, left_g.get(t)) for t, spool in sorted(post.equipment.spools.items())},
        "nozzle_mm": loaded.nozzle_mm if loaded else None,
        "job": attempt.job if attempt else None,
        "attempt": attempt.id if attempt else None,
        "attempt_state": attempt.state if attempt else None,
        "file": run.file if run else None,
        "left_out": list(attempt.skipped) if attempt else [],
        "phase": run.phase if run else None,
        "layer": course.layer if course else run.position.layer if run else None,
        "position_mm": _place(post, run, course),
        "printed_s": round(run.printed_s) if run else None,
        "left_s": round(max(0.0, attempt.predicted_s - run.printed_s)) if ours and attempt and run else None,
        **course_shown(course),
        "flow_mm3_s": flow if flow is None else round(flow, 1),
        "filament_mm": fed_mm if fed_mm is None else round(fed_mm),
        "temperatures": {t.heater: [round(t.actual_c, 1), t.target_c] for t in printer.temperatures} if printer else {},
        "why": run.why if run else "",
        "observe_only": post.machine.connector.abilities.observe_only,
        "told_spools": [asdict(spool) for spool in equipped.spools] if equipped else [],
        "camera": equipped.camera if equipped else "",
        "wish": type(post.wish).__name__.lower() if post.wish else None,
        "trouble": post.trouble.as_dict() if post.trouble else None,
        "heard_at": post.watch.heard_at.isoformat(timespec="seconds") if post.watch.heard_at else None,
    }
