"""The command line: parse, call one use case, show."""


def main() -> None:
    """Run the command line (console script `layerworks`)."""
    from layerworks.cli.commands import run

    run()
