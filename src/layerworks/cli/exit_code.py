"""What a command's exit code says to the program that called it."""

from typing import Final

from layerworks.errors import Missing, Misused, Rejected, Trouble

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
REFUSED: Final = 3


def exit_code_of(trouble: Trouble) -> int:
    """Return the exit code for an error: a thing misnamed or mistyped is usage, a thing unfit is refused, the rest has
    failed.
    """
    if isinstance(trouble, Missing | Misused):
        return USAGE
    return REFUSED if isinstance(trouble, Rejected) else FAILED
