"""Is it a Moonraker that answers? Pure."""

from collections.abc import Mapping
from typing import Any

from layerworks.connectors.found import Found, HttpAnswer

PATHS = ("/server/info",)


def recognise(answers: Mapping[str, HttpAnswer]) -> Found | None:
    """Return what answered GETs of PATHS, None when it is no Moonraker. Those not let in are told so in its form."""
    answer = answers.get(PATHS[0], HttpAnswer(0))
    told = answer.json()
    result: Any = told.get("result")
    if answer.status == 200 and isinstance(result, dict) and "klippy_state" in result:
        return Found("moonraker", str(result.get("moonraker_version", "")))  # pyright: ignore[reportUnknownMemberType]
    error: Any = told.get("error")
    if answer.status == 401 and isinstance(error, dict) and error.get("message") == "Unauthorized":  # pyright: ignore[reportUnknownMemberType]
        return Found("moonraker", needs_key=True)
    return None
