"""A process that carries one attempt out through a link, and may be killed at any time.

`python killed_link.py JOURNAL BRAND URL`; on stdin the key in a line, then the program, then a zero.
Writes the attempt's state to stdout whenever it has changed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from layerworks.connectors.bambu import BambuLink, access_of
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import OctoPrintLink
from layerworks.connectors.prusalink import PrusaLinkLink
from layerworks.connectors.wall_clock import WallClock
from layerworks.digest import digest_bytes
from layerworks.fleet import Connector
from layerworks.storage import open_journal
from layerworks.workshop import Job, PatienceSettings, Station, carry_out

PATIENCE = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)


def link_of(brand: str, url: str, key: Secret, network: Network) -> Connector:
    if brand == "bambu":
        address, fingerprint = url.split("#")
        return BambuLink("m1", access_of(address, key, fingerprint), network)
    if brand == "octoprint":
        return OctoPrintLink("m1", HttpAccess(url, key), network)
    if brand == "prusalink":
        return PrusaLinkLink("m1", HttpAccess(url, key), network, poll_s=0.03)
    return MoonrakerLink("m1", Access(url, key), network)


def read_until_zero() -> bytes:
    text = ""
    while (letter := sys.stdin.read(1)) != "\x00":
        text += letter
    return text.encode()


def main() -> None:
    journal = open_journal(Path(sys.argv[1]), datetime.now(UTC))
    network = Network()
    link = link_of(sys.argv[2], sys.argv[3], Secret(sys.stdin.readline().strip()), network)
    text = read_until_zero()
    job = Job("bracket", text, digest_bytes(text), ("bracket",), 600.0)
    told = [""]

    def tell(attempt, seen):
        if attempt.state != told[-1]:
            told.append(attempt.state)
            sys.stdout.write(f"{attempt.state}\n")
            sys.stdout.flush()

    attempt = carry_out(job, Station(link, journal, "test", PATIENCE, tell=tell), WallClock())
    sys.stdout.write(f"{attempt.end.outcome if attempt.end else ''}\n")
    journal.close()
    network.close()


if __name__ == "__main__":
    main()
