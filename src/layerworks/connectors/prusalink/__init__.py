"""Printers with PrusaLink, in the printer itself or beside it. Needs the extra `fleet`."""

from layerworks.connectors._secret import Secret
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.prusalink.link import ABILITIES, PrusaLinkLink
from layerworks.connectors.prusalink.protocol import Conversation
from layerworks.connectors.prusalink.recognising import recognise

__all__ = ["ABILITIES", "Conversation", "HttpAccess", "PrusaLinkLink", "Secret", "recognise"]
