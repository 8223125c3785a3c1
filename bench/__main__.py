"""`python -m bench NAME [ARGUMENTS]`: the measurements of this folder by name."""

import importlib
import sys

NAMES = ("alarms", "centre", "fleet", "growth", "histories", "motion", "pictures", "slicing", "supports")


def main(arguments: list[str]) -> int:
    """Run one measurement."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: python -m bench {{{','.join(NAMES)}}} [ARGUMENTS]", file=sys.stderr)
        return 2
    return importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
