"""Boards with Marlin on a serial cable, each with an agent process that owns its port. Needs the extra `fleet`."""

from layerworks.connectors.marlin_serial.link import ABILITIES, MarlinLink
from layerworks.connectors.marlin_serial.protocol import Conversation

__all__ = ["ABILITIES", "Conversation", "MarlinLink"]
