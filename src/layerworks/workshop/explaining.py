"""How an attempt ended, for people."""

from layerworks.words import Text, say
from layerworks.workshop.events import Ended


def explain(end: Ended) -> Text:
    """Return one sentence on how an attempt ended and, where something is to be done, what."""
    return say(f"workshop.ended_{end.reason}", detail=end.detail)
