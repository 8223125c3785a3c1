"""Run by itself, as its own process: a STEP file in, a GLB file out. Imports nothing of ours, to start quickly.

Arguments: input, output, linear tolerance in mm, angular tolerance in radians, bytes of memory.
"""

import sys

import cascadio


def main() -> int:
    source, target, linear_mm, angular_rad, memory_bytes = sys.argv[1:]
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return cascadio.step_to_glb(source, target, float(linear_mm), float(angular_rad), use_parallel=False)


if __name__ == "__main__":
    sys.exit(main())
