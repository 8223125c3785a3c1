"""What every networked connector owes: broken, silent and crowded lines, wrong keys, talk that makes no sense."""

from dataclasses import replace

import pytest

from connectors.cable import Cable
from connectors.conformance.benches import NetworkedBench, VirtualBench, VirtualMoonrakerBench
from connectors.conformance.watcher import Watcher
from layerworks.connectors.moonraker import Access, Secret
from layerworks.connectors.network import Network
from layerworks.fleet import Answered, LinkLost, Snapshot, Start, StateChanged, Temperatures, Upload
from layerworks.workshop import Station, carry_out, clear_bed
from workshop.list_journal import ListJournal


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("piece", [0, 1, 2, 4, 7, 9, 10, 11, 12, 13, 14, 15, 16])
def test_a_line_cut_at_any_step_of_upload_and_start_prints_once(wired: NetworkedBench, piece: int, passing: bool):
    job = wired.job(60.0)
    journal = ListJournal()
    clear_bed(journal, "m1", wired.clock.now(), "test", "clean")
    wired.cable.cut_at(piece, passing)
    attempt = carry_out(job, Station(wired.connector, journal, "test", wired.patience), wired.clock)
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("completed", "printed")
    assert len(wired.starts()) == 1


def test_a_cut_line_is_told_once_and_found_again(wired: NetworkedBench):
    job = wired.job(60.0)
    watcher = Watcher(wired)
    file = watcher.begin(job)
    begun = watcher.run
    wired.cable.pull()
    watcher.until(lambda w: w.lost)
    wired.cable.pull(out=False)
    watcher.look()
    assert len(watcher.told(LinkLost)) == 1
    assert isinstance(watcher.open(), Snapshot)
    assert begun is not None
    assert watcher.run is not None
    assert (watcher.run.file, watcher.run.started_at) == (file, begun.started_at)


def test_nobody_there_is_a_lost_link_and_commands_into_it_are_in_doubt(wired: NetworkedBench):
    watcher = Watcher(wired)
    wired.cable.pull()
    assert isinstance(watcher.open(), LinkLost)
    watcher.connector.send(Start("bracket-1.t1.gcode"))
    watcher.look()
    assert not watcher.told(Answered)
    wired.cable.pull(out=False)
    assert isinstance(watcher.open(), Snapshot)


def test_hazard_13_a_half_open_line_is_found_out(wired: NetworkedBench, monkeypatch: pytest.MonkeyPatch):
    job = wired.job(60.0)
    monkeypatch.setattr(f"{wired.silence}.SILENT_S", 2.0)
    monkeypatch.setattr(f"{wired.silence}.PING_AFTER_S", 1.0, raising=False)
    watcher = Watcher(wired)
    file = watcher.begin(job)
    wired.cable.stick()
    watcher.until(lambda w: w.lost)
    assert watcher.seen[-1].detail == "silent"  # type: ignore[union-attr]
    wired.cable.stick(False)
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.run is not None
    assert watcher.run.file == file


def test_a_printer_of_which_nothing_changes_is_heard_all_the_same(wired: NetworkedBench):
    watcher = Watcher(wired)
    assert isinstance(watcher.open(), Snapshot)
    watcher.until(lambda w: len(w.told(Temperatures)) >= 3)


def test_a_silent_line_holds_no_other_machine_up(wired: NetworkedBench, virtual: VirtualBench):
    job = wired.job(60.0)
    stuck, other = Watcher(wired), Watcher(virtual)
    assert isinstance(stuck.open(), Snapshot)
    wired.cable.stick()
    stuck.connector.send(Upload("big-1.t1.gcode", job.text * 100_000, "0" * 64))
    other.begin(job)
    other.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    wired.cable.stick(False)


def test_a_wrong_key_is_told_and_is_in_no_message(wired: NetworkedBench):
    link = wired.with_key(Secret("not-the-key"))
    watcher = Watcher(wired, link)
    lost = watcher.open()
    assert isinstance(lost, LinkLost)
    assert "not let in" in lost.detail
    assert "not-the-key" not in repr((watcher.seen, link.__dict__))


def test_a_one_shot_token_lets_in(moonraker_bench: VirtualMoonrakerBench):
    bench = moonraker_bench
    watcher = Watcher(bench, bench.link(Access(bench.url, bench.key, one_shot=True)))
    assert isinstance(watcher.open(), Snapshot)
    wrong = Watcher(bench, bench.link(Access(bench.url, Secret("no"), one_shot=True)))
    assert isinstance(wrong.open(), LinkLost)


def test_a_damaged_upload_is_refused(wired: NetworkedBench):
    job = wired.job(60.0)
    watcher = Watcher(wired)
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.ask(Upload("bracket-1.t1.gcode", job.text, "0" * 64)).verdict == "refused"
    assert watcher.printer is not None
    assert not watcher.printer.has("bracket-1.t1.gcode")


def test_unknown_fields_and_notifications_are_passed_over(virtual: VirtualBench):
    job = virtual.job(60.0)
    watcher = Watcher(virtual)
    file = watcher.begin(job)
    odd = '{"jsonrpc":"2.0","method":"notify_status_update","params":[{"print_stats":{"new":[1]},"odd":{}},1.0],"x":{}}'
    for text in (odd, '{"jsonrpc":"2.0","method":"notify_something","params":[]}', '{"id":99999,"result":{}}'):
        virtual.shop.do(virtual.server.say(text))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert (watcher.run.file, watcher.told(LinkLost)) == (file, [])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"method":5}', "\x00", '{"jsonrpc":"2.0","method":"notify_status_update"}']
)
def test_garbage_is_passed_over_and_everything_read_anew(virtual: VirtualBench, text: str):
    job = virtual.job(60.0)
    watcher = Watcher(virtual)
    watcher.begin(job)
    virtual.shop.do(virtual.server.say(text))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert not watcher.told(LinkLost)


