"""What is Marlin's own: lines that get lost or damaged, a port that stays open, a process that may be killed."""

import os
import pty
import sys
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.conformance.marlin_benches import MarlinBench
from connectors.conformance.watcher import Watcher
from layerworks.connectors.marlin_serial.host import Host
from layerworks.connectors.marlin_serial.lines import bare, heard, numbered
from layerworks.connectors.marlin_serial.port import open_port, speed_of
from layerworks.connectors.marlin_serial.sender import Sender
from layerworks.connectors.network import Network
from layerworks.connectors.virtual.marlin import MarlinFaults
from layerworks.digest import digest_bytes
from layerworks.fleet import Cancel, Resume, Snapshot, Start, Upload

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    shared = Network()
    yield shared
    shared.close()


@pytest.fixture
def bench(network: Network) -> Iterator[MarlinBench]:
    made = MarlinBench(network)
    yield made
    made.close()


def commands(text: bytes) -> list[str]:
    return [line for raw in text.decode().splitlines() if (line := bare(raw))]


def printed(bench: MarlinBench) -> list[str]:
    return [line for line in bench.board.taken if line.startswith(("G1", "G4"))]


def test_a_line_has_its_number_and_the_sum_of_its_bytes():
    assert numbered(3, "T0") == "N3 T0*57"
    assert numbered(4, "G92 E0") == "N4 G92 E0*67"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ok", {"ok": True}),
        ("ok N12 P15 B3", {"ok": True, "line": 12, "buffer": 3}),
        ("Resend: 7", {"resend": 7}),
        ("rs N7", {"resend": 7}),
        ("echo:busy: processing", {"busy": True}),
        ("wait", {"busy": True}),
        ("start", {"started": True}),
        ("//action:out_of_filament T0", {"action": "out_of_filament T0"}),
        ("Error:checksum mismatch, Last Line: 6", {}),
        ("Error:Printer halted. kill() called!", {"error": "Printer halted. kill() called!", "halted": True}),
        ("Cap:AUTOREPORT_TEMP:1", {"capability": ("AUTOREPORT_TEMP", True)}),
        ("Not SD printing", {"sd": False}),
        ("SD printing byte 12/300", {"sd": True}),
        ("okay then", {}),
    ],
)
def test_what_a_line_says(line: str, told: dict):
    said = heard(line)
    assert {name: getattr(said, name) for name in told} == told
    assert said.ok is told.get("ok", False)


def test_temperatures_are_read_with_and_without_an_ok():
    expected = {"nozzle": (201.0, 202.0), "bed": (60.1, 60.0)}
    for line in ("ok T:201.0 /202.0 B:60.1 /60.0 @:64 B@:30", " T:201.0 /202.0 B:60.1 /60.0 T0:201.0 /202.0 @:64"):
        assert heard(line).heats == expected


def test_power_is_read_of_the_present_tool_of_each_and_of_the_bed():
    assert heard("ok T:201.0 /202.0 B:60.1 /60.0 @:64 B@:127").powers == {"nozzle": 64 / 127, "bed": 1.0}
    assert heard("T:25 /0 T0:25 /0 T1:90 /210 @:127 @0:0 @1:127").powers == {"nozzle": 0.0, "nozzle1": 1.0}
    assert heard("echo:mail me@:5 or a@b").powers == {}


class LossyBoard:
    """Takes lines as Marlin does, and loses what it is told to lose. Advanced: says which line an ok is for."""

    def __init__(self, luck: list[int], advanced: bool, says_ok: bool):
        self.luck, self.advanced, self.says_ok = deque(luck), advanced, says_ok
        self.last, self.taken, self.owed = 0, [], []

    def hear(self, line: str) -> list[str]:
        fate = self.luck.popleft() if self.luck else 0
        text, _, _ = line.rpartition("*")
        number, _, command = text[1:].partition(" ")
        if command.startswith("M110"):
            self.last = int(number)
            return ["ok"]
        if fate == 1 or int(number) != self.last + 1:  # damaged, or not the one that is due
            return ["Error:Line Number is not Last Line Number+1", f"Resend: {self.last + 1}", *["ok"] * self.says_ok]
        if fate == 3:  # never arrived
            return []
        self.last = int(number)
        self.taken.append(command)
        if fate == 2:  # its answer gets lost
            return []
        self.owed.append(f"ok N{number} P15 B3" if self.advanced else "ok")
        late = self.advanced and fate == 4  # it says so only after it has read what follows
        return [] if late else self.answers()

    def answers(self) -> list[str]:
        owed, self.owed = self.owed, []
        return owed


