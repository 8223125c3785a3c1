"""Formats that come in a zip archive."""

from layerworks.errors import Rejected
from layerworks.geometry.reading.amf import read_amf
from layerworks.geometry.reading.archive import open_archive
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawModel
from layerworks.geometry.reading.threemf import RELATIONSHIPS, USUAL_PART, read_3mf
from layerworks.words import say


def read_packed(data: bytes, limits: ReadLimits) -> RawModel:
    """Read a 3MF package or a packed AMF document. Raises Rejected when the archive holds neither, or as its reader."""
    archive = open_archive(data, limits)
    if archive.has(RELATIONSHIPS) or archive.has(USUAL_PART):
        return read_3mf(archive, limits)
    documents = [name for name in archive.parts if name.endswith(".amf")]
    if len(documents) == 1:
        return read_amf(archive.read(documents[0]), limits)
    raise Rejected(say("reading.zip_without_model"), say("reading.remedy_formats"))
