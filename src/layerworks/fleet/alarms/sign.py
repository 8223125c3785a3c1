"""A sign: what one rule makes of one machine at one moment."""

from dataclasses import dataclass

from layerworks.fleet.alarms.alarm import Severity
from layerworks.words import Text

UNSAID = Text("")


@dataclass(frozen=True, slots=True)
class Sign:
    """rule, of: what it is about.

    wrong: True beyond the limit, False back on the good side of a second limit, None between the two or unknown, which
    changes nothing. after_s: how long it must be wrong without a break until a person is told; gone_s: how long it must
    be good until it counts as over. what, remedy: for a person, said of what is wrong.
    """

    rule: str
    of: str
    wrong: bool | None
    severity: Severity
    what: Text = UNSAID
    remedy: Text = UNSAID
    after_s: float = 0.0
    gone_s: float = 0.0


def beyond(value: float, limit: float, good: float) -> bool | None:
    """Return whether a value is wrong (at its limit or farther), good, or between the two: the hysteresis of a rule.

    good lies on the good side of limit; whether high or low values are wrong follows from which is larger.
    """
    if limit >= good:
        return True if value >= limit else False if value <= good else None
    return True if value <= limit else False if value >= good else None
