"""A machine without an attempt: it is called, heard and called again, so that dispatch knows what it could do."""

from collections.abc import Iterable
from datetime import datetime

from layerworks.fleet.connector import Connector
from layerworks.fleet.observations import Observation
from layerworks.fleet.watch import Watch, call_again_s, closed, hear, opened, silent_s
from layerworks.workshop.patience import PatienceSettings


def stand_by(
    watch: Watch, observed: Iterable[Observation], connector: Connector, now: datetime, patience: PatienceSettings
) -> tuple[Watch, float]:
    """Take in what was observed and keep the link up. Returns the watch, and after how many seconds to look again."""
    for seen in observed:
        watch = hear(watch, seen)
    if watch.link == "closed":
        pause_s = call_again_s(watch, connector.machine, patience.first_call_again_s, patience.longest_call_again_s)
        left_s = pause_s - (now - watch.changed_at).total_seconds() if watch.changed_at else 0.0
        if left_s > 0:
            return watch, left_s
        connector.open()
        return opened(watch, now), min(0.25, patience.poll_s)
    if silent_s(watch, now) > patience.silence_s:
        connector.close()
        return closed(watch, now), patience.poll_s
    return watch, patience.poll_s
