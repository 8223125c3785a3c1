"""Printers behind OctoPrint. Needs the extra `fleet`."""

from layerworks.connectors._secret import Secret
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.octoprint.link import ABILITIES, OctoPrintLink
from layerworks.connectors.octoprint.protocol import Conversation
from layerworks.connectors.octoprint.recognising import recognise

__all__ = ["ABILITIES", "Conversation", "HttpAccess", "OctoPrintLink", "Secret", "recognise"]
