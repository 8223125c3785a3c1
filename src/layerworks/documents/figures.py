"""Numbers, dates, money and durations as each language writes them."""

from datetime import date, datetime
from decimal import Decimal

from layerworks.words import Language

_SIGNS = {"CNY": "¥", "JPY": "¥", "EUR": "€", "USD": "$", "GBP": "£"}
_WITHOUT_CENTS = frozenset({"JPY", "KRW"})
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with the sign of its ISO 4217 currency, or the code where there is no common sign."""
    figure = f"{abs(amount):,.{0 if currency in _WITHOUT_CENTS else 2}f}"
    minus = "−" if amount < 0 else ""
    return f"{minus}{_SIGNS[currency]}{figure}" if currency in _SIGNS else f"{minus}{currency}\u00a0{figure}"


def day(when: date, language: Language) -> str:
    """Return a date: 25 November 2026, 2026年11月25日."""
    if language == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime, language: Language) -> str:
    """Return a date with time of day and zone."""
    zone = when.strftime("%z")
    return f"{day(when, language)} {when:%H:%M} UTC{'' if zone in ('', '+0000') else f'{zone[:3]}:{zone[3:5]}'}"


def duration(time_s: float, language: Language) -> str:
    """Return a length of time in its two largest units, rounded to the smaller."""
    seconds = round(time_s)
    if seconds < 60:
        return f"{seconds} 秒" if language == "zh" else f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 10:
        return f"{minutes} 分 {rest} 秒" if language == "zh" else f"{minutes} min {rest} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours == 0:
        return f"{minutes} 分钟" if language == "zh" else f"{minutes} min"
    if hours < 100:
        return f"{hours} 小时 {minutes} 分" if language == "zh" else f"{hours} h {minutes} min"
    return f"{hours + minutes / 60:,.0f} 小时" if language == "zh" else f"{hours + minutes / 60:,.0f} h"


def number(value: float, decimals: int) -> str:
    """Return a number with thousands separated and a true minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "−")


def percent(share: Decimal) -> str:
    """Return a share as a percentage with no more digits than it has: 13, 8.5."""
    return f"{(share * 100).normalize():f}"


def significant(value: float) -> str:
    """Return a number with three significant digits, and no fewer than all before the point."""
    for decimals, limit in ((2, 10.0), (1, 100.0)):
        if abs(value) < limit:
            return number(value, decimals)
    return number(value, 0)
