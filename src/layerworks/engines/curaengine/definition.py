"""The file of settings that CuraEngine reads: ours first, everything else neutral.

No definition comes with the engine, and without one it names the settings that it misses. `neutral.toml` was made by
listening to it, with values of this project's; none of Cura's own definition files was used.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

_TRAIN = "extruder"


def write_definition(values: Mapping[str, Any], folder: Path) -> Path:
    """Write the definitions of a machine and of its extruder into a folder; return the machine's."""
    whole = {**neutral(), **values}
    children = {key: _setting(key, value) for key, value in sorted(whole.items())}
    settings = {"all": {"label": "all", "description": "", "type": "category", "children": children}}
    machine = {"type": "machine", "machine_extruder_trains": {"0": _TRAIN}}
    path = folder / "machine.def.json"
    _write(path, "machine", machine, settings)
    _write(folder / f"{_TRAIN}.def.json", _TRAIN, {"type": "extruder", "position": "0"}, settings)
    return path


@cache
def neutral() -> dict[str, Any]:
    """Return a value for everything that the engine asks for."""
    table = tomllib.loads(
        (resources.files("layerworks.engines.curaengine") / "neutral.toml").read_text(encoding="utf-8")
    )
    return {
        **dict.fromkeys(table["off"], False),
        **dict.fromkeys(table["nothing"], 0),
        **dict.fromkeys(table["full"], 100),
        **table["values"],
    }


def _setting(key: str, value: Any) -> dict[str, Any]:
    return {"label": key, "description": "", "type": "str", "default_value": value}


def _write(path: Path, name: str, metadata: dict[str, Any], settings: dict[str, Any]) -> None:
    whole = {"name": name, "version": 2, "metadata": metadata, "overrides": {}, "settings": settings}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
