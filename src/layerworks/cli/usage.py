"""What is wrong with a command line, in the reader's language."""

from typing import TYPE_CHECKING, Any

from typer._click.exceptions import (  # have no public names; typer is pinned for them
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperOption

from layerworks.errors import Misused
from layerworks.words import Text, say

if TYPE_CHECKING:
    from typer._click.core import Parameter


def misuse_of(wrong: ClickException) -> Misused:
    """Return a complaint of the command line's parser as an error in our words."""
    command = wrong.ctx.command_path if isinstance(wrong, UsageError) and wrong.ctx else "layerworks"
    return Misused(_complaint(wrong, command), say("cli.see_help", command=command))


def _complaint(wrong: ClickException, command: str) -> Text:
    match wrong:
        case MissingParameter(param=parameter) if parameter is not None:
            return say("cli.missing_parameter", name=_name(parameter))
        case BadParameter(param=parameter) if parameter is not None:
            return _out_of_bounds(parameter)
        case NoSuchOption(possibilities=near) if near:
            return say("cli.nearly_option", text=wrong.option_name, near=", ".join(sorted(near)))
        case NoSuchOption():
            return say("cli.no_option", text=wrong.option_name)
        case BadOptionUsage():
            return say("cli.option_alone", name=wrong.option_name)
        case UsageError() if type(wrong) is UsageError:
            return say("cli.too_much", command=command)
        case _:
            return say("cli.wrong_usage", message=wrong.format_message())


def _out_of_bounds(parameter: "Parameter") -> Text:
    """Return the complaint about a value, which is a whole number unless its bounds are none."""
    low: Any = getattr(parameter, "min", None)
    high: Any = getattr(parameter, "max", None)
    if isinstance(high, float):
        return say("cli.number_between", name=_name(parameter), low=low or 0.0, high=high)
    if high is None:
        return say("cli.whole_from", name=_name(parameter), low=low or 0)
    return say("cli.whole_between", name=_name(parameter), low=low or 0, high=high)


def _name(parameter: "Parameter") -> str:
    return max(parameter.opts, key=len) if isinstance(parameter, TyperOption) else str(parameter.metavar)
