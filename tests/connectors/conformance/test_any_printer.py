"""What every connector owes, whatever its brand: the hazards that can be shown at the printer itself."""

from dataclasses import replace

from connectors.conformance.benches import Bench
from connectors.conformance.watcher import Watcher
from layerworks.digest import digest_bytes
from layerworks.fleet import (
    Cancel,
    CancelObject,
    Channel,
    LinkLost,
    Measured,
    Pause,
    Progress,
    Quantity,
    Remove,
    Resume,
    SetTemperature,
    Snapshot,
    Start,
    StopAll,
    Temperatures,
    Upload,
)
from layerworks.fleet.observations import same_end
from layerworks.workshop import Job


def test_every_connection_begins_with_the_whole_truth(bench: Bench, watcher: Watcher):
    for _ in range(3):
        first = watcher.open()
        assert isinstance(first, Snapshot)
        assert (first.printer.device, first.printer.run) == ("idle", None)
        assert {t.heater for t in first.printer.temperatures} == bench.heaters
        watcher.connector.close()
        assert watcher.connector.observations() == ()


def test_a_print_from_upload_to_end(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    file = watcher.begin(job)
    assert watcher.run is not None
    begun_at = watcher.run.started_at
    watcher.until(lambda w: w.printer.device == "printing", passing_s=10.0)
    watcher.until(lambda w: w.progress and w.progress.position.byte_offset > 100, passing_s=10.0)
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert watcher.printer is not None
    assert (watcher.run.file, watcher.printer.device) == (file, "idle")
    assert abs((watcher.run.started_at - begun_at).total_seconds()) <= bench.start_within_s
    assert watcher.run.position.byte_offset == len(job.text)
    if bench.tells_filament:
        assert watcher.run.filament_mm == 1000.0
    offsets = [p.run.position.byte_offset for p in watcher.told(Progress)]
    assert offsets == sorted(offsets)
    assert watcher.told(Temperatures)
    assert bench.starts() == [file]


def test_what_else_it_measures_is_told(bench: Bench, watcher: Watcher):
    watcher.begin(bench.job(600.0))
    watcher.until(lambda w: bench.measures <= measured(w), passing_s=10.0)
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert bench.measures == measured(watcher)


def measured(watcher: Watcher) -> set[str]:
    """What was told in numbers so far; no share is beyond the whole. Not every computer measures how warm it is."""
    readings = [r for told in watcher.told(Measured) for r in told.readings]
    assert all(0.0 <= r.value <= 1.0 for r in readings if r.channel.quantity.endswith("_share"))
    return {r.channel.quantity.value for r in readings if r.channel != Channel("host", Quantity.ACTUAL_C)}


def test_hazard_1_2_3_8_an_answer_is_no_state(bench: Bench, watcher: Watcher):
    """What is refused is not done, what is asked twice is done once, and nothing is asked of no print."""
    job = bench.job(600.0)
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.ask(Cancel("nothing-1.t1.gcode")).verdict == "refused"
    assert watcher.ask(Pause("nothing-1.t1.gcode")).verdict == "refused"
    assert watcher.ask(Start("nothing-1.t1.gcode")).verdict == "refused"
    file = watcher.store(job)
    assert watcher.ask(Start(file)).verdict == "accepted"
    watcher.until(lambda w: w.run)
    assert watcher.ask(Start(file)).verdict == "refused"
    assert watcher.ask(Resume(file)).verdict == "refused"
    assert watcher.ask(Pause(file)).verdict == "accepted"
    watcher.until(lambda w: w.run.phase == "paused")
    assert watcher.ask(Pause(file)).verdict == "refused"
    assert watcher.ask(Resume(file)).verdict == "accepted"
    watcher.until(lambda w: w.run.phase == "running")
    assert watcher.ask(Cancel(file)).verdict == "accepted"
    watcher.until(lambda w: w.run.phase == "cancelled")
    assert watcher.ask(Cancel(file)).verdict == "refused"
    assert bench.starts() == [file]


def test_two_starts_in_one_breath_are_one(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    assert isinstance(watcher.open(), Snapshot)
    file = watcher.store(job)
    for _ in range(3):
        watcher.connector.send(Start(file))
    watcher.until(lambda w: w.run)
    assert bench.starts() == [file]


def test_hazard_4_a_start_while_paused_would_destroy_the_paused_print(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    other_job = bench.job(600.0, "other")
    file = watcher.begin(job)
    other = watcher.store(other_job)
    assert watcher.ask(Start(other)).verdict == "refused"
    assert watcher.ask(Pause(file)).verdict == "accepted"
    watcher.until(lambda w: w.run.phase == "paused")
    assert watcher.ask(Start(other)).verdict == "refused"
    assert watcher.run is not None
    assert watcher.run.file == file
    assert bench.starts() == [file]


def test_a_wish_for_one_print_never_touches_another(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    file = watcher.begin(job)
    for late in (Cancel, Pause):
        assert watcher.ask(late("older-1.t1.gcode")).verdict == "refused"
    assert watcher.ask(CancelObject("older-1.t1.gcode", "x")).verdict == "refused"
    assert watcher.run is not None
    assert (watcher.run.file, watcher.run.phase) == (file, "running")


def test_hazard_5_somebody_starts_another_file_over_a_paused_one(bench: Bench, watcher: Watcher):
    """Whatever a history makes of the destroyed print, the run that is told is the one that is."""
    job = bench.job(600.0)
    file = watcher.begin(job)
    bench.pause_past_us(file)
    watcher.until(lambda w: w.run.phase == "paused")

    bench.pass_time(1.0)

    before = watcher.run
    assert bench.meddle(file, bench.job(600.0, "other"), "benchy.gcode") == ""
    watcher.until(lambda w: w.run.file == "benchy.gcode")
    assert before is not None
    assert watcher.run is not None
    assert watcher.run.phase == "running"
    assert watcher.run.started_at > before.started_at


def test_hazard_6_after_a_shutdown_nothing_is_paused(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    other_job = bench.job(600.0, "other")
    file = watcher.begin(job)
    if StopAll in bench.connector.abilities.commands:
        watcher.connector.send(StopAll())
    else:
        bench.stop()
    watcher.until(lambda w: w.printer.device == "error")
    assert watcher.run is not None
    fault = "stopped" if bench.tells_why else "other"
    assert (watcher.run.file, watcher.run.phase, watcher.run.fault) == (file, "failed", fault)
    other = watcher.store(other_job)
    assert watcher.ask(Start(other)).verdict == "refused"
    assert bench.starts() == [file]


def test_hazard_7_a_restart_forgets_the_print_and_says_so(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    watcher.begin(job)
    before = watcher.printer
    assert before is not None
    bench.restart()
    watcher.until(lambda w: w.lost or w.printer.boot != before.boot)
    if watcher.lost:
        watcher.until(lambda w: isinstance(w.open(), Snapshot))
    assert watcher.printer is not None
    watcher.until(lambda w: w.printer.device == "idle")
    assert watcher.run is None or watcher.run.phase == "failed"
    assert watcher.printer.boot != before.boot
    assert watcher.printer.mark != before.mark
    assert watcher.printer.booted_at is not None


def test_a_print_that_came_and_was_forgotten_between_two_looks_leaves_a_mark(bench: Bench, watcher: Watcher):
    if not bench.traces_what_it_forgot:
        return  # it keeps no trace of it: its quality file says so
    job = bench.job(600.0)
    assert isinstance(watcher.open(), Snapshot)
    file = watcher.store(job)
    assert watcher.printer is not None
    mark = watcher.printer.mark
    seeing = Watcher(bench, bench.another())
    seeing.open()
    assert seeing.ask(Start(file)).verdict == "accepted"
    seeing.until(lambda w: w.run)
    watcher.connector.close()
    boot = seeing.printer.boot
    bench.restart()
    seeing.until(lambda w: w.lost or w.printer.boot != boot)
    watcher.until(lambda w: isinstance(w.open(), Snapshot))
    assert watcher.run is None or watcher.run.phase == "failed"
    assert watcher.printer.mark != mark


def test_hazard_9_10_a_job_shorter_than_two_looks_is_seen_by_its_name(bench: Bench, watcher: Watcher):
    assert isinstance(watcher.open(), Snapshot)
    file = watcher.store(bench.job(1.0, "short"))
    assert bench.start_past_us(file, passing_s=1000.0) == ""
    watcher.until(lambda w: w.run and w.run.phase == "completed")
    assert watcher.run is not None
    assert watcher.run.file == file
    assert watcher.run.started_at is not None


def test_hazard_12_a_file_is_told_when_it_is_there_and_not_while_it_is_printed_over(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    other_job = bench.job(600.0, "other")
    file = watcher.begin(job)
    assert watcher.ask(Upload(file, other_job.text, other_job.digest)).verdict == "refused"
    assert watcher.ask(Remove(file)).verdict == "refused"
    assert watcher.ask(Remove("never-1.t1.gcode")).verdict == "accepted"
    assert watcher.printer is not None
    assert watcher.printer.keeps(file, len(job.text), job.digest)


def test_a_removed_file_is_gone_and_cannot_be_started(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    assert isinstance(watcher.open(), Snapshot)
    file = watcher.store(job)
    assert watcher.ask(Remove(file)).verdict == "accepted"
    watcher.until(lambda w: not w.printer.has(file))
    assert watcher.ask(Start(file)).verdict == "refused"
    assert bench.starts() == []


def test_a_part_is_left_out_under_its_own_name(bench: Bench, watcher: Watcher):
    if CancelObject not in bench.connector.abilities.commands:
        return  # it leaves out no part, and its manifest says so
    file = watcher.begin(with_parts(bench.job(600.0), "Bracket_left", "Bracket_right"))
    assert watcher.ask(CancelObject(file, "Bracket_left")).verdict == "accepted"
    watcher.until(lambda w: w.run.skipped)
    assert watcher.run is not None
    assert watcher.run.skipped == ("Bracket_left",)


def with_parts(job: Job, *names: str) -> Job:
    """Return a job whose program marks these parts as Marlin and RepRapFirmware do; others pass over such lines."""
    marks = b"".join(b'M486 S%d A"%s"\nG1 X1\nM486 S-1\n' % (n, name.encode()) for n, name in enumerate(names))
    text = job.text + marks
    return replace(job, text=text, digest=digest_bytes(text))


def test_a_heater_is_set(bench: Bench, watcher: Watcher):
    if SetTemperature not in bench.connector.abilities.commands:
        return  # it lets nobody set a heater, and its manifest says so
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.ask(SetTemperature("nozzle", 180.0)).verdict == "accepted"
    watcher.until(
        lambda w: [t for o in w.told(Temperatures) for t in o.readings if (t.heater, t.target_c) == ("nozzle", 180.0)]
    )


def test_two_connectors_see_the_same_print(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    watcher.begin(job)
    beside = Watcher(bench, bench.another())
    assert isinstance(beside.open(), Snapshot)
    assert beside.run is not None
    assert watcher.run is not None
    assert beside.run.file == watcher.run.file
    assert abs((beside.run.started_at - watcher.run.started_at).total_seconds()) <= bench.start_within_s


def test_a_process_that_was_just_begun_knows_the_last_print_again(bench: Bench, watcher: Watcher):
    file = watcher.begin(bench.job(60.0))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=10.0)
    watcher.connector.close()
    bench.pass_time(900.0)
    later = Watcher(bench, bench.another())
    assert isinstance(later.open(), Snapshot)
    assert watcher.printer is not None
    assert later.printer is not None
    assert later.printer.run is not None
    assert later.printer.run.file == file
    assert same_end(watcher.printer.mark, later.printer.mark)


def test_after_close_a_print_goes_on_and_is_found_again(bench: Bench, watcher: Watcher):
    job = bench.job(600.0)
    file = watcher.begin(job)
    watcher.connector.close()
    bench.pass_time(300.0)
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.run is not None
    assert (watcher.run.file, watcher.run.phase) == (file, "running")
    assert not watcher.told(LinkLost)
