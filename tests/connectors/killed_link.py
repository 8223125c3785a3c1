"""A process that carries one attempt out through a Moonraker link, and may be killed at any time.

`python killed_link.py JOURNAL URL`, the key on stdin. Writes the attempt's state to stdout whenever it has changed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from connectors.even_program import even_job
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.storage import open_journal
from layerworks.workshop import PatienceSettings, Station, carry_out

JOB = even_job(600.0)
PATIENCE = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)


def main() -> None:
    journal = open_journal(Path(sys.argv[1]), datetime.now(UTC))
    network = Network()
    link = MoonrakerLink("m1", Access(sys.argv[2], Secret(sys.stdin.readline().strip())), network)
    told = [""]

    def tell(attempt, seen):
        if attempt.state != told[-1]:
            told.append(attempt.state)
            sys.stdout.write(f"{attempt.state}\n")
            sys.stdout.flush()

    attempt = carry_out(JOB, Station(link, journal, "test", PATIENCE, tell=tell), WallClock())
    sys.stdout.write(f"{attempt.end.outcome if attempt.end else ''}\n")
    journal.close()
    network.close()


if __name__ == "__main__":
    main()
