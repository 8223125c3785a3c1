"""Codes of a second factor against the examples of the standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.totp import STEP_S, address, code_at, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("time_s", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(time_s, code):
    assert code_at(SECRET, time_s // STEP_S) == code


@given(st.binary(min_size=20, max_size=20), st.integers(10, 10**6), st.integers(-3, 3))
def test_a_code_is_good_a_step_before_and_after_and_once(secret, now, apart):
    code, time_s = code_at(secret, now + apart), now * STEP_S + 7.0
    step = step_of(secret, f"{code[:3]} {code[3:]}", time_s)
    assert (step is not None) == (abs(apart) <= 1 or any(code == code_at(secret, now + n) for n in (-1, 0, 1)))
    if step is not None:
        assert step_of(secret, code, time_s, after=now + 1) is None


def test_what_is_no_code_is_none():
    for code in ("", "12345", "abcdef", "1234567", "०००००००"):
        assert step_of(SECRET, code, 59.0) is None


def test_an_app_is_told_whose_secret_it_is():
    told = address(SECRET, "mei li")
    assert told.startswith(
        "otpauth://totp/layerworks:mei%20li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=layerworks"
    )
