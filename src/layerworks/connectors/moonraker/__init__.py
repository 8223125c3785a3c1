"""Klipper machines behind Moonraker. Needs the extra `fleet`."""

from layerworks.connectors._secret import Secret
from layerworks.connectors.moonraker.access import Access
from layerworks.connectors.moonraker.link import ABILITIES, MoonrakerLink
from layerworks.connectors.moonraker.protocol import Conversation
from layerworks.connectors.moonraker.wire import Call
from layerworks.connectors.talk import HangUp, Store

__all__ = ["ABILITIES", "Access", "Call", "Conversation", "HangUp", "MoonrakerLink", "Secret", "Store"]
