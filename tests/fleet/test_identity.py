from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet import attempt_of, file_of


@given(st.text(min_size=1).filter(lambda t: "\n" not in t), st.integers(1, 10**6))
def test_a_file_names_its_attempt(attempt: str, number: int):
    assert attempt_of(file_of(attempt, number)) == attempt


@given(st.text(min_size=1).filter(lambda t: "\n" not in t), st.integers(1, 99), st.integers(1, 99))
def test_every_try_has_a_file_of_its_own(attempt: str, one: int, other: int):
    assert (file_of(attempt, one) == file_of(attempt, other)) == (one == other)


def test_a_file_of_somebody_else_names_no_attempt():
    assert attempt_of("benchy.gcode") is None
    assert attempt_of("benchy.t0.gcode") is None
    assert attempt_of("a.t1.gcode.bak") is None
