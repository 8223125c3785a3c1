"""What is known of a printer, as JSON; events seen of it, as JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from layerworks.errors import Rejected
from layerworks.gcode.reading.moves import Heater
from layerworks.motion.non_motion import Counted, Heated, NonMotionModel, Observation, Ran, Took, model_from_dict
from layerworks.words import say


def known_from_json(text: str) -> NonMotionModel:
    """Return the model that `known_as_json` wrote. Raises Rejected for anything else."""
    try:
        return model_from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Rejected(say("motion.bad_known"), say("motion.bad_known_remedy")) from error


def known_as_json(model: NonMotionModel) -> str:
    """Return a model as JSON, for keeping."""
    return json.dumps(model.as_dict(), indent=1) + "\n"


def observations_from_json(text: str) -> tuple[Observation, ...]:
    """Return events as a printer's log tells them: one JSON object a line.

    `{"took": "home", "seconds": 18}`, `{"heated": "bed", "from_c": 25, "to_c": 60, "seconds": 120}`,
    `{"ran": "START_PRINT", "seconds": 95}`. Raises Rejected, naming the line.
    """
    return tuple(_observations(text))


def _observations(text: str) -> Iterator[Observation]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            seen = _observation(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected(say("motion.bad_event", line=number), say("motion.bad_event_remedy")) from error
        yield seen


def _observation(plain: Mapping[str, Any]) -> Observation:
    seconds = float(plain["seconds"])
    if not 0.0 < seconds < 1e7:
        raise ValueError(seconds)
    if "took" in plain:
        if plain["took"] not in get_args(Counted):
            raise ValueError(plain["took"])
        return Took(plain["took"], seconds)
    if "heated" in plain:
        if plain["heated"] not in get_args(Heater):
            raise ValueError(plain["heated"])
        return Heated(plain["heated"], float(plain["from_c"]), float(plain["to_c"]), seconds)
    return Ran(str(plain["ran"]), seconds)
