"""A real NATS server with JetStream, with TLS and one user where asked."""

import shutil
import socket
import subprocess
from pathlib import Path

from web.mosquitto import own_certificate

PROGRAM = shutil.which("nats-server", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")


class NatsServer:
    """The server. password: of its one user `anna`; empty for a server that lets in everybody, without TLS."""

    def __init__(self, folder: Path, password: str = ""):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.certificate = folder / "nats.pem"
        settings = [f"listen: 127.0.0.1:{self.port}", f'jetstream {{ store_dir: "{folder / "jetstream"}" }}']
        if password:
            self.certificate.write_bytes(own_certificate())
            settings.append(f'tls {{ cert_file: "{self.certificate}", key_file: "{self.certificate}" }}')
            settings.append(f'authorization {{ user: anna, password: "{password}" }}')
        config = folder / "nats.conf"
        config.write_text("\n".join(settings))
        self.log = folder / "nats.log"
        self.url = f"tls://anna@127.0.0.1:{self.port}" if password else f"nats://127.0.0.1:{self.port}"
        self._command = [str(PROGRAM), "-c", str(config), "-l", str(self.log)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
