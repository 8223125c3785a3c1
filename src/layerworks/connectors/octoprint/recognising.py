"""Is it an OctoPrint that answers? Pure."""

from collections.abc import Mapping

from layerworks.connectors.found import Found, HttpAnswer

PATHS = ("/api/version", "/plugin/appkeys/probe")


def recognise(answers: Mapping[str, HttpAnswer]) -> Found | None:
    """Return what answered GETs of PATHS, None when it is no OctoPrint.

    1.11 and 2.0 tell `{"api": …, "server": "1.11.8", "text": "OctoPrint 1.11.8"}` to those they let in; whether they
    can be asked for a key they tell everybody, with 204.
    """
    version, appkeys = (answers.get(path, HttpAnswer(0)) for path in PATHS)
    told = version.json()
    text = str(told.get("text", ""))
    if version.status == 200 and text.startswith("OctoPrint"):
        return Found("octoprint", text.removeprefix("OctoPrint").strip())
    if version.status in (401, 403) and (appkeys.status == 204 or "permission" in str(told.get("error", ""))):
        return Found("octoprint", needs_key=True)
    return None
