"""Addresses that slicers send to: shaped as OctoPrint, Moonraker and PrusaLink, all at one address."""
