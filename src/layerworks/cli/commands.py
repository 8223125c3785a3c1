"""The commands."""


def run() -> None:
    """Run the command line."""
    raise SystemExit(2)
