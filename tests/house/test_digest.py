"""Digests name values: equal for equal values, different for different ones."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.digest import digest_of


@dataclass(frozen=True)
class Pair:
    a: object
    b: object


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(plain, plain)
def test_digest_is_a_function_of_the_value(a, b):
    assert digest_of(a, b) == digest_of(a, b)
    if repr(a) != repr(b):
        assert digest_of(a) != digest_of(b) or a == b


def test_kinds_do_not_collide():
    seen = [
        1,
        1.0,
        "1",
        b"1",
        True,
        Decimal(1),
        None,
        [1],
        {"1": 1},
        Pair(1, 2),
        np.array([1]),
        np.array([1.0]),
        np.array([[1]]),
    ]
    digests = {digest_of(v) for v in seen}
    assert len(digests) == len(seen)


def test_layout_of_an_array_does_not_matter():
    a = np.arange(6.0).reshape(2, 3)
    assert digest_of(a) == digest_of(np.asfortranarray(a)) == digest_of(a.astype(">f8"))


def test_a_value_without_a_stable_form_is_an_error():
    with pytest.raises(TypeError):
        digest_of(object())
