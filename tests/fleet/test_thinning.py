"""Thinning keeps what matters of telemetry: first, last and extremes, and a sign of life."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet.telemetry.thinning import grown, kept_nothing, thin
from reference.thinning import thin_one

STRETCH_US, ALIVE_US = 10, 40

values = st.floats(-300, 300) | st.integers(0, 3).map(float) | st.just(float("nan"))
one_series = st.dictionaries(st.integers(0, 200), values, max_size=60)
many_series = st.lists(one_series, min_size=1, max_size=4)


def columns(told: list[dict[int, float]]):
    rows = [(k, at, v) for k, readings in enumerate(told) for at, v in readings.items()]
    series, taken, value = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(series, np.int32), np.array(taken, np.int64), np.array(value, np.float64)


def thinned(told: list[dict[int, float]], band: float) -> list[list[tuple[int, float]]]:
    series, taken, value = columns(told)
    bands = np.full(len(told), band)
    chosen, _ = thin(series, taken, value, bands, kept_nothing(len(told)), STRETCH_US, ALIVE_US)
    return [[(int(taken[i]), float(value[i])) for i in chosen if series[i] == k] for k in range(len(told))]


@given(many_series, st.sampled_from([0.0, 0.5, 2.0]))
def test_as_its_slow_twin(told: list[dict[int, float]], band: float):
    expected = [thin_one(list(r), list(r.values()), band, STRETCH_US, ALIVE_US) for r in told]
    assert thinned(told, band) == expected


@given(one_series, st.sampled_from([0.0, 0.5]))
def test_no_extreme_is_lost(told: dict[int, float], band: float):
    kept = thinned([told], band)[0]
    finite = {at: v for at, v in told.items() if np.isfinite(v)}
    if finite:
        assert max(v for _, v in kept) >= max(finite.values()) - band
        assert min(v for _, v in kept) <= min(finite.values()) + band


@given(many_series, st.integers(0, 20), st.sampled_from([0.0, 0.5]))
def test_stretch_by_stretch_is_the_same_as_all_at_once(told: list[dict[int, float]], cut: int, band: float):
    series, taken, value = columns(told)
    early = taken < cut * STRETCH_US
    kept = kept_nothing(0)
    together: set[tuple[int, int, float]] = set()
    for part in (early, ~early):
        s, t, v = series[part], taken[part], value[part]
        kept = grown(kept, len(told))
        chosen, kept = thin(s, t, v, np.full(len(told), band), kept, STRETCH_US, ALIVE_US)
        together |= {(int(s[i]), int(t[i]), float(v[i])) for i in chosen}
    at_once = thinned(told, band)
    assert together == {(k, at, v) for k, readings in enumerate(at_once) for at, v in readings}


def test_a_number_that_stands_still_shows_a_sign_of_life_now_and_then():
    told = dict.fromkeys(range(0, 1000, 5), 60.0)
    kept = thinned([told], 0.25)[0]
    assert 1000 / ALIVE_US - 2 <= len(kept) <= 1000 / ALIVE_US + 2
    assert max(b - a for (a, _), (b, _) in pairwise(kept)) <= ALIVE_US + STRETCH_US
