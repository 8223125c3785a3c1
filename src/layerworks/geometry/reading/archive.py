"""A zip archive that may be hostile, read in memory and only as far as asked. Nothing is ever written to disk."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from urllib.parse import unquote

from layerworks.errors import Rejected
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.naming import shown
from layerworks.geometry.reading.raw import require_objects
from layerworks.words import say

_BLOCK = 1 << 20
_ENTRY = b"PK\x01\x02"  # starts an entry of the central directory
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(slots=True, eq=False)
class Archive:
    """An open archive. parts: entries by folded name. unpacked: bytes taken out so far, bounded over all parts."""

    file: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    limits: ReadLimits
    unpacked: int = field(default=0)

    def has(self, path: str) -> bool:
        """Say whether there is a part of this name; capitals, `%20` and a leading slash make no difference."""
        return _folded(path) in self.parts

    def read(self, path: str) -> bytes:
        """Return a part's bytes. Raises Rejected when it is missing, packed in a strange way, broken or a bomb."""
        part = self.parts.get(_folded(path))
        if part is None:
            raise Rejected(say("reading.part_missing", path=shown(path)), say("reading.remedy_export"))
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Rejected(say("reading.zip_locked"), say("reading.remedy_zip_plain"))
        claimed = part.file_size > self.limits.max_ratio * max(1, part.compress_size)
        if claimed and part.file_size > self.limits.free_unpacked_bytes:
            raise Rejected(say("reading.zip_bomb", limit=self.limits.max_ratio), say("reading.remedy_export"))
        data = bytearray()
        try:
            with self.file.open(part) as stream:
                # zipfile gives no more than the directory promises, so the sizes above bound what comes out here
                while block := stream.read(_BLOCK):
                    data += block
                    self._count(len(block))
        except _BROKEN as error:
            raise Rejected(say("reading.zip_broken"), say("reading.remedy_again")) from error
        return bytes(data)

    def _count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits.max_unpacked_bytes:
            limit_mb = self.limits.max_unpacked_bytes / 1e6
            raise Rejected(say("reading.zip_large", limit_mb=limit_mb), say("reading.remedy_fewer_triangles"))


def open_archive(data: bytes, limits: ReadLimits) -> Archive:
    """Open an archive. Raises Rejected when it is broken, crowded, or holds names that are double or lead outside."""
    require_objects(data.count(_ENTRY), limits)  # before zipfile makes an object of each
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Rejected(say("reading.zip_broken"), say("reading.remedy_again")) from error
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in file.infolist():
        plain = part.filename.replace("\\", "/")
        if plain.startswith("/") or ":" in plain.split("/")[0] or ".." in plain.split("/"):
            raise Rejected(say("reading.zip_outside", path=shown(plain)), say("reading.remedy_trust"))
        name = _folded(plain)
        if name in parts:
            raise Rejected(say("reading.zip_double", path=shown(plain)), say("reading.remedy_export"))
        parts[name] = part
    return Archive(file, parts, limits)


def _folded(path: str) -> str:
    return unquote(path.replace("\\", "/")).casefold().lstrip("/")
