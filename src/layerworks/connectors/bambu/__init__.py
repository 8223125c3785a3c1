"""Printers of Bambu Lab, on their own network. Needs the extra `fleet`."""

from layerworks.connectors._secret import Secret
from layerworks.connectors.bambu.access import BambuAccess, access_of, address_of
from layerworks.connectors.bambu.link import ABILITIES, BambuLink
from layerworks.connectors.bambu.protocol import Conversation

__all__ = ["ABILITIES", "BambuAccess", "BambuLink", "Conversation", "Secret", "access_of", "address_of"]
