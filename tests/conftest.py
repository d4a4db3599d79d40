"""What the tests share: the real content, the site built from it, and a browser that opens it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from guidance_series.editions import Edition, statewide
from guidance_series.load import Loaded, Series, load
from tools.browser import NONE_FOUND, find, launch
from tools.serving import serving

# The same examples on every machine, and no clock: a slow machine is no failure.
settings.register_profile(
    "gate",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gate")

ROOT = Path(__file__).resolve().parent.parent
BUILT = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def loaded(root: Path) -> Loaded:
    """The real content with the places and problems of everything in it."""
    return load(root)


@pytest.fixture(scope="session")
def series(loaded: Loaded) -> Series:
    """The real content."""
    if loaded.series is None:
        pytest.fail("\n".join(map(str, loaded.problems)), pytrace=False)
    return loaded.series


@pytest.fixture(scope="session")
def edition(series: Series) -> Edition:
    """The statewide edition of the real content."""
    return statewide(series)


@pytest.fixture(scope="session")
def site(
    root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    """The statewide site, built once by the real command."""
    out = tmp_path_factory.mktemp("site") / "site"
    command = Path(sys.executable).with_name("guidance")
    done = subprocess.run(
        [command, "build", "--root", root, "--out", out],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"guidance build ended with {done.returncode}:\n{done.stderr}", pytrace=False)
    request.config.stash[BUILT] = out
    return out


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The address, without a slash at its end, at which the built site can be opened."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser. Where there is none the test fails; it never skips."""
    program = find()
    if program is None:
        pytest.fail(NONE_FOUND, pytrace=False)
    with sync_playwright() as playwright:
        browser = launch(playwright, program)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A fresh tab for each test, in which ``page.goto("/roles/")`` opens the built site."""
    with browser.new_context(base_url=server) as context:
        yield context.new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In CI a skipped browser test is a failed one."""
    report = yield
    needs_browser = "browser" in getattr(item, "fixturenames", ())
    if (
        report.skipped
        and needs_browser
        and os.environ.get("CI")
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"a browser test may not skip in CI: {report.longrepr}"
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say where the site that was tested can be opened."""
    if built := config.stash.get(BUILT, None):
        terminalreporter.write_line(f"The site that was tested: {built / 'index.html'}")
