"""The edge node on the wire: one connection to a broker, made anew whenever it breaks, in a thread of its own.

What is told is handed to that thread and never waited for. The lock is held for what has to stay in order: numbering
messages and handing them over.
"""

import logging
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from layerworks.outward.sight import Sight
from layerworks.outward.sparkplug.broker import Broker
from layerworks.outward.sparkplug.node import EdgeNode, Message

log = logging.getLogger(__name__)
KEEPALIVE_S = 30
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1, 60
REBIRTH_S = 1.0  # between two births that are asked for: whoever asks on and on is not answered faster
GOODBYE_S = 2.0


class SparkplugLink:
    """Tells a broker of machines. now: may be called from any thread."""

    def __init__(self, broker: Broker, password: str | None, now: Callable[[], datetime]) -> None:
        """Make ready; nothing is connected before `open`."""
        self._broker, self._now = broker, now
        self._node = EdgeNode(broker.group, broker.node)
        self._lock = threading.Lock()
        self._born_at: datetime | None = None
        client = self._client = mqtt.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=True)
        if broker.tls:
            client.tls_set_context(ssl.create_default_context(cafile=broker.authorities))
        if broker.user:
            client.username_pw_set(broker.user, password)
        client.reconnect_delay_set(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message

    def open(self) -> None:
        """Begin to connect, and go on until closed."""
        self._will()
        self._client.connect_async(self._broker.host, self._broker.port, KEEPALIVE_S)
        self._client.loop_start()

    def tell(self, seen: Mapping[str, Sight | None]) -> None:
        """Tell of machines; without a connection they are remembered for the next birth."""
        with self._lock:
            self._publish(self._node.see(seen, self._now_ms()))

    def close(self) -> None:
        """Say goodbye and end the connection."""
        with self._lock:
            told = self._publish(self._node.leaving(self._now_ms()))
        for message in told:
            try:
                message.wait_for_publish(GOODBYE_S)
            except (RuntimeError, ValueError):  # the connection has just broken: the broker sends the will
                break
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: mqtt.ConnectFlags, code: ReasonCode, _more: Properties | None
    ) -> None:
        if code.is_failure:
            log.warning("the broker at %s refuses us: %s", self._broker.host, code)
            return
        client.subscribe(self._node.topic("NCMD"), qos=1)

    def _on_subscribe(
        self, _client: mqtt.Client, _data: Any, _id: int, _codes: list[ReasonCode], _more: Properties | None
    ) -> None:
        self._birth()

    def _on_disconnect(
        self, _client: mqtt.Client, _data: Any, _flags: mqtt.DisconnectFlags, code: ReasonCode, _more: Properties | None
    ) -> None:
        if code.is_failure:
            log.warning("the broker at %s is gone: %s", self._broker.host, code)
        with self._lock:
            self._node.lost()
        self._will()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if not self._node.wants_rebirth(message.topic, bytes(message.payload)):
            return
        born = self._born_at
        if born is None or (self._now() - born).total_seconds() >= REBIRTH_S:
            self._birth()

    def _birth(self) -> None:
        with self._lock:
            self._born_at = self._now()
            self._publish(self._node.birth(self._now_ms()))

    def _will(self) -> None:
        """Leave the message of the next connection's death with it, before it is made."""
        with self._lock:
            will = self._node.connecting(self._now_ms())
        self._client.will_set(will.topic, will.body, will.qos, retain=False)

    def _publish(self, messages: list[Message]) -> list[mqtt.MQTTMessageInfo]:
        return [self._client.publish(m.topic, m.body, m.qos, retain=False) for m in messages]

    def _now_ms(self) -> int:
        return int(self._now().timestamp() * 1000)
