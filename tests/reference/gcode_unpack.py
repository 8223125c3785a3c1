"""Slow twins of the decoders of binary G-code, and the encoders that the tests feed them with."""

from collections.abc import Iterator

FREQUENT = "0123456789. \nGX"


def _bits(data: bytes) -> Iterator[int]:
    for byte in data:
        for place in range(7, -1, -1):
            yield byte >> place & 1


def expand_copies(data: bytes, window_bits: int, length_bits: int, size: int) -> bytes:
    """heatshrink data to text."""
    bits = _bits(data)

    def number(count: int) -> int:
        return int("".join(str(next(bits)) for _ in range(count)), 2)

    out = bytearray()
    while len(out) < size:
        if number(1):
            out.append(number(8))
        else:
            back, length = number(window_bits) + 1, number(length_bits) + 1
            for _ in range(length):
                out.append(out[-back])
    return bytes(out[:size])


def shrink(text: bytes, window_bits: int, length_bits: int) -> bytes:
    """Text to heatshrink data, greedily."""
    bits: list[str] = []
    at = 0
    while at < len(text):
        back = length = 0
        for candidate in range(1, min(at, 1 << window_bits) + 1):
            same = 0
            while same < 1 << length_bits and at + same < len(text) and text[at + same] == text[at - candidate + same]:
                same += 1
            if same > length:
                back, length = candidate, same
        if length > 2:
            bits.append(f"0{back - 1:0{window_bits}b}{length - 1:0{length_bits}b}")
            at += length
        else:
            bits.append(f"1{text[at]:08b}")
            at += 1
    joined = "".join(bits)
    joined += "0" * (-len(joined) % 8)
    return bytes(int(joined[i : i + 8], 2) for i in range(0, len(joined), 8))


def expand_pairs(data: bytes) -> bytes:
    """MeatPack data to text."""
    out: list[str] = []
    table = FREQUENT
    packing = False
    rest = list(data)
    while rest:
        byte = rest.pop(0)
        if byte == 255 and rest and rest[0] == 255:
            command = [*rest, 0, 0][1]
            del rest[:2]
            packing = {251: True, 250: False, 249: False}.get(command, packing)
            table = {247: FREQUENT.replace(" ", "E"), 246: FREQUENT, 249: FREQUENT}.get(command, table)
        elif not packing:
            out.append(chr(byte))
        elif byte == 0xCC:
            out.append("\n")
        else:
            for half in (byte & 15, byte >> 4):
                if half < 15:
                    out.append(table[half])
                elif rest:
                    out.append(chr(rest.pop(0)))
                else:
                    return "".join(out).encode("latin-1")
    return "".join(out).encode("latin-1")


def pack_pairs(text: bytes, *, no_blanks: bool = False) -> bytes:
    """Text to MeatPack data; a last odd character is a line feed."""
    table = FREQUENT.replace(" ", "E") if no_blanks else FREQUENT
    letters = text.decode("latin-1") + "\n" * (len(text) % 2)
    out = bytearray(b"\xff\xff\xfb" + (b"\xff\xff\xf7" if no_blanks else b""))
    for low, high in zip(letters[::2], letters[1::2], strict=True):
        halves = [table.find(low), table.find(high)]
        halves = [15 if half < 0 else half for half in halves]
        if halves == [12, 12]:
            halves = [12, 15]
        out.append(halves[0] | halves[1] << 4)
        out += "".join(c for c, half in zip((low, high), halves, strict=True) if half == 15).encode("latin-1")
    return bytes(out)
