"""The command line: parse, call one use case, show. Heavy rooms are imported inside the command that needs them."""

from layerworks.cli.door import main

__all__ = ["main"]
