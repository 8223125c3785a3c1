"""Numbers as people write them: `0.2 mm`, `200 µm`, `60 %`, `3.6 m/min`."""

_IN: dict[str, dict[str, float]] = {
    "mm": {"mm": 1.0, "um": 0.001, "µm": 0.001, "μm": 0.001, "cm": 10.0, "m": 1000.0, "in": 25.4},
    "µm": {"µm": 1.0, "μm": 1.0, "um": 1.0, "mm": 1000.0},
    "mm²": {"mm²": 1.0, "mm2": 1.0, "cm²": 100.0, "cm2": 100.0},
    "mm/s": {"mm/s": 1.0, "mm/min": 1.0 / 60.0, "m/min": 1000.0 / 60.0, "m/s": 1000.0},
    "mm/s²": {"mm/s²": 1.0, "mm/s2": 1.0, "m/s²": 1000.0, "m/s2": 1000.0},
    "mm³/s": {"mm³/s": 1.0, "mm3/s": 1.0, "cm³/h": 1000.0 / 3600.0, "cm3/h": 1000.0 / 3600.0},
    "s": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "°": {"°": 1.0, "deg": 1.0},
    "deg": {"deg": 1.0, "°": 1.0},
    "°C": {"°C": 1.0, "C": 1.0},
    "1/s": {"1/s": 1.0},
    "": {"%": 0.01},
}


def number_of(text: str, unit: str) -> float:
    """Return a number in a unit. text: a number, or one with a unit of the same kind; a share takes percent.

    Raises ValueError for anything else.
    """
    text = text.strip()
    known = _IN.get(unit, {unit: 1.0})
    for name in sorted(known, key=len, reverse=True):
        if name and text.endswith(name):
            return round(float(text.removesuffix(name)) * known[name], 12)
    return float(text)
