"""Days on which a shop works, and the day on which something leaves the house."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ShopCalendar:
    """When a shop works: Monday to Friday but for holidays, and on the days in `worked` that others have off.

    cut_off_hour: what is ordered from then on counts as ordered on the next day. utc_offset_min: of the shop's clock.
    """

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    cut_off_hour: int = 24
    utc_offset_min: int = 480

    def works(self, day: date) -> bool:
        """Tell whether the shop works on a day."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.holidays)

    def due(self, ordered_at: datetime, days: int) -> date:
        """Return the day on which something leaves the house that takes so many working days. ordered_at: aware."""
        local = ordered_at.astimezone(timezone(timedelta(minutes=self.utc_offset_min)))
        start = local.date() + timedelta(days=local.hour >= self.cut_off_hour)
        return working_days_after(start, days, self.holidays, self.worked)


EVERY_WEEKDAY = ShopCalendar()


def working_days_after(
    start: date, days: int, holidays: AbstractSet[date] = frozenset(), worked: AbstractSet[date] = frozenset()
) -> date:
    """Return the day that many working days after a date. 0 days on a day off gives the next working day."""
    calendar = ShopCalendar(frozenset(holidays), frozenset(worked))
    day, left = start, days
    while left > 0 or not calendar.works(day):
        day += timedelta(days=1)
        if left > 0 and calendar.works(day):
            left -= 1
    return day
