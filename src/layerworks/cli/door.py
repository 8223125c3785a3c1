"""From `sys.argv` to an exit code: language first, then the commands, then whatever went wrong."""

import gc
import os
import sys

from layerworks.cli import speech
from layerworks.cli.exit_code import FAILED, exit_code_of
from layerworks.cli.resident.asking import answered
from layerworks.errors import Misused, Trouble
from layerworks.words import language_of, say

LANGUAGES = ("zh", "en")
_CYCLES_LET_BE = 200_000  # objects; imports make as many and leave no garbage


def main() -> None:
    """Run the command line (console script `layerworks`).

    A fifth of a small command's time went into looking for garbage among freshly imported modules, and another fifth
    into taking the compiler apart at the end: neither serves a process that is about to go.
    """
    gc.set_threshold(_CYCLES_LET_BE, 20, 20)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting others costs more than all linear algebra here
    try:
        code = answered(sys.argv[1:])
        code = run(sys.argv[1:]) if code is None else code
    except KeyboardInterrupt:  # before there was a command
        code = _stopped()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):  # the reader has gone, or what it read from is closed
        code = code or FAILED
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code: 0 ok, 1 failed, 2 usage, 3 refused."""
    from typer import Abort
    from typer._click.exceptions import ClickException, NoArgsIsHelpError  # no public names; typer is pinned for them

    from layerworks.cli.usage import misuse_of

    try:
        return _answer(arguments)
    except NoArgsIsHelpError as bare:
        speech.answer(bare.format_message())
        return bare.exit_code
    except ClickException as wrong:
        return _tell_trouble(misuse_of(wrong))
    except Trouble as trouble:
        return _tell_trouble(trouble)
    except Abort:
        return _stopped()
    except BrokenPipeError:  # the reader (`| head`) has gone: nothing left to say, nobody to say it to
        sys.stderr.close()
        return FAILED
    except OSError as trouble:
        speech.tell(say("cli.system_says", reason=str(trouble)))
        return FAILED


def _answer(arguments: list[str]) -> int:
    arguments, wish = _take_language(arguments)
    speech.speak(language_of(wish))
    speech.expect_json("--json" in arguments)  # for what is wrong before a command has its options
    if wish is not None and wish[:2].lower() not in LANGUAGES:
        raise Misused(say("cli.no_language", text=wish), say("cli.languages"))
    from layerworks.cli.commands import build

    return int(build(arguments).__call__(arguments, prog_name="layerworks", standalone_mode=False) or 0)


def _tell_trouble(trouble: Trouble) -> int:
    speech.show_trouble(trouble)
    return exit_code_of(trouble)


def _stopped() -> int:
    speech.tell(say("cli.interrupted"))
    return FAILED


def _take_language(arguments: list[str]) -> tuple[list[str], str | None]:
    """Take `--lang X` or `--lang=X` out of the arguments, wherever it stands: help texts need it before parsing."""
    rest: list[str] = []
    wish: str | None = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--lang":
            wish = next(waiting, "")
        elif argument.startswith("--lang="):
            wish = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return rest, wish


__all__ = ["main", "run"]
