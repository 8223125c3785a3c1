"""A name for a value: the SHA-256 of what made it.

A stage's result is named by stage, version, inputs and settings, so it can be looked up before it is made again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np

SHORT = 12  # hex digits shown to people and put in file names


def digest_bytes(data: bytes | memoryview) -> str:
    """Return the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of(*values: object) -> str:
    """Return the SHA-256 of values: numbers, text, bytes, arrays, frozen records, and nestings of these.

    Equal values give equal digests on every machine. Raises TypeError for a value without a stable form.
    """
    return hashlib.sha256(json.dumps(_plain(values), sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return ["f", value.hex()]
    if isinstance(value, Decimal):
        return ["d", str(value)]
    if isinstance(value, bytes):
        return ["b", digest_bytes(value)]
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value)
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        return ["a", little.dtype.str, list(array.shape), digest_bytes(little.tobytes())]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, {f.name: _plain(getattr(value, f.name)) for f in fields(value)}]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, tuple | list):
        return ["l", [_plain(v) for v in value]]
    raise TypeError(f"no stable form: {type(value).__name__}")
