"""A program as the container that these printers print: a zip in the shape of a 3MF, without any mesh. Pure.

The same program gives the same bytes. Shape: 3MF core specification (Open Packaging Conventions) and what Bambu Studio
writes as a “sliced plate”. Not written: thumbnails and the settings of a slicer, which printers do without.
"""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from layerworks.connectors.bambu.frame import Framed, framed, tools_of, unframed
from layerworks.connectors.bambu.names import END, title_of

PLATE = "Metadata/plate_1.gcode"
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_DEFLATE_LEVEL = 6
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TYPES = (
    _XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>'
    '<Default Extension="gcode" ContentType="text/x.gcode"/></Types>\n'
)
_RELATIONS = (
    _XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>\n'
)
_MODEL_RELATION = (
    '<Relationship Target="/3D/3dmodel.model" Id="rel-1" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>'
)
_PLATE_RELATION = f'<Relationship Target="/{PLATE}" Id="rel-1" Type="http://schemas.bambulab.com/package/2021/gcode"/>'
_MODEL = (
    _XML + '<model unit="millimeter" xml:lang="en-US" '
    'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources/><build/></model>\n'
)
_PLATES = (
    _XML + '<config>\n  <plate>\n    <metadata key="plater_id" value="1"/>\n'
    f'    <metadata key="gcode_file" value="{PLATE}"/>\n  </plate>\n</config>\n'
)
_SLICED = (
    _XML + '<config>\n  <header>\n    <header_item key="X-BBL-Client-Type" value="slicer"/>\n  </header>\n'
    '  <plate>\n    <metadata key="index" value="1"/>\n{}  </plate>\n</config>\n'
)
_LABELLED = '    <metadata key="label_object_enabled" value="true"/>\n'
_UNWRITABLE = re.compile(r"[^\x20-\x7e\u00a0-\ud7ff]")
_PART = '    <object identify_id="{}" name={} skipped="false"/>\n'


@dataclass(frozen=True, slots=True)
class Packed:
    """A container ready to be sent. title: what its prints are called. md5: of the content. parts: names by number."""

    title: str
    content: bytes
    md5: str
    parts: dict[int, str]

    @property
    def name(self) -> str:
        """The name of the file on the card."""
        return self.title + END


def packed_of(file: str, program: bytes) -> Packed:
    """Return the container of a program of ours. Raises ValueError for a file that is none of ours."""
    plate = framed(program)
    content = _container_of(plate)
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return Packed(title_of(file, len(program), len(content), tools_of(program)), content, md5, plate.parts)


def container_of(program: bytes) -> bytes:
    """Return a container with a program as its one plate, in the maker's frame."""
    return _container_of(framed(program))


def _container_of(plate: Framed) -> bytes:
    plate_md5 = hashlib.md5(plate.text, usedforsecurity=False).hexdigest().upper()
    objects = "".join(
        _PART.format(number, quoteattr(_UNWRITABLE.sub("_", name))) for number, name in plate.parts.items()
    )
    parts = (
        ("[Content_Types].xml", _TYPES.encode()),
        ("_rels/.rels", _RELATIONS.format(_MODEL_RELATION).encode()),
        ("3D/3dmodel.model", _MODEL.encode()),
        (PLATE, plate.text),
        (f"{PLATE}.md5", plate_md5.encode()),
        ("Metadata/_rels/model_settings.config.rels", _RELATIONS.format(_PLATE_RELATION).encode()),
        ("Metadata/model_settings.config", _PLATES.encode()),
        ("Metadata/slice_info.config", _SLICED.format(_LABELLED + objects if objects else "").encode()),
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATE_LEVEL) as packing:
        for name, content in parts:
            part = zipfile.ZipInfo(name, _WHEN)
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            packing.writestr(part, content, compresslevel=_DEFLATE_LEVEL)
    return whole.getvalue()


def program_in(container: bytes, most: int) -> bytes:
    """Return the program of a container's plate. Raises ValueError when it has none that is whole, or a larger one."""
    try:
        with zipfile.ZipFile(io.BytesIO(container)) as packed:
            if packed.getinfo(PLATE).file_size > most:
                raise ValueError("larger than any should be")
            plate, told = packed.read(PLATE), packed.read(f"{PLATE}.md5").decode()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError) as error:
        raise ValueError(str(error)) from None
    if hashlib.md5(plate, usedforsecurity=False).hexdigest() != told.strip().lower():
        raise ValueError("the program is not what its sum says")
    return unframed(plate)
