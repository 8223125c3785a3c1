"""One door for all formats: a path or bytes in, a `Model` out."""

from pathlib import Path, PurePath
from typing import assert_never

import numpy as np

from layerworks.digest import digest_bytes
from layerworks.errors import Missing, Rejected, Unreachable
from layerworks.geometry.finding import Finding
from layerworks.geometry.model import MM_PER_UNIT, Model, Unit
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.naming import model_name, shown
from layerworks.geometry.reading.raw import RawModel
from layerworks.geometry.reading.sniffing import SUFFIXES, Content, sniff
from layerworks.words import say

_NO_LIMITS_CHANGED = ReadLimits()


def read_model(path: Path, *, limits: ReadLimits = _NO_LIMITS_CHANGED, unit: Unit | None = None) -> Model:
    """Read a model from an STL, 3MF, OBJ, AMF or STEP file; the content decides which, not the suffix.

    unit: what the file's numbers mean, against what it says; STEP keeps its own. Raises Missing when there is no such
    file, Unreachable when it cannot be read from disk, Rejected when it is no model that can be read within the limits.
    """
    try:
        if not path.exists():
            raise Missing(say("reading.missing", path=shown(str(path))), say("reading.remedy_path"))
        if not path.is_file():
            raise Rejected(say("reading.no_file", path=shown(str(path))), say("reading.remedy_path"))
        _require_size(path.stat().st_size, limits)
        data = path.read_bytes()
    except OSError as error:
        raise Unreachable(say("reading.unreadable", path=shown(str(path))), say("reading.remedy_disk")) from error
    return read_model_bytes(data, path.name, limits=limits, unit=unit)


def read_model_bytes(
    data: bytes, file_name: str, *, limits: ReadLimits = _NO_LIMITS_CHANGED, unit: Unit | None = None
) -> Model:
    """Read a model from the bytes of a file. file_name: as the sender calls it, trusted in nothing.

    Raises Rejected as `read_model` does.
    """
    if not data:
        raise Rejected(say("reading.empty"), say("reading.remedy_again"))
    _require_size(len(data), limits)
    suffix = PurePath(file_name).suffix.lower()
    content = sniff(data, suffix)
    if content is None:
        raise Rejected(say("reading.unknown"), say("reading.remedy_formats"))
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is counted and refused, not warned of
        return _model(_read(content, data, limits), data, file_name, suffix, unit)


def _read(content: Content, data: bytes, limits: ReadLimits) -> RawModel:
    """Read by the reader of a format; readers are imported when they are needed, so that the door opens quickly."""
    match content:
        case "stl_binary":
            from layerworks.geometry.reading.stl import read_binary_stl

            return read_binary_stl(data, limits)
        case "stl_text":
            from layerworks.geometry.reading.stl import read_text_stl

            return read_text_stl(data, limits)
        case "obj":
            from layerworks.geometry.reading.obj import read_obj

            return read_obj(data, limits)
        case "amf":
            from layerworks.geometry.reading.amf import read_amf

            return read_amf(data, limits)
        case "step":
            from layerworks.geometry.reading.step import read_step

            return read_step(data, limits)
        case "zip":
            from layerworks.geometry.reading.packed import read_packed

            return read_packed(data, limits)
        case _:
            assert_never(content)


def _model(raw: RawModel, data: bytes, file_name: str, suffix: str, unit: Unit | None) -> Model:
    from layerworks.geometry.reading.guessing import unit_findings
    from layerworks.geometry.reading.settling import settle

    findings = list(raw.findings)
    if SUFFIXES.get(suffix) != raw.format:
        text = say("reading.suffix", suffix=shown(suffix, most=20) or "–", format=raw.format.upper())
        findings.insert(0, Finding("suffix", "warn", text, say("reading.remedy_suffix")))
    if unit is not None and raw.format == "step":
        findings.append(Finding("unit_kept", "warn", say("reading.unit_kept"), say("reading.remedy_unit_kept")))
        unit = None
    name = model_name(file_name)
    used: Unit = unit or raw.unit or "millimeter"
    items, more = settle(raw.items, MM_PER_UNIT[used], name)
    findings += more
    stated = unit is not None or raw.unit is not None
    if not stated:
        findings += unit_findings(items)
    return Model(name, raw.format, used, stated, items, digest_bytes(data), tuple(findings))


def _require_size(size: int, limits: ReadLimits) -> None:
    if size > limits.max_file_bytes:
        limit_mb = limits.max_file_bytes / 1e6
        raise Rejected(say("reading.too_big", limit_mb=limit_mb), say("reading.remedy_fewer_triangles"))
