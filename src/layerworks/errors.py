"""What can go wrong, by what the caller can do about it.

    Trouble
    ├── Rejected      the request itself is bad: change it
    │   └── Misused   an option or a setting as nobody can mean it: write it otherwise
    ├── Missing       a thing named does not exist: name another
    ├── Conflict      someone else got there first: look again, then decide
    └── Unreachable   a machine, disk or service does not answer: try later

A refusal that is an ordinary answer (a mesh with no volume, a plate that does not fit) is a value, not one of these.
"""

from layerworks.words import Text, render


class Trouble(Exception):
    """An error with a sentence for a person and a remedy, in any language."""

    def __init__(self, text: Text, remedy: Text | None = None) -> None:
        super().__init__(text, remedy)
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        return render(self.text, "en") + (f" {render(self.remedy, 'en')}" if self.remedy else "")


class Rejected(Trouble):
    """The request itself is bad: change it."""


class Misused(Rejected):
    """An option or a setting as nobody can mean it: write it otherwise."""


class Missing(Trouble):
    """A thing named does not exist: name another."""


class Conflict(Trouble):
    """Someone else got there first: look again, then decide."""


class Unreachable(Trouble):
    """A machine, disk or service does not answer: try later."""
