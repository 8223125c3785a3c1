"""Progress of long work, for people at a terminal only."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from layerworks.cli import speech
from layerworks.words import Text


class Ignore:
    """Progress that nobody watches."""

    def __call__(self, step: Text, share: float | None = None) -> None:
        """Take note of nothing."""


@contextmanager
def progress(*, quiet: bool = False) -> Generator["Ignore | _Shown"]:
    """Show steps on stderr while the block runs, each with its time; nothing where no one looks."""
    if quiet or not sys.stderr.isatty():
        yield Ignore()
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=speech.console(stderr=True)) as bars:
        shown = _Shown(bars)
        yield shown
        shown.finish()


class _Shown:
    """One line a step: the step before is done when the next begins."""

    def __init__(self, bars: "object") -> None:
        from rich.progress import Progress, TaskID

        assert isinstance(bars, Progress)
        self._bars = bars
        self._step: Text | None = None
        self._task: TaskID | None = None

    def __call__(self, step: Text, share: float | None = None) -> None:
        """Begin a step, or say how much of it is done (0…1)."""
        if step != self._step:
            self.finish()
            self._step = step
            self._task = self._bars.add_task(speech.line(step), total=1.0 if share is not None else None)
        elif self._task is not None and share is not None:
            self._bars.update(self._task, completed=share, total=1.0)

    def finish(self) -> None:
        """The last step is done."""
        if self._task is not None:
            self._bars.update(self._task, completed=1.0, total=1.0)