def test_nothing_but_garbage_ends_the_connection(virtual: VirtualBench):
    watcher = Watcher(virtual)
    assert isinstance(watcher.open(), Snapshot)

    async def flood() -> None:
        for _ in range(20):
            await virtual.server.say("{")

    virtual.shop.do(flood())
    watcher.until(lambda w: w.lost)
    assert "not understood" in watcher.seen[-1].detail  # type: ignore[union-attr]


def test_a_value_of_the_wrong_kind_is_not_believed(virtual: VirtualBench):
    job = virtual.job(60.0)
    watcher = Watcher(virtual)
    file = watcher.begin(job)
    lie = '{"jsonrpc":"2.0","method":"notify_status_update","params":[{"print_stats":{"state":7}},1.0]}'
    virtual.shop.do(virtual.server.say(lie))
    assert watcher.ask(Start(file)).verdict == "refused"
    assert all(o.printer.run.file == file for o in watcher.told(StateChanged) if o.printer.run)


def test_a_message_larger_than_any_should_be_ends_the_connection_alone(virtual: VirtualBench):
    job = virtual.job(60.0)
    watcher = Watcher(virtual)
    assert isinstance(watcher.open(), Snapshot)
    virtual.shop.do(virtual.server.say('"' + "x" * (1024 * 1024) + '"'))  # large, and no message
    watcher.store(job)
    virtual.shop.do(virtual.server.say('"' + "x" * (40 * 1024 * 1024) + '"'))
    watcher.until(lambda w: w.lost)
    assert isinstance(watcher.open(), Snapshot)


def test_requests_that_are_swallowed_or_slow_are_in_doubt_not_doubled(virtual: VirtualBench):
    job = virtual.job(60.0)
    virtual.faults.swallow.add(virtual.requests["start"])
    patience = type(virtual.patience)(
        poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0, start_deadline_s=1.0, answer_s=1.0
    )
    journal = ListJournal()
    clear_bed(journal, "m1", virtual.clock.now(), "test", "clean")
    attempt = carry_out(job, Station(virtual.connector, journal, "test", patience), virtual.clock)
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.tries) == ("completed", 2)
    assert virtual.starts() == ["bracket-1.t2.gcode"]


@pytest.mark.parametrize("switch", ["cut_before", "cut_after"])
@pytest.mark.parametrize("request_name", ["upload", "look", "start", "open"])
def test_a_server_that_dies_at_a_request_prints_once(virtual: VirtualBench, switch: str, request_name: str):
    job = virtual.job(60.0)
    getattr(virtual.faults, switch).add(virtual.requests[request_name])
    journal = ListJournal()
    clear_bed(journal, "m1", virtual.clock.now(), "test", "clean")
    patience = replace(virtual.patience, start_deadline_s=10.0, answer_s=10.0)
    attempt = carry_out(job, Station(virtual.connector, journal, "test", patience), virtual.clock)
    assert attempt.end is not None
    assert attempt.end.outcome == "completed"
    assert len(virtual.starts()) == 1


def test_hazard_14_a_storm_of_links_on_one_loop(virtual: VirtualBench):
    job = virtual.job(60.0)
    storm = Network(openings=8)
    cable = Cable(virtual.shop.port)
    watchers = [Watcher(virtual, virtual.another_in(storm, cable)) for _ in range(60)]
    steady = Watcher(virtual)
    assert isinstance(steady.open(), Snapshot)
    try:
        for _ in range(2):
            for watcher in watchers:
                watcher.connector.open()
            for watcher in watchers:
                watcher.until(lambda w: w.printer is not None and not w.lost)
            cable.pull()
            for watcher in watchers:
                watcher.until(lambda w: w.lost)
            cable.pull(out=False)
        steady.begin(job)
        assert not steady.told(LinkLost)
    finally:
        for watcher in watchers:
            watcher.connector.close()
        storm.close()
        cable.close()


def test_restarted_in_mid_print_it_is_a_print_cut_short(wired: NetworkedBench):
    job = wired.job(60.0)
    journal = ListJournal()
    clear_bed(journal, "m1", wired.clock.now(), "test", "clean")
    done: list[str] = []

    def restart(attempt, seen):
        if attempt.state == "running" and not done:
            done.append("restarted")
            wired.restart()

    slow = wired.pace(printer_s=0.5)
    attempt = carry_out(job, Station(wired.connector, journal, "test", wired.patience, tell=restart), slow)
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("failed", "cut_short")
    assert len(wired.starts()) == 1


def test_an_emergency_stop_at_the_machine_ends_the_attempt(wired: NetworkedBench):
    job = wired.job(60.0)
    journal = ListJournal()
    clear_bed(journal, "m1", wired.clock.now(), "test", "clean")

    def stop(attempt, seen):
        if attempt.state == "running":
            wired.stop()

    slow = wired.pace(printer_s=0.5)
    attempt = carry_out(job, Station(wired.connector, journal, "test", wired.patience, tell=stop), slow)
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("failed", "stopped" if wired.tells_why else "other")
