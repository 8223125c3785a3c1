"""Words of a command line that are texts, paths or flags, taken as they stand.

typer checks every word with pydantic, which costs as much to import as all commands; for these there is
nothing to check. typer's parameters have no public name for this; it is pinned.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer._coercion import RuntimeParam
from typer.core import TyperArgument, TyperOption

if TYPE_CHECKING:
    from typer._click import Context
    from typer._click.core import Parameter

_PLAIN: dict[Any, type] = {str: str, Path: Path, list[str]: str, list[Path]: Path, bool: bool}  # what each word becomes


class PlainWord(RuntimeParam):
    """Takes a text, a path or a flag as it stands, a list word by word."""

    def _coerce_value(self, value: Any, param: Any, ctx: "Context") -> Any:
        made = _PLAIN[self.annotation]
        return [made(word) for word in value] if param.multiple or param.nargs != 1 else made(value)


def take_plainly(parameters: "Iterable[Parameter]") -> None:
    """Have texts, paths and flags among parameters taken as they stand."""
    for parameter in parameters:
        if isinstance(parameter, TyperOption | TyperArgument):
            kind = parameter.type_descriptor
            if kind.annotation in _PLAIN and kind.parameter_info.parser is None:
                parameter._runtime_param = PlainWord(kind.parameter_info, kind.annotation)  # pyright: ignore[reportPrivateUsage]
