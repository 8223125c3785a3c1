"""Where the bundled islands are: beside layerworks in its environment, or where LAYERWORKS_UI_DIR says."""

import os
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

REMEDY = "python -m pip install --force-reinstall --no-deps -e ."


def islands_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder with `page.js` and the others, None where layerworks was installed without them."""
    if named := environ.get("LAYERWORKS_UI_DIR"):
        return Path(named)
    found = find_spec("layerworks_webui")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


@cache
def has_islands() -> bool:
    """Tell whether pages may ask for islands."""
    folder = islands_folder()
    return folder is not None and (folder / "page.js").is_file()
