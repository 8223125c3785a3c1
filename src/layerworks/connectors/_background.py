"""An event loop in a thread of its own: links read and write there, and nobody else waits for a printer."""

import asyncio
import importlib.util
import threading
from collections.abc import Callable, Coroutine
from typing import Any


class Background:
    """A loop that runs until it is stopped. Work is handed over from any thread and never waited for."""

    def __init__(self, name: str) -> None:
        self.loop = _new_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Callable[..., object], *arguments: object) -> None:
        """Call a function on the loop, after everything handed over before. Once the loop is stopped: not at all."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(work, *arguments)

    def keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine to its end. To be called on the loop."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def stop(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel what runs, do one last thing, and end the thread."""
        if self.loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._wind_up(last), self.loop).result(30.0)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(30.0)

    async def _wind_up(self, last: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if last is not None:
            await last()
        await self.loop.shutdown_default_executor()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's loop where there is one: it halves the cost of a message."""
    if importlib.util.find_spec("uvloop") is not None:
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()
