"""Values that occur, each once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layerworks.distinct import distinct


@given(st.lists(st.integers(-5, 5)) | st.lists(st.floats(allow_nan=False, width=16)))
def test_every_value_is_there_once(values):
    assert distinct(np.array(values)).tolist() == sorted(set(values))


def test_the_shape_does_not_matter():
    assert distinct(np.array([[3, 1], [2, 3]], np.int32)).tolist() == [1, 2, 3]
    assert distinct(np.array([[3, 1], [2, 3]], np.int32)).dtype == np.int32
