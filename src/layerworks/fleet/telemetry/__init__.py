"""Telemetry: what machines were read to be, as numbers over time, thinned with their extremes kept."""

from layerworks.fleet.telemetry.told import readings_of

__all__ = ["readings_of"]
