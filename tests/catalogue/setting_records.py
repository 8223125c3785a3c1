"""Every settings record of the stages from mesh to G-code."""

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

import layerworks.gcode.writing
import layerworks.geometry.checking
import layerworks.slicing


def modules(package: ModuleType) -> list[ModuleType]:
    inside = pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    return [package, *(importlib.import_module(m.name) for m in inside)]


def setting_records() -> tuple[type[Any], ...]:
    found = {
        value
        for package in (layerworks.geometry.checking, layerworks.slicing, layerworks.gcode.writing)
        for module in modules(package)
        for value in vars(module).values()
        if isinstance(value, type) and is_dataclass(value) and all("kind" in f.metadata for f in fields(value))
    }
    return tuple(sorted(found, key=lambda record: record.__name__))
