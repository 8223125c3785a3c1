"""A real broker, Mosquitto, with TLS and passwords, and somebody who listens at it."""

import queue
import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import paho.mqtt.client as mqtt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from paho.mqtt.enums import CallbackAPIVersion

PROGRAM = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/sbin")


def own_certificate() -> bytes:
    """Return a certificate of 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, begun = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")]), datetime.now(UTC) - timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begun, begun + timedelta(days=9))
    signed = made.add_extension(address, critical=False).sign(key, hashes.SHA256())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return signed.public_bytes(Encoding.PEM) + text


class Mosquitto:
    """The broker, with one user `anna`; everybody else gets nothing."""

    def __init__(self, folder: Path, password: str):
        self.password = password
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        passwords = folder / "passwords"
        subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "anna", password], check=True)
        passwords.chmod(0o644)
        self.certificate = folder / "broker.pem"
        self.certificate.write_bytes(own_certificate())
        settings = folder / "mosquitto.conf"
        settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
            f"certfile {self.certificate}\nkeyfile {self.certificate}\nuser root\n"
        )
        self._command = [PROGRAM, "-c", str(settings)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def listen(self) -> "Listener":
        return Listener(self)


class Listener:
    """Hears everything below `spBv1.0`."""

    def __init__(self, broker: Mosquitto):
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.ready = queue.Queue()
        client = self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        client.tls_set_context(ssl.create_default_context(cafile=broker.certificate))
        client.username_pw_set("anna", broker.password)
        client.on_connect = lambda c, *_: c.subscribe("spBv1.0/#", qos=1)
        client.on_subscribe = lambda *_: self.ready.put(True)
        client.on_message = lambda _c, _d, m: self.heard.put((m.topic, m.payload))
        client.reconnect_delay_set(1, 1)
        client.connect_async("127.0.0.1", broker.port)
        client.loop_start()
        self.ready.get(timeout=30)

    def next(self) -> tuple[str, bytes]:
        return self.heard.get(timeout=60)

    def say(self, topic: str, body: bytes) -> None:
        self._client.publish(topic, body, qos=1).wait_for_publish(30)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
