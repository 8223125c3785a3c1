"""A real OctoPrint with its virtual printer as a separate process, where one is installed."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

REMEDY = "no OctoPrint here; `script/peers` installs one, or name yours: LAYERWORKS_OCTOPRINT=/path/to/octoprint"
ROOT = Path(__file__).parents[2]
KEY = "a-key-that-only-these-tests-know"
SETTINGS = """\
server: {firstRun: false, onlineCheck: {enabled: false}, pluginBlacklist: {enabled: false}, ipCheck: {enabled: false},
  ignoreIncompleteStartup: true}
serial: {port: VIRTUAL, baudrate: 115200, autoconnect: true,
  timeout: {temperatureTargetSet: 0.5, temperatureAutoreport: 1}}
gcodeAnalysis: {runAt: never}
webcam: {timelapse: {type: "off"}}
plugins:
  _disabled: [announcements, softwareupdate, tracking, discovery, errortracking, backup, pluginmanager, achievements,
    health_check, eventmanager, corewizard, firmware_check, file_check, pi_support, gcodeviewer, classicwebcam,
    customcontrolmanager, uploadmanager]
  virtual_printer: {enabled: true, commandBuffer: 1000, sendWait: false, ambientTemperature: 205.0,
    pinnedExtruders: {0: 205.0}, simulated_errors: []}
"""
USERS = f"""\
_version: 2
operator:
  {{password: "$pbkdf2-sha256$1000$abc$abc",
    active: true, groups: [admins, users], permissions: [], apikey: "{KEY}", settings: {{}}}}
"""


def octoprint_program() -> str | None:
    """Return where OctoPrint is installed, or None."""
    beside = ROOT / ".peers/octoprint/bin/octoprint"
    named = os.environ.get("LAYERWORKS_OCTOPRINT") or (str(beside) if beside.exists() else "octoprint")
    return shutil.which(named)


class RealOctoPrint:
    """One running OctoPrint, in a folder of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(SETTINGS)
        (folder / "users.yaml").write_text(USERS)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [self._program, "serve", "-b", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        if os.geteuid() == 0:
            command.append("--iknowwhatimdoing")
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, cwd=self._folder)
        self.until(self.operational)

    def restart(self) -> None:
        """Kill it, as a power cut does, and start it again."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(20.0)
        self.start()

    def tidy(self) -> None:
        """Bring it back to where it was when it was new."""
        if not self.operational():
            self.call("POST", "/api/connection", {"command": "connect"})
            self.until(self.operational)
        self.call("POST", "/api/job", {"command": "cancel"})
        self.until(lambda: self.state() == "Operational")
        for file in self.call("GET", "/api/files/local")[1]["files"]:
            self.until(lambda path=file["path"]: self.call("DELETE", f"/api/files/local/{path}")[0] in (204, 404))

    def state(self) -> str:
        return str(self.call("GET", "/api/job")[1].get("state"))

    def operational(self) -> bool:
        try:
            return self.call("GET", "/api/printer")[0] == 200
        except (OSError, http.client.HTTPException):  # while it starts up, another server answers
            assert self._process.poll() is None, (self._folder / "output").read_text()
            return False

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20.0) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else {}
        except urllib.error.HTTPError as error:
            error.close()
            return error.code, {}

    def upload(self, name: str, text: bytes) -> None:
        border = "a-border-that-is-in-no-program"
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + text + f"\r\n--{border}--\r\n".encode()
        headers = {"X-Api-Key": KEY, "Content-Type": f"multipart/form-data; boundary={border}"}
        urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.port}/api/files/local", body, headers), timeout=20.0
        ).close()

    def started(self) -> list[str]:
        """Return the files of all prints that were ever begun, as its log tells."""
        log = (self._folder / "logs/octoprint.log").read_text(errors="replace")
        return [line.split("path: ")[1].split(",")[0] for line in log.splitlines() if "Print job started" in line]

    def until(self, so: Any) -> None:
        limit = time.monotonic() + 90.0
        while not so():
            assert time.monotonic() < limit, (self._folder / "output").read_text()[-2000:]
            time.sleep(0.05)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20.0)
