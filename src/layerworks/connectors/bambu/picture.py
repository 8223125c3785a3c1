"""What a printer of Bambu's tells, in our words. Pure."""

from collections.abc import Mapping

from layerworks.connectors.bambu.complaints import CANCELLED
from layerworks.connectors.bambu.frames import AmsUnit, Status, Tray
from layerworks.connectors.bambu.runs import ACTIVE, Runs
from layerworks.fleet.equipped import Spool
from layerworks.fleet.observations import Device, PrinterState, StoredFile, Temperature
from layerworks.fleet.readings import Channel, Quantity, Reading

WARM_WITHIN_C = 3.0  # a heater that lacks more than this of its target is still heating
FREE = ("IDLE", "FINISH", "FAILED")
_FANS = ("cooling_fan_speed", "big_fan1_speed", "big_fan2_speed", "heatbreak_fan_speed")
_FAN_STEPS = 15.0
_SIGNATURE_WANTED = 0x20000000  # of `fun`: commands that a signature does not go with are refused


def printer_state(status: Status, runs: Runs, files: Mapping[str, StoredFile]) -> PrinterState:
    """Return the whole state."""
    return PrinterState(
        device=device_of(status, runs),
        boot=runs.boot,
        run=runs.known.run if runs.known else None,
        files=tuple(files.values()),
        temperatures=temperatures(status),
        booted_at=runs.booted_at,
    )


def device_of(status: Status, runs: Runs) -> Device:
    """Return what the printer does. An error that nobody has answered at the printer keeps it from work."""
    state = status.gcode_state
    if state in FREE:
        return "error" if status.print_error and status.print_error not in CANCELLED else "idle"
    if state not in ACTIVE:
        return "error"  # it starts up, or has lost its other half
    if state == "PAUSE":
        return "paused"
    cold = any(t.target_c - t.actual_c > WARM_WITHIN_C for t in temperatures(status))
    return "heating" if cold or state != "RUNNING" or runs.known is None else "printing"


def temperatures(status: Status) -> tuple[Temperature, ...]:
    """Return all heaters, and the chamber, which most models do not heat."""
    told = (
        ("nozzle", status.nozzle_temper, status.nozzle_target_temper),
        ("bed", status.bed_temper, status.bed_target_temper),
        ("chamber", status.chamber_temper, 0.0),
    )
    return tuple(Temperature(name, actual_c, target_c) for name, actual_c, target_c in told if actual_c is not None)


def measured(status: Status) -> tuple[Reading, ...]:
    """Return what else is told in numbers."""
    fans = [
        Reading(Channel(name.removesuffix("_speed"), Quantity.FAN_SHARE), getattr(status, name) / _FAN_STEPS)
        for name in _FANS
    ]
    told = [(Quantity.SPEED_FACTOR, status.spd_mag / 100.0)]
    if status.gcode_state in ("RUNNING", "PAUSE"):  # before and after, the printer may tell of another print
        told.append((Quantity.DONE_SHARE, min(max(status.mc_percent, 0), 100) / 100.0))
        told.append((Quantity.LEFT_S, 60.0 * max(status.mc_remaining_time, 0)))
    return *fans, *(Reading(Channel("run", quantity), value) for quantity, value in told)


def spools(status: Status) -> tuple[Spool, ...]:
    """Return what is in the places for spools: of every AMS, then the one outside."""
    placed = [(_place(unit, tray), tray) for unit in status.ams.ams for tray in unit.tray]
    outside = [("outside", status.vt_tray)] if status.vt_tray.tray_type else []
    return tuple(
        Spool(
            place=place,
            material=tray.tray_sub_brands or tray.tray_type,
            colour=f"#{tray.tray_color[:6]}" if tray.tray_color else "",
            left_share=tray.remain / 100.0 if 0 <= tray.remain <= 100 else None,
            tag=tray.tray_uuid.strip("0"),
        )
        for place, tray in (*placed, *outside)
        if tray.tray_type
    )


def camera(status: Status) -> str:
    """Return where the camera streams, where the model tells it."""
    return status.ipcam.rtsp_url if "://" in status.ipcam.rtsp_url else ""


def signature_wanted(status: Status) -> bool | None:
    """Tell whether the printer says to take signed commands alone, None where it does not say."""
    try:
        return bool(int(status.fun, 16) & _SIGNATURE_WANTED) if status.fun else None
    except ValueError:
        return None


def _place(unit: AmsUnit, tray: Tray) -> str:
    return f"ams{unit.id or 0}-{tray.id or 0}"
