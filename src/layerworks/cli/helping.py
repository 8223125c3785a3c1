"""Help in the reader's language, in plain columns that hold on a terminal of any width."""

from typing import TYPE_CHECKING, Any

from typer import Abort
from typer.core import TyperCommand, TyperGroup, TyperOption

from layerworks.cli import speech
from layerworks.cli.plain_words import take_plainly
from layerworks.cli.speech import word
from layerworks.errors import Missing
from layerworks.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table
    from typer._click import Command, Context
    from typer._click.core import Parameter
    from typer._click.formatting import HelpFormatter

_NOT_OURS = {
    "install_completion": "help_install_completion",
    "show_completion": "help_show_completion",
    "help": "help_help",
}  # options that come with typer, which speaks English only


class SpokenCommand(TyperCommand):
    """A command with its help in the reader's language."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Take the words of the command line."""
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help."""
        formatter.write(_page(self, ctx))


class SpokenGroup(TyperGroup):
    """All commands, listed in the reader's language."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Take the words before the command."""
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help."""
        formatter.write(_page(self, ctx, self.commands))

    def invoke(self, ctx: "Context") -> Any:
        """Run the command named; who stops it gets a sentence, where typer would leave in silence. Raises Abort."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Abort from None

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, Command | None, list[str]]":
        """Return the command named. Raises Missing."""
        from difflib import get_close_matches

        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            near = get_close_matches(name, self.commands, n=1)
            text = say("cli.nearly_command", text=name, near=near[0]) if near else say("cli.no_command", text=name)
            raise Missing(text, say("cli.see_help", command="layerworks"))
        return super().resolve_command(ctx, args)


def _page(command: "Command", ctx: "Context", commands: "Mapping[str, Command] | None" = None) -> str:
    from rich.text import Text

    parameters = command.get_params(ctx)
    options = [p for p in parameters if isinstance(p, TyperOption) and not p.hidden]
    arguments = [p for p in parameters if not isinstance(p, TyperOption)]
    usage = " ".join([ctx.command_path, word("usage_options"), *(_argument(p) for p in arguments)])
    console = speech.console()
    with console.capture() as written:
        console.print(Text.assemble((word("usage"), "bold"), usage + (f" {word('usage_command')}" if commands else "")))
        console.print()
        console.print(Text(command.help or ""))
        for title, rows in (
            ("frame_arguments", [(_argument(p), _meaning(p)) for p in arguments]),
            ("frame_options", [(_option(p), _meaning(p)) for p in options]),
            ("frame_commands", [(name, c.help or "") for name, c in (commands or {}).items()]),
        ):
            if rows:
                console.print()
                console.print(Text(word(title), "bold"))
                console.print(_columns(rows))
    return written.get()


def _columns(rows: list[tuple[str, str]]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, meaning in rows:
        table.add_row(Text("  " + name, "cyan"), Text(meaning))
    return table


def _argument(parameter: "Parameter") -> str:
    name = str(parameter.metavar or parameter.name)
    return name if parameter.required else f"[{name}]"


def _option(option: TyperOption) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar or ''}".rstrip()


def _meaning(parameter: "Parameter") -> str:
    """Return what a parameter means, and what it is when it is not given."""
    name = parameter.name or ""
    parts = [word(_NOT_OURS[name]) if name in _NOT_OURS else str(getattr(parameter, "help", None) or "")]
    flag = isinstance(parameter, TyperOption) and parameter.is_flag
    if isinstance(parameter, TyperOption) and parameter.required:
        parts.append(word("help_required"))
    elif parameter.default not in (None, "") and not flag and not callable(parameter.default):
        parts.append(word("help_default", value=str(parameter.default)))
    return word("help_parts", first=parts[0].rstrip(".。"), second=parts[1]) if len(parts) > 1 else parts[0]
