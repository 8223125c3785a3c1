"""Settings of other slicers as a profile of ours."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerworks.app.recipe import stage_records
from layerworks.engines.prusaslicer.config_reading import Imported
from layerworks.engines.prusaslicer.importing import ours_of
from layerworks.engines.prusaslicer.ini import flat_settings
from layerworks.engines.prusaslicer.unmatched import Unmatched
from layerworks.errors import Missing, Misused
from layerworks.settings import default_of, keys_of, typed_settings
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class ImportedProfile:
    """values: ours, within their bounds, in the order of the stages. notes: what is not as it was.

    without: theirs that there is no equal of here, by the reason.
    """

    id: str
    file: str
    values: Mapping[str, Any]
    notes: tuple[Text, ...]
    without: tuple[Unmatched, ...] = ()

    def toml(self) -> str:
        """Return the profile as a TOML file that `--profile` takes."""
        name, file = (json.dumps(text, ensure_ascii=False) for text in (self.id, f"{self.file} (PrusaSlicer)"))
        lines = [f"id = {name}", "firm = true", "", "[name]", f"en = {name}", f"zh = {name}", "", "[settings]"]
        lines += [f"{key} = {_toml(value)}" for key, value in self.values.items()]
        return "\n".join([*lines, "", "[[sources]]", f"document = {file}", 'kind = "profile"', ""])


def import_settings(path: Path, presets: tuple[str, ...] = ()) -> ImportedProfile:
    """Read settings of PrusaSlicer from its configuration, bundle or G-code.

    Raises Missing where there is no file, Rejected for what holds no settings, Misused for presets not there.
    """
    if not path.is_file():
        raise Missing(say("cli.no_file", path=str(path)), say("cli.name_a_file"))
    found = ours_of(flat_settings(path.read_bytes(), presets))
    known, values, notes = keys_of(stage_records()), dict[str, Any](), list[Text]()
    for key in (key for key in known if key in found.values):
        whole = type(default_of(known[key])) is int and isinstance(found.values[key], float)
        value = round(found.values[key]) if whole else found.values[key]
        try:
            values |= typed_settings(stage_records(), {key: value})
        except Misused as wrong:
            notes.append(say("engines.imported_bounds", problem=wrong.text))
    id = re.sub(r"[^\w+-]", "-", path.stem, flags=re.ASCII)[:60].strip("-") or "imported"
    return ImportedProfile(id, path.name, values, (*_notes(found, values), *notes), found.without)


def _notes(found: Imported, values: Mapping[str, Any]) -> Iterator[Text]:
    for ours, theirs in found.roughly:
        if ours in values:
            yield say("engines.imported_roughly", ours=ours, theirs=theirs)
    for group in found.without:
        yield say(f"engines.imported_{group.reason}", keys=", ".join(group.keys))
    if found.first_only:
        yield say("engines.imported_first_only", keys=", ".join(found.first_only))
    if found.unreadable:
        yield say("engines.imported_unreadable", keys=", ".join(found.unreadable))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"  # pyright: ignore[reportUnknownVariableType]
    return f"{value:.10g}" if isinstance(value, int | float) else json.dumps(str(value))
