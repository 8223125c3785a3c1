"""Macros that somebody has written down: their body is read where the program calls them.

A body may be a template in Klipper's way (docs/Command_Templates.md): it sees the parameters of the call, and nothing
of the printer's state, which no file knows.
"""

import re

from layerworks.gcode.reading._asked import pairs, words

_TEMPLATE = re.compile(r"\{")
_NAME = re.compile(r"\s*(?:[Nn]\d+\s*)?([A-Za-z_][A-Za-z0-9_]*)(.*)")
_MOST_BYTES = 1 << 20


def called(line: str) -> str:
    """Return the name of the command in a line, in capitals."""
    found = _NAME.match(line)
    return found.group(1).upper() if found else ""


def body_as_text(body: str, line: str) -> bytes | None:
    """Return the lines that a call makes of a macro's body; None when it depends on what only the printer knows."""
    text = _filled_in(body, line) if _TEMPLATE.search(body) else body
    if text is None or len(text) > _MOST_BYTES:
        return None
    return "\n".join([*(part.strip() for part in text.splitlines()), ""]).encode()


def _filled_in(body: str, line: str) -> str | None:
    from jinja2 import ChainableUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    arguments = pairs(line.split(";")[0])
    if not arguments and (rest := _NAME.match(line)) is not None:  # M600 X10: the short way
        arguments = words(rest.group(2))
    environment = SandboxedEnvironment("{%", "%}", "{", "}", undefined=ChainableUndefined)
    try:
        return environment.from_string(body).render(params=arguments)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, OverflowError):
        return None
