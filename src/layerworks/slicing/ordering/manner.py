"""In which manner strokes become a way."""

from dataclasses import dataclass

from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.ordering.seams import Seams
from layerworks.slicing.ordering.sequencing import StrokeOrder
from layerworks.slicing.ordering.settings import OrderSettings, RetractionSettings, SpeedSettings


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """What `layerworks.slicing.ordering.order` is asked for, but for turns. parts: names, by the strokes' numbers."""

    settings: OrderSettings
    speeds: SpeedSettings
    cooling: CoolingSettings
    retraction: RetractionSettings
    parts: tuple[str, ...]
    own_speeds: tuple[SpeedSettings, ...] = ()
    seams: Seams | None = None
    own_order: StrokeOrder | None = None
