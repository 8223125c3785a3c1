"""What kind of trouble a printer's own words speak of."""

from layerworks.fleet.observations import FaultKind

_STOPPED = ("webhooks request", "m112", "emergency", "kill()", "killed")
_THERMAL = ("heater", "heating", "thermal", "temperature", "adc out of range", "maxtemp", "mintemp", "temp")
_RUNOUT = ("runout", "run out", "filament")


def fault_of(message: str) -> FaultKind:
    """Return the kind of fault that a message tells of."""
    said = message.lower()
    for kind, words in (("stopped", _STOPPED), ("thermal", _THERMAL), ("runout", _RUNOUT)):
        if any(word in said for word in words):
            return kind  # type: ignore[return-value]
    return "other"
