"""A real Moonraker as a separate process, where one is installed."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

REMEDY = "no Moonraker here; `script/peers` installs one, or name yours: LAYERWORKS_MOONRAKER=/path/to/moonraker"
ROOT = Path(__file__).parents[2]
SETTINGS = """\
[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {data}/comms/klippy.sock
[machine]
provider: none
validate_service: False
validate_config: False
[authorization]
[history]
[file_manager]
enable_object_processing: False
"""


def moonraker_program() -> str | None:
    """Return where Moonraker is installed, or None."""
    beside = ROOT / ".peers/moonraker/bin/moonraker"
    named = os.environ.get("LAYERWORKS_MOONRAKER") or (str(beside) if beside.exists() else "moonraker")
    return shutil.which(named)


class RealMoonraker:
    """One running Moonraker. data: a folder of its own, short of name since a unix socket is in it."""

    def __init__(self, program: str, data: Path) -> None:
        self.data = data
        self.files = data / "gcodes"
        for folder in (data / "comms", data / "config", data / "logs", self.files):
            folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (data / "config/moonraker.conf").write_text(SETTINGS.format(port=self.port, data=data))
        self._output = (data / "output").open("wb")
        self._process = subprocess.Popen(
            [program, "-d", str(data), "-n"], stdout=self._output, stderr=self._output, cwd=data
        )
        self.key = self._ask_key()

    def ready(self) -> bool:
        """Tell whether Klipper is there and ready."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/server/info", headers={"X-Api-Key": self.key})
        try:
            with urllib.request.urlopen(request, timeout=5.0) as answer:
                return json.load(answer)["result"]["klippy_state"] == "ready"
        except urllib.error.URLError:
            return False

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20.0)
        self._output.close()

    def _ask_key(self) -> str:
        """Ask for the API key over the socket that only this user can open."""
        path = str(self.data / "comms/moonraker.sock")
        limit = time.monotonic() + 60.0
        while time.monotonic() < limit:
            try:
                with socket.socket(socket.AF_UNIX) as line:
                    line.connect(path)
                    line.settimeout(10.0)
                    line.sendall(b'{"jsonrpc":"2.0","method":"access.get_api_key","id":1}\x03')
                    heard = b""
                    while not (answers := [m for m in heard.split(b"\x03") if b'"id":1' in m.replace(b" ", b"")]):
                        heard += line.recv(65536)
                    return json.loads(answers[0])["result"]
            except (OSError, ValueError):
                assert self._process.poll() is None, (self.data / "output").read_text()
                time.sleep(0.05)
        raise AssertionError("Moonraker does not answer")
