"""A showroom of one shape on a port of its own, the islands bundled anew, and the Chromium that is installed."""

import importlib.util
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bundled(tmp_path_factory) -> Path:
    """Folder with the islands as they stand in ui/, and axe.js for the tests."""
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "ui" / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    try:
        program.deno()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("islands")
    program.bundle(program.islands(), folder)
    program.bundle([program.UI / "tests" / "axe.ts"], folder)
    return folder


@pytest.fixture(scope="session")
def received() -> dict[str, bytes]:
    """Files that were sent to the showroom, by name."""
    return {}


@pytest.fixture(scope="session")
def showroom(bundled: Path, received: dict[str, bytes], tmp_path_factory) -> Iterator[str]:
    """Address of a showroom; every part has the shape of the bracket, so that one is sliced, not six. /upload sends."""
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    from layerworks.app.incoming import Incoming, content_of
    from layerworks.app.showroom import exhibit_of, piece
    from layerworks.web.pages.islands import has_islands
    from layerworks.web.pages.showroom_pages import look_page
    from layerworks.web.pages.visitor import Visitor
    from layerworks.web.problems import tell_problems
    from layerworks.web.showroom_door import showroom_door
    from layerworks.web.upload_door import upload_door

    bracket = exhibit_of(piece("bracket"))
    app = FastAPI()
    tell_problems(app)
    app.include_router(showroom_door(lambda wanted: replace(bracket, piece=wanted), "/price"))
    folder = tmp_path_factory.mktemp("incoming")

    def keep(whole: Incoming) -> None:
        received[whole.name] = content_of(folder, whole.token).read_bytes()

    app.include_router(upload_door(folder, "/uploads", keep))
    app.add_api_route("/upload", lambda: HTMLResponse(look_page(Visitor("/upload"), "/uploads")))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERWORKS_UI_DIR", str(bundled))
        has_islands.cache_clear()
        begun = threading.Event()
        whole_startup = server.startup

        async def startup(sockets: Any = None) -> None:
            await whole_startup(sockets)
            begun.set()

        server.startup = startup
        thread = threading.Thread(target=server.run)
        thread.start()
        assert begun.wait(30)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(30)
    has_islands.cache_clear()


@pytest.fixture(scope="module")  # its driver holds the thread's event loop: tests of other modules want that back
def chromium() -> Iterator[Any]:
    """A real browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed: apt install chromium")
    with playwright.sync_playwright() as driver:
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=program, args=root)
        yield browser
        browser.close()
