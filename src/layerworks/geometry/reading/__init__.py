"""Reading models: STL, 3MF, OBJ, AMF and STEP files, hostile ones among them, become a `Model`."""

from layerworks.geometry.reading.door import read_model, read_model_bytes
from layerworks.geometry.reading.limits import ReadLimits

__all__ = ["ReadLimits", "read_model", "read_model_bytes"]
