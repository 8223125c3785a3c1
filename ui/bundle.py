"""Bundle the islands: `python ui/bundle.py FOLDER`. Needs the program `deno`, nothing else.

What Deno takes from its registry is held to `deno.lock`; any mirror serves it (NPM_CONFIG_REGISTRY).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

UI = Path(__file__).resolve().parent


def deno() -> str:
    """Return the path of the program. Raises FileNotFoundError where there is none.

    In an isolated build it lies beside the module's environment, not on the search path.
    """
    try:
        import deno as wheel
    except ImportError:
        places: list[Path] = []
    else:
        places = [above / name for above in Path(wheel.__file__).parents for name in ("bin/deno", "Scripts/deno.exe")]
    found = next((str(place) for place in places if place.is_file()), shutil.which("deno"))
    if found is None:
        raise FileNotFoundError("deno is not installed: pip install 'deno>=2.9,<3'")
    return found


def bundle(entries: list[Path], folder: Path) -> None:
    """Write each entry, minified, and what they share into a folder. Raises CalledProcessError with what Deno says."""
    options = ["--frozen", "--platform", "browser", "--minify", "--code-splitting", "--outdir", str(folder)]
    subprocess.run(
        [deno(), "bundle", *options, *(entry.relative_to(UI).as_posix() for entry in entries)],
        cwd=UI,
        env={**os.environ, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
        check=True,
        capture_output=True,
        text=True,
    )


def islands() -> list[Path]:
    """Return the files that pages load by name."""
    return sorted((UI / "src").glob("*.ts"))


if __name__ == "__main__":
    try:
        bundle(islands(), Path(sys.argv[1]).resolve())
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.stderr)
