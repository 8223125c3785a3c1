"""Days on which a shop works."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

SATURDAY = 5


def working_days_after(start: date, days: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """Return the day that many working days after a date: Monday to Friday without holidays.

    0 days on a day off gives the next working day.
    """
    day, left = start, days
    while left > 0 or not _works(day, holidays):
        day += timedelta(days=1)
        if left > 0 and _works(day, holidays):
            left -= 1
    return day


def _works(day: date, holidays: AbstractSet[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays
