"""A real hub is killed over and over while real protocols go on: nothing is started twice, nothing is lost."""

import random
import time
from datetime import UTC, datetime

from connectors.even_program import even_text
from layerworks.fleet import attempt_of
from layerworks.storage import open_journal, verify
from web.hub_process import KEY, until

JOBS = 5
KILLS = 4


def test_a_hub_killed_while_jobs_run_starts_nothing_twice_and_loses_nothing(own_house):
    chance, printers = random.Random(7), own_house.printers(2)
    hub = own_house.hub()
    hub.enrol(printers)
    jobs = hub.queue(even_text(1.0), JOBS)

    def tidy() -> bool:
        """A person goes round: takes off what is finished and says so. Tells whether the queue is empty."""
        for name, machine in hub.do("GET", "machines")["machines"].items():
            if machine["bed"] != "clear" and machine["attempt"] is None and printers.ask(f"tidy {name}"):
                hub.ask("POST", f"machines/{name}/clear", {"why": "taken off"})
        for job in hub.do("GET", "queue")["jobs"]:
            if job["state"] == "held":
                hub.do("POST", f"queue/{job['job']}/release", {"why": "again"})
        return not hub.do("GET", "queue")["jobs"]

    for _ in range(KILLS):
        until_s = time.monotonic() + chance.uniform(0.2, 1.5)
        until(lambda limit=until_s: tidy() or time.monotonic() > limit)
        hub.kill()
        hub.start()
    until(tidy, 120.0)
    hub.kill()

    starts = [attempt_of(file) for file in printers.ask("starts")]
    assert len(starts) == len(set(starts))
    now = datetime.now(UTC)
    with open_journal(hub.folder / "records.sqlite", now) as journal:
        done = [[e.what for e in journal.about(f"job:{job}")].count("job.done") for job in jobs]
        ended = [[e.what for e in journal.about(a)].count("attempt.ended") for a in starts]
        assert journal.open_jobs() == ()
    assert done == [1] * JOBS
    assert ended == [1] * len(starts)
    assert len(starts) == JOBS
    assert verify(hub.folder / "records.sqlite").ok
    kept = b"".join(p.read_bytes() for p in hub.folder.parent.rglob("*") if p.is_file())
    assert KEY.encode() not in kept
    assert hub.token.encode() not in kept
