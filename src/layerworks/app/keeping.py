"""What lies in the folder when a part is made: pictures, reports, the record."""

import json
from dataclasses import dataclass
from pathlib import Path

from layerworks import __version__
from layerworks.app.making import Made
from layerworks.app.progress import Tell, untold
from layerworks.app.reporting import report_of
from layerworks.app.shop import Shop, put
from layerworks.centre import RateCard
from layerworks.centre.rate_card import default_rate_card
from layerworks.digest import digest_of
from layerworks.documents import Picture, part_report_html
from layerworks.words import Language, say

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the folder. kind: program, part_picture, layers_picture, report, record."""

    kind: str
    path: Path


def keep_papers(made: Made, out: Path, tell: Tell = untold, card: RateCard | None = None) -> tuple[KeptFile, ...]:
    """Put everything a shop keeps of what was made into its folder, each file named with the digest of what made it.

    The same again gives the same files. Raises Unreachable when the disk does not take them.
    """
    from layerworks.pictures import layers_sheets, part_pictures

    card = card or default_rate_card()
    prepared, (run, _) = made.prepared, made.prepared.runs[0]
    shop, name = Shop(out), prepared.model.name
    files = [
        KeptFile("program", shop.file(name, plate.key, ".gcode")) for plate, _ in prepared.runs
    ]  # put there before anything was printed
    tell(say("app.drawing"))
    part, layers = Picture(*part_pictures(run.plate)), Picture(*layers_sheets(run.toolpath))
    shape = digest_of("picture", __version__, run.plate.digest)
    drawn = {
        ("part_picture", shape, ".part.png"): part.light,
        ("layers_picture", run.key, ".layers.png"): layers.light,
    }
    for (kind, made_from, suffix), png in drawn.items():
        files.append(KeptFile(kind, put(shop.file(name, made_from, suffix), png)))
    tell(say("app.reporting"))
    record = _record_text(made)
    files.append(KeptFile("record", put(shop.file(name, str(made.records[-1]["hash"]), ".record.json"), record)))
    told = digest_of("report", __version__, record, made.price.digest, run.key)
    for language in LANGUAGES:
        page = part_report_html(report_of(made, card, part, layers, language), language)
        files.append(KeptFile("report", put(shop.file(name, told, f".report.{language}.html"), page.encode())))
    return tuple(files)


def _record_text(made: Made) -> bytes:
    """Return the record as a file: what the journal holds of each piece, and of the order they belong to."""
    value = {"order": made.order, "placed_at": made.placed_at.isoformat(), "parts": list(made.records)}
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