@given(
    luck=st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 4]), max_size=40), advanced=st.booleans(), says_ok=st.booleans()
)
def test_every_line_is_taken_once_and_in_order_whatever_gets_lost(luck: list[int], advanced: bool, says_ok: bool):
    sender, board, now_s = Sender(), LossyBoard(luck, advanced, says_ok), 0.0
    wanted = deque(f"G1 X{n}" for n in range(30))
    expected, wire, taken = list(wanted), deque([sender.begin(0.0)]), []
    for _ in range(4000):
        if wire:
            for answer in board.hear(wire.popleft()):
                taken += [s.text for s in sender.hear(heard(answer), now_s)]
        elif board.owed:
            for answer in board.answers():
                taken += [s.text for s in sender.hear(heard(answer), now_s)]
        wire.extend(sender.due(now_s))
        while wanted and sender.room_for(wanted[0], now_s):
            wire.append(sender.send(wanted.popleft(), now_s))
        if sender.stuck or (not wanted and sender.idle):
            break
        now_s += 0.1 if wire else 1.0
    if not sender.stuck:
        assert board.taken == expected
        assert taken == ["M110 N0", *expected]
    assert board.taken == expected[: len(board.taken)]


def test_a_board_that_asks_for_the_same_again_and_again_is_given_up():
    text = b"G28\n"
    host = ready_host(text)
    assert host.obey(Start("a-1.t1.gcode"), T0) == ""
    for _ in range(20):
        host.hear("Resend: 4", T0)
    assert host.run is not None
    assert (host.run.phase, host.state(T0).device) == ("failed", "error")


def ready_host(text: bytes) -> Host:
    host = Host(lambda file: text, lambda file, now: "")
    host.connect(T0)
    for line in ("ok", "FIRMWARE_NAME:Marlin 2.1.2 SOURCE_CODE_URL:x", "ok", "Not SD printing", "ok", "ok"):
        host.hear(line, T0)
    host.hear("T:20.0 /0.0 B:20.0 /0.0", T0)
    assert host.state(T0).device == "idle"
    assert host.obey(Upload("a-1.t1.gcode", text, digest_bytes(text)), T0) == ""
    host.out.clear()
    return host


def test_one_line_is_under_way_at_a_time_until_the_board_says_how_many_fit():
    host = ready_host(b"G1 X1\nG1 X2\nG1 X3\nG1 X4\nG1 X5\n")
    assert host.obey(Start("a-1.t1.gcode"), T0) == ""
    assert len(host.out) == 1
    host.hear("ok N4 P15 B3", T0)
    assert len(host.out) == 4


def test_a_start_that_cannot_be_written_down_is_none():
    host = Host(lambda file: b"G28\n", lambda file, now: "No space left on device")
    host.connect(T0)
    for line in ("ok", "ok", "ok", "ok"):
        host.hear(line, T0)
    host.obey(Upload("a-1.t1.gcode", b"G28\n", "x"), T0)
    host.out.clear()
    assert "No space" in host.obey(Start("a-1.t1.gcode"), T0)
    assert (host.run, host.out) == (None, [])


def test_out_of_filament_is_a_pause_with_its_reason():
    host = ready_host(b"G1 X1\nG1 X2\n")
    host.obey(Start("a-1.t1.gcode"), T0)
    host.hear("//action:out_of_filament T0", T0)
    assert host.run is not None
    assert (host.run.phase, host.run.fault) == ("paused", "runout")
    assert host.obey(Resume("a-1.t1.gcode"), T0) == ""
    assert host.run.fault is None


