"""Telemetry: what machines were read to be, as numbers over time, thinned with their extremes kept."""

from layerworks.fleet.telemetry.told import Numbers, numbers_of

__all__ = ["Numbers", "numbers_of"]
