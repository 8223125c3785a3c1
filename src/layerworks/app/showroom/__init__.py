"""Parts of our own for the showroom: made by code, sliced like a customer's, shown without a login."""

from layerworks.app.showroom.exhibit import Exhibit, exhibit_of
from layerworks.app.showroom.pieces import PIECES, Piece, piece
from layerworks.app.showroom.shelf import kept_exhibit

__all__ = ["PIECES", "Exhibit", "Piece", "exhibit_of", "kept_exhibit", "piece"]
