"""What the cooling of layers takes as settings."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class CoolingSettings:
    """Time a layer is given to cool or may take, and the fan. Fan shares run from 0 to 1, −1 leaves the layer's."""

    min_layer_time_s: float = setting(5.0, unit="s", low=0.0, high=600.0)
    min_print_speed_mm_s: float = setting(10.0, unit="mm/s", low=0.1, high=500.0)
    max_layer_time_s: float = setting(0.0, unit="s", low=0.0, high=86_400.0)
    max_hurry_speed_mm_s: float = setting(0.0, unit="mm/s", low=0.0, high=2000.0)
    fan_low: float = setting(0.3, low=0.0, high=1.0)
    fan_high: float = setting(1.0, low=0.0, high=1.0)
    fan_low_above_s: float = setting(30.0, unit="s", low=0.0, high=600.0)
    fan_high_below_s: float = setting(8.0, unit="s", low=0.0, high=600.0)
    fan_off_layers: int = setting(1, low=0, high=1000)
    bridge_fan: float = setting(1.0, low=0.0, high=1.0)
    fan_times_s: tuple[float, ...] = setting((), unit="s", low=0.0, high=86_400.0)
    fan_shares: tuple[float, ...] = setting((), low=0.0, high=1.0)
    fan_ramp_layers: int = setting(0, low=0, high=1000)
    overhang_fans: tuple[float, ...] = setting((), low=0.0, high=1.0)
    outer_wall_fan: float = setting(-1.0, low=-1.0, high=1.0)
    top_skin_fan: float = setting(-1.0, low=-1.0, high=1.0)
    raft_fan: float = setting(-1.0, low=-1.0, high=1.0)
    support_interface_fan: float = setting(-1.0, low=-1.0, high=1.0)
    ironing_fan: float = setting(-1.0, low=-1.0, high=1.0)