def test_a_cancelled_print_leaves_no_heater_on():
    host = ready_host(b"G1 X1\n" * 20)
    host.obey(Start("a-1.t1.gcode"), T0)
    host.obey(Cancel("a-1.t1.gcode"), T0)
    for _ in range(10):
        host.hear("ok", T0)
    assert [line.partition(" ")[2].partition("*")[0] for line in host.out[1:]] == ["M104 S0", "M140 S0", "M107"]


@pytest.mark.parametrize("advanced", [False, True])
@pytest.mark.parametrize("says_ok", [False, True])
def test_damaged_lines_and_lost_answers_change_nothing(network: Network, advanced: bool, says_ok: bool):
    faults = MarlinFaults(garble={5, 6, 20, 31}, lose_ok={12}, advanced=advanced, says_ok_after_resend=says_ok)
    bench = MarlinBench(network, faults)
    try:
        job = bench.job(30.0)
        watcher = Watcher(bench)
        watcher.begin(job)
        watcher.until(lambda w: w.run.phase == "completed")
        assert printed(bench) == commands(job.text)
        assert (faults.garble, faults.lose_ok) == (set(), set())
    finally:
        bench.close()


def test_a_hub_that_comes_and_goes_disturbs_no_print(bench: MarlinBench):
    job = bench.job(120.0)
    watcher = Watcher(bench)
    file = watcher.begin(job)
    for _ in range(5):
        watcher.connector.close()
        assert isinstance(watcher.open(), Snapshot)
    watcher.until(lambda w: w.run.phase == "completed")
    assert printed(bench) == commands(job.text)
    assert bench.starts() == [file]


def test_the_port_is_left_so_that_closing_and_opening_it_restarts_nothing(bench: MarlinBench):
    assert not bench.board.hangs_up_on_close()


def test_a_board_that_prints_from_its_card_is_left_alone(network: Network):
    bench = MarlinBench(network, MarlinFaults(from_card=True))
    try:
        watcher = Watcher(bench)
        assert isinstance(watcher.open(), Snapshot)
        assert watcher.printer is not None
        assert watcher.printer.device == "printing"
        file = watcher.store(bench.job(30.0))
        assert watcher.ask(Start(file)).verdict == "refused"
        assert printed(bench) == []
    finally:
        bench.close()


def test_a_killed_agent_tells_how_far_its_print_came(bench: MarlinBench):
    watcher = Watcher(bench)
    file = watcher.begin(bench.job(600.0))
    watcher.until(lambda w: w.progress and w.progress.position.byte_offset > 100)
    before = watcher.run
    bench.kill_agent()
    watcher.until(lambda w: w.lost)
    bench.start_agent()
    assert isinstance(watcher.open(), Snapshot)
    assert before is not None
    assert watcher.run is not None
    assert (watcher.run.file, watcher.run.phase, watcher.run.started_at) == (file, "failed", before.started_at)
    assert watcher.printer is not None
    assert watcher.printer.device == "idle"
    assert bench.starts() == [file]


def test_a_damaged_upload_is_refused(bench: MarlinBench):
    watcher = Watcher(bench)
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.ask(Upload("bracket-1.t1.gcode", b"G28\n", "0" * 64)).verdict == "refused"
    assert watcher.printer is not None
    assert not watcher.printer.has("bracket-1.t1.gcode")


def test_only_its_user_reaches_an_agent(bench: MarlinBench):
    assert bench.socket.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("baud", [115200, 250000, 76800])
def test_a_port_has_the_speed_that_was_asked_for_and_one_owner(baud: int):
    ours, theirs = pty.openpty()
    path = os.ttyname(theirs)
    port = open_port(path, baud)
    if sys.platform.startswith("linux"):
        assert speed_of(port) == baud
    with pytest.raises(BlockingIOError):
        open_port(path, baud)
    os.close(port)
    os.close(open_port(path, baud))
    os.close(ours)
    os.close(theirs)
