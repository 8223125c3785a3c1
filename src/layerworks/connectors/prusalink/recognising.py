"""Is it a PrusaLink that answers? Pure."""

from collections.abc import Mapping

from layerworks.connectors.found import Found, HttpAnswer

PATHS = ("/api/version",)


def recognise(answers: Mapping[str, HttpAnswer]) -> Found | None:
    """Return what answered GETs of PATHS, None when it is no PrusaLink. Who is not let in is asked for a digest."""
    answer = answers.get(PATHS[0], HttpAnswer(0))
    if answer.status == 401:
        asks = next((value for name, value in answer.headers.items() if name.lower() == "www-authenticate"), "")
        return Found("prusalink", needs_key=True) if "printer api" in asks.lower() else None
    told = answer.json()
    if answer.status != 200 or not str(told.get("text", "")).startswith("PrusaLink"):
        return None
    return Found("prusalink", str(told.get("firmware") or told.get("api") or ""), str(told.get("hostname") or ""))
