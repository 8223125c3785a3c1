"""Object files of x86-64 Linux brought into the process by hand: LLVM would take 65 MB and 50 ms to do it.

Code for the large memory model, which is what numba makes, leaves one kind of gap to fill: addresses of 64 bits.
Whatever has anything else in it is refused. System V Application Binary Interface, AMD64 supplement, chapters 4 and 5.
"""

import ctypes
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_GAP = struct.Struct("<QQq")
_SYMBOLS, _GAPS, _NOTHING_KEPT = 2, 4, 8
_WRITABLE, _PRESENT = 1, 2
_ABSENT, _COMMON = 0, 0xFFF2
_ADDRESS_64 = 1
_UNWINDING = 0x70000001


class Unsuited(Exception):
    """Raised for an object file that needs more than this loader does."""


@dataclass(frozen=True, slots=True)
class _Section:
    kind: int
    flags: int
    offset: int
    size: int
    link: int
    about: int
    align: int


@dataclass(frozen=True, slots=True)
class _Symbol:
    name: str
    section: int
    value: int
    size: int


def load(object_code: bytes, provided: Mapping[str, int]) -> dict[str, int]:
    """Return the addresses of the functions of an object file, which stays in memory for good.

    provided: addresses of functions that it may call, besides those of the C library. Raises Unsuited.
    """
    sections = _sections(object_code)
    tables = [section for section in sections if section.kind == _SYMBOLS]
    if len(tables) != 1:
        raise Unsuited("no table of symbols")
    symbols = _symbols(object_code, tables[0], sections[tables[0].link])
    place: dict[int, int] = {}
    end = 0
    for i, section in enumerate(sections):
        if section.flags & _PRESENT and section.size and section.kind != _UNWINDING:
            if section.flags & _WRITABLE:
                raise Unsuited("data to write")
            end = -(-end // section.align) * section.align
            place[i] = end
            end += section.size
    commons = -(-end // 64) * 64  # variables that only the interpreter would use: they stay zero
    room = max([64, *(symbol.size for symbol in symbols if symbol.section == _COMMON)])
    memory = mmap.mmap(-1, commons + room, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    base = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    for i, at in place.items():
        if sections[i].kind != _NOTHING_KEPT:
            memory[at : at + sections[i].size] = object_code[sections[i].offset : sections[i].offset + sections[i].size]
    address = [_address(symbol, base, place, base + commons, provided) for symbol in symbols]
    for section in sections:
        if section.kind == _GAPS and section.about in place:
            for at, about, addend in _GAP.iter_unpack(object_code[section.offset : section.offset + section.size]):
                target = address[about >> 32]
                if about & 0xFFFFFFFF != _ADDRESS_64 or target is None:
                    raise Unsuited(f"gap of kind {about & 0xFFFFFFFF} for {symbols[about >> 32].name}")
                struct.pack_into("<Q", memory, place[section.about] + at, (target + addend) & (1 << 64) - 1)
    _make_executable(memory, base)
    return {s.name: a for s, a in zip(symbols, address, strict=True) if s.section in place and a is not None and s.name}


def _sections(code: bytes) -> list[_Section]:
    if len(code) < 64 or code[:6] != b"\x7fELF\x02\x01" or struct.unpack_from("<HH", code, 16) != (1, 62):
        raise Unsuited("no object file of x86-64")
    (start,), (size, count) = struct.unpack_from("<Q", code, 40), struct.unpack_from("<HH", code, 58)
    rows = (_SECTION.unpack_from(code, start + i * size) for i in range(count))
    return [_Section(r[1], r[2], r[4], r[5], r[6], r[7], max(1, r[8])) for r in rows]


def _symbols(code: bytes, table: _Section, names: _Section) -> list[_Symbol]:
    text = code[names.offset : names.offset + names.size]
    rows = _SYMBOL.iter_unpack(code[table.offset : table.offset + table.size])
    return [_Symbol(text[r[0] : text.index(b"\0", r[0])].decode(), r[3], r[4], r[5]) for r in rows]


def _address(
    symbol: _Symbol, base: int, place: Mapping[int, int], commons: int, provided: Mapping[str, int]
) -> int | None:
    if symbol.section == _COMMON:
        return commons
    if symbol.section == _ABSENT:
        return provided.get(symbol.name) or _in_c_library(symbol.name)
    if symbol.section in place:
        return base + place[symbol.section] + symbol.value
    return None


def _in_c_library(name: str) -> int | None:
    if not name:
        return None
    try:
        return ctypes.cast(_library()[name], ctypes.c_void_p).value
    except AttributeError:
        return None


def _library() -> Any:
    return ctypes.CDLL(None)


def _make_executable(memory: mmap.mmap, base: int) -> None:
    if _library().mprotect(ctypes.c_void_p(base), ctypes.c_size_t(len(memory)), mmap.PROT_READ | mmap.PROT_EXEC):
        raise Unsuited("memory may not be made executable here")
    # arrays may outlive everything else at the end of the process, and their memory is given back by code in here
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(memory))
