"""Numbers, dates, money and durations."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.documents.figures import day, duration, moment, money, number, percent, significant


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234.5", "CNY", "¥1,234.50"),
        ("0", "EUR", "€0.00"),
        ("-12.345", "EUR", "−€12.34"),
        ("1234567.891", "USD", "$1,234,567.89"),
        ("980", "JPY", "¥980"),
        ("12.5", "CHF", "CHF\u00a012.50"),
    ],
)
def test_money(amount: str, currency: str, written: str):
    assert money(Decimal(amount), currency) == written


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_loses_no_cent(amount: Decimal):
    written = money(amount, "CNY")
    assert Decimal(written.replace("¥", "").replace(",", "").replace("−", "-")) == amount


def test_dates():
    assert day(date(2026, 11, 25), "en") == "25 November 2026"
    assert day(date(2026, 1, 5), "zh") == "2026年1月5日"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (UTC, "25 November 2026 08:05 UTC"),
        (timezone(timedelta(hours=8)), "25 November 2026 08:05 UTC+08:00"),
        (timezone(-timedelta(hours=3, minutes=30)), "25 November 2026 08:05 UTC-03:30"),
    ],
)
def test_moments_name_their_zone(zone: timezone, written: str):
    assert moment(datetime(2026, 11, 25, 8, 5, tzinfo=zone), "en") == written


@pytest.mark.parametrize(
    ("time_s", "en", "zh"),
    [
        (0.0, "0 s", "0 秒"),
        (59.4, "59 s", "59 秒"),
        (59.6, "1 min 0 s", "1 分 0 秒"),
        (599.0, "9 min 59 s", "9 分 59 秒"),
        (600.0, "10 min", "10 分钟"),
        (3599.0, "1 h 0 min", "1 小时 0 分"),
        (8040.0, "2 h 14 min", "2 小时 14 分"),
        (360000.0, "100 h", "100 小时"),
        (4500000.0, "1,250 h", "1,250 小时"),
    ],
)
def test_durations(time_s: float, en: str, zh: str):
    assert duration(time_s, "en") == en
    assert duration(time_s, "zh") == zh


def test_numbers():
    assert [percent(Decimal(v)) for v in ("0.13", "0.085", "0", "1.00")] == ["13", "8.5", "0", "100"]
    assert number(-1234.56, 1) == "−1,234.6"
    assert [significant(v) for v in (0.0, 1.234, 12.34, 123.4, 12345.6)] == ["0.00", "1.23", "12.3", "123", "12,346"]
