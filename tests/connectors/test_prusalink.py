"""What is PrusaLink's own: two ways to be let in, few connections, jobs that wait to be acknowledged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from connectors.conformance.prusalink_benches import VirtualPrusaLinkBench
from connectors.conformance.watcher import Watcher
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.network import Network
from layerworks.connectors.prusalink import HttpAccess, Secret, recognise
from layerworks.connectors.prusalink.frames import File, JobInfo, StatusJob, StatusPrinter
from layerworks.connectors.prusalink.runs import Runs
from layerworks.fleet import LinkLost, Snapshot

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
INFO = JobInfo(7, "PRINTING", File("A~1.GCO", "a-1.t1.gcode", size=1000))


@pytest.fixture
def bench() -> Iterator[VirtualPrusaLinkBench]:
    network = Network()
    made = VirtualPrusaLinkBench(network)
    yield made
    made.close()
    network.close()


def test_a_password_lets_in_and_carries_uploads(bench: VirtualPrusaLinkBench):
    bench.server.digest_only = True
    watcher = Watcher(bench, bench.with_access(HttpAccess(bench.url, user="maker", password=bench.key)))
    file = watcher.begin(bench.job(60.0))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert bench.starts() == [file]
    wrong = Watcher(bench, bench.with_access(HttpAccess(bench.url, user="maker", password=Secret("no"))))
    lost = wrong.open()
    assert isinstance(lost, LinkLost)
    assert "not let in" in lost.detail


def test_one_request_is_under_way_at_a_time(bench: VirtualPrusaLinkBench):
    watcher = Watcher(bench)
    watcher.begin(bench.job(60.0))
    for number in range(3):
        watcher.store(bench.job(60.0, f"more{number}"))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=5.0)
    assert bench.server.most_at_once == 1


def test_a_job_acknowledged_at_the_printer_stays_the_last_run(bench: VirtualPrusaLinkBench):
    watcher = Watcher(bench)
    file = watcher.begin(bench.job(60.0))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert watcher.printer is not None
    mark = watcher.printer.mark
    bench.shop.touch(bench.server.acknowledge)
    watcher.store(bench.job(60.0, "next"))
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.run is not None
    assert (watcher.run.file, watcher.printer.mark) == (file, mark)


def test_a_job_that_is_not_told_any_more_is_trusted_only_while_nobody_was_away():
    runs, ended = Runs(), StatusPrinter(state="FINISHED")
    info = JobInfo(id=7, state="FINISHED", file=File(name="a-1.t1.gcode", size=100))
    runs.heard(T0)
    runs.job(StatusJob(id=7, time_printing=60.0), info, ended, T0)
    assert (runs.known.run.lasting, runs.known.run.job) == (True, "7-60s")
    runs.heard(T0 + timedelta(seconds=30))
    runs.none(T0 + timedelta(seconds=30))
    assert runs.known.run.lasting
    runs.heard(T0 + timedelta(seconds=300))
    runs.none(T0 + timedelta(seconds=300))
    assert not runs.known.run.lasting


def test_a_longer_absence_is_another_boot():
    runs = Runs()
    boots = []
    for after_s in (0, 30, 60, 150, 160):
        runs.heard(T0 + timedelta(seconds=after_s))
        boots.append(runs.boot)
    assert [a == b for a, b in pairwise(boots)] == [True, True, False, True]


def test_a_print_advances_by_time_where_percent_stand_still():
    runs = Runs()
    offsets = []
    for second in (0, 60, 120):
        job = StatusJob(7, progress=0.0, time_printing=second, time_remaining=36_000.0)
        runs.job(job, INFO, StatusPrinter("PRINTING"), T0 + timedelta(seconds=second))
        assert runs.known is not None
        assert runs.known.run.started_at == T0
        offsets.append(runs.known.run.position.byte_offset)
    assert offsets == [0, 1, 3]


def test_a_printer_that_wants_a_person_is_paused_and_says_so():
    runs = Runs()
    runs.job(StatusJob(7), INFO, StatusPrinter("ATTENTION"), T0)
    assert runs.known is not None
    assert (runs.known.run.phase, runs.known.run.why) == ("paused", "the printer wants a person")


def test_it_is_recognised_with_and_without_a_key():
    told = b'{"api":"2.0.0","server":"2.1.2","text":"PrusaLink","hostname":"mk4","capabilities":{"upload-by-put":true}}'
    assert recognise({"/api/version": HttpAnswer(200, body=told)}) == Found("prusalink", "2.0.0", "mk4")
    asked = {"WWW-Authenticate": 'Digest realm="Printer API", nonce="x"'}
    assert recognise({"/api/version": HttpAnswer(401, asked)}) == Found("prusalink", needs_key=True)
    assert recognise({"/api/version": HttpAnswer(401)}) is None
    assert recognise({"/api/version": HttpAnswer(200, body=b'{"text":"OctoPrint 1.11.8"}')}) is None
