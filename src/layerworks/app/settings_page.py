"""Every setting with its default, unit and bounds: for the command line and for docs/settings.md."""

from dataclasses import Field, dataclass, fields
from typing import Any

from layerworks.app.recipe import stage_records
from layerworks.settings import SettingKind, default_of
from layerworks.words import Language, Text, catalogue, render, say


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as a person reads it. stage: name of its record; bounds: `low … high unit` or the choices."""

    stage: str
    key: str
    default: str
    bounds: str
    meaning: Text


def rows() -> tuple[SettingRow, ...]:
    """Return all settings in the order of the stages that read them."""
    homes = _homes()
    return tuple(
        SettingRow(record.__name__.removesuffix("Settings"), f.name, _shown(default_of(f)), _bounds(f), homes[f.name])
        for record in stage_records()
        for f in fields(record)
    )


def page(language: Language) -> str:
    """Return the reference page of all settings as Markdown."""
    lines = [f"# {render(say('app.settings_title'), language)}", "", render(say("app.settings_intro"), language), ""]
    stage = ""
    for row in rows():
        if row.stage != stage:
            stage = row.stage
            lines += ["", f"## {stage}", "", render(say("app.settings_head"), language), "|---|---|---|---|"]
        lines.append(f"| `{row.key}` | {row.default} | {row.bounds} | {render(row.meaning, language)} |")
    return "\n".join(lines) + "\n"


def _homes() -> dict[str, Text]:
    """Return the sentence of each setting by key, whichever room's catalogue holds it."""
    homes: dict[str, Text] = {}
    for code in catalogue("en"):
        room, key = code.split(".", 1)
        if room.startswith("settings_"):
            homes[key] = Text(code)
    return homes


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(f"{v:g}" for v in value) or "–"  # pyright: ignore[reportUnknownVariableType]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _bounds(f: Field[Any]) -> str:
    kind: SettingKind = f.metadata["kind"]
    if kind.choices:
        return ", ".join(kind.choices)
    if isinstance(default_of(f), bool):
        return "true, false"
    low, high = ("" if bound is None else f"{bound:.10g}" for bound in (kind.low, kind.high))
    return f"{low} … {high} {kind.unit}".strip()
