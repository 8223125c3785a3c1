"""How much a file may ask for before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds that keep reading within known time and memory, whatever the file says.

    max_file_bytes: the file as it lies on disk. max_unpacked_bytes: all that is taken out of an archive.
    max_ratio: unpacked over packed bytes of one part, held against parts above free_unpacked_bytes.
    max_triangles: over all items, components expanded. max_items: things to build.
    max_objects: objects, components and names in one file. max_depth: components within components.
    step_timeout_s, step_memory_bytes: what the process that tessellates a STEP file may use.
    """

    max_file_bytes: int = 2 << 30
    max_unpacked_bytes: int = 4 << 30
    max_ratio: int = 200
    free_unpacked_bytes: int = 100 << 20
    max_triangles: int = 50_000_000
    max_items: int = 10_000
    max_objects: int = 100_000
    max_depth: int = 16
    step_timeout_s: float = 300.0
    step_memory_bytes: int = 4 << 30
