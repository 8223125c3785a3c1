"""Takes the bundled islands into the wheel as a second package, `layerworks_webui`; writes nothing into the tree."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WISH = "LAYERWORKS_UI"  # skip: do without; require: no wheel without it; else: try, and say so where it fails


class IslandsHook(BuildHookInterface[Any]):
    """Runs `ui/bundle.py` for a wheel. Without it the program works; its pages then stand still and say what to do."""

    _folder: Path | None = None

    def dependencies(self) -> list[str]:
        """Ask for Deno only where it is wanted and not there."""
        wanted = self.target_name == "wheel" and os.environ.get(WISH) != "skip"
        return ["deno>=2.9,<3"] if wanted and shutil.which("deno") is None and _deno_has_a_wheel() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle into a folder of its own, and have it taken along."""
        if self.target_name != "wheel" or os.environ.get(WISH) == "skip":
            return
        self._folder = Path(tempfile.mkdtemp(prefix="layerworks-ui-"))
        program = Path(self.root, "ui", "bundle.py")
        done = subprocess.run([sys.executable, program, self._folder], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            key = "force_include_editable" if version == "editable" else "force_include"
            build_data[key][str(self._folder)] = "layerworks_webui"
        elif os.environ.get(WISH) == "require":
            raise RuntimeError(done.stderr)
        else:
            self.app.display_warning(f"The islands of the web pages were not bundled: {done.stderr}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _deno_has_a_wheel() -> bool:
    """Tell whether the package index has Deno for this machine: not for musl, not for Windows on ARM."""
    import platform

    if sys.platform == "win32":
        return platform.machine().lower() in ("amd64", "x86_64")
    return sys.platform == "darwin" or platform.libc_ver()[0] == "glibc"
