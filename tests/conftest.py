"""Fixtures that several tests share: the project, its section, a copy of its tables to break, the built book and the browser."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[1]
try:
    import external_dimension  # noqa: F401
except ModuleNotFoundError:  # not installed: use the source beside the tests
    sys.path.insert(0, str(PROJECT / "src"))

settings.register_profile("project", deadline=None, derandomize=True, database=None,
                          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("project")


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root folder."""
    return PROJECT


@pytest.fixture(scope="session")
def section(project):
    """The section's tables, as a chapter sees them."""
    from external_dimension import load

    return load(project / "data")


@pytest.fixture
def tables_copy(project, tmp_path) -> Path:
    """A project folder with a copy of ``data/`` and of the bibliography, to be broken."""
    shutil.copytree(project / "data", tmp_path / "data")
    (tmp_path / "book").mkdir()
    for file in (project / "book").glob("*.bib"):
        shutil.copy(file, tmp_path / "book")
    return tmp_path


@pytest.fixture(scope="session")
def book_html(project) -> Path:
    """The book, built (or brought up to date) the way ``make book`` does it."""
    from claimbook.publish.build import built_apart

    assert built_apart(project), "the book does not build; run `make book` to see why"
    return project / "_build" / "html"


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The system's Chromium. Without one these tests are skipped, loudly; in CI (REQUIRE_BROWSER=1) they fail."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        message = "NO CHROMIUM FOUND: the browser tests did not run. Install it (Debian: apt-get install chromium)."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def chromium(browser_path):
    """The browser, started once for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
