"""layerworks: from a customer's 3D model to a traced, printed part.

The rooms stand in the order in which a part travels; see docs/architecture.md.
Nothing is imported here, so that every door opens quickly.
"""

__version__ = "0.1.0"
