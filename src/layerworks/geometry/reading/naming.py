"""Names from files and of files, made safe to show and to build file names from."""

import unicodedata

_LONGEST = 100


def safe_name(name: str, otherwise: str) -> str:
    """Return a name without folders, control and invisible characters, in one line, at most 100 characters long.

    otherwise: the answer when nothing is left.
    """
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    # category C: control, format (also the marks that turn text round), surrogates, private, unassigned
    plain = "".join(" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = " ".join(plain.split()).strip(" .")
    return plain[:_LONGEST].rstrip(" .") or otherwise


def shown(text: str, *, most: int = _LONGEST) -> str:
    """Return a piece of a file as a sentence may quote it: printable, and cut to a length."""
    short = text if len(text) <= most else text[:most] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def model_name(file_name: str) -> str:
    """Return what to call the model of a file: the file's name without folder and suffix."""
    plain = safe_name(file_name, "")
    stem, dot, _ = plain.rpartition(".")
    return safe_name(stem if dot and stem else plain, "model")
