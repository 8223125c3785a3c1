"""Times as people say them."""

from layerworks.cli.speech import word


def duration(seconds: float) -> str:
    """Return a time in hours and minutes, or minutes and seconds where that is finer."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return word("hours_minutes", hours=hours, minutes=minutes)
    return word("minutes_seconds", minutes=minutes, seconds=rest) if minutes else word("seconds", seconds=rest)
