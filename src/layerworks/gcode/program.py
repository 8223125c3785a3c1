"""A program for a machine: its text and a name for it."""

from dataclasses import dataclass
from typing import Literal

Dialect = Literal["klipper", "marlin", "reprapfirmware"]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """G-code as bytes. digest: SHA-256 of the text. parts: names of the objects that can be cancelled one by one."""

    text: bytes
    dialect: Dialect
    digest: str
    parts: tuple[str, ...] = ()
