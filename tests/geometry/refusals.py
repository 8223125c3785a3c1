"""Reading that must be refused, and what the refusal says."""

from typing import Any

import numpy as np
import pytest

from layerworks.errors import Rejected
from layerworks.geometry import Model
from layerworks.geometry.reading import read_model_bytes
from layerworks.words import render


def refusal(data: bytes, file_name: str, **options: Any) -> str:
    """Read a file that must be refused; return the key of the sentence, which both languages can say with a remedy."""
    with pytest.raises(Rejected) as caught:
        read_model_bytes(data, file_name, **options)
    text, remedy = caught.value.text, caught.value.remedy
    assert remedy is not None
    for sentence in (render(t, language) for t in (text, remedy) for language in ("en", "zh")):
        assert "\n" not in sentence
        assert 5 < len(sentence) < 250
    return text.code.removeprefix("reading.")


def codes(model: Model) -> list[str]:
    """Return the codes of a model's findings, which both languages can say."""
    for finding in model.findings:
        for text in (finding.text, finding.remedy):
            assert text is None or all(render(text, language) for language in ("en", "zh"))
    return [finding.code for finding in model.findings]


def volume_mm3(vertices_mm: np.ndarray, faces: np.ndarray) -> float:
    """Return the enclosed volume, positive when faces look outwards."""
    a, b, c = (vertices_mm[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)
