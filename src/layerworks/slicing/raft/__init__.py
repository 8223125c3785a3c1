"""A raft: layers of plastic between the bed and the parts, which come off it."""

from layerworks.slicing.raft.settings import RaftSettings

__all__ = ["RaftSettings"]
