"""Observations of one printer, by hypothesis: sensible ones and mad ones."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from layerworks.fleet import (
    Answered,
    Fault,
    LinkLost,
    Position,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    Start,
    StateChanged,
    StoredFile,
    Temperatures,
)

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
ATTEMPT = "bracket-1"
FILES = st.sampled_from(["bracket-1.t1.gcode", "bracket-1.t2.gcode", "other-1.t1.gcode", "benchy.gcode"])
FAULTS = st.sampled_from(["runout", "thermal", "stall", "stopped", "other"])


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


RUNS = st.builds(
    Run,
    file=FILES,
    phase=st.sampled_from(["running", "running", "paused", "completed", "cancelled", "failed"]),
    position=st.builds(Position, st.integers(0, 99), st.integers(-1, 9), st.just(0.0), st.just(0.0), st.just(0.2)),
    filament_mm=st.floats(0, 1000),
    printed_s=st.floats(0, 1000),
    started_at=st.sampled_from([at(-500), at(3), at(4)]),
    fault=st.none() | FAULTS,
    skipped=st.sampled_from([(), ("a",), ("a", "b")]),
)
STATES = st.builds(
    PrinterState,
    device=st.sampled_from(["idle", "heating", "printing", "paused", "error"]),
    boot=st.sampled_from(["1", "1", "1", "2"]),
    run=st.none() | RUNS,
    files=st.lists(st.builds(StoredFile, FILES, st.sampled_from([5, 6]), st.sampled_from([None, "d", "e"]))).map(tuple),
)


def observations(times):
    """Return one observation at one of some times."""
    return st.one_of(
        st.builds(Snapshot, times, STATES),
        st.builds(StateChanged, times, STATES),
        st.builds(Progress, times, RUNS),
        st.builds(Fault, times, FAULTS, st.none() | FILES),
        st.builds(LinkLost, times),
        st.builds(Answered, times, st.builds(Start, FILES), st.sampled_from(["accepted", "refused"])),
        st.builds(Temperatures, times, st.just(())),
    )


def histories():
    """Return observations in order of time."""
    return st.lists(observations(st.integers(0, 2000).map(at)), max_size=25).map(
        lambda seen: sorted(seen, key=lambda o: o.at)
    )
