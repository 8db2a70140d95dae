"""Fixtures that several tests share: the project, its section, a copy of its tables to break, built books and the browser.

What is dear is made once for a run and read by all of its workers (pytest-xdist). It lies in the run's own temporary folder, so that
two runs in one checkout do not meet, and nothing of the checkout is written to.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from building import SMALL, built, copy_project, pages, tree
from filelock import FileLock
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "src"))  # the source beside the tests, whatever is installed
sys.modules["rfc3987_syntax"] = None  # as in a build: jsonschema would read a grammar of addresses with it, for a second or more

#: The files whose tests take longest, begun first so that no worker is left with one of them at the end. The first builds the book that
#: most others read; the second needs small books of its own alone, so that its worker need not wait.
LONGEST = (
    "test_access",
    "test_words_follow",
    "test_editions",
    "test_staleness",
    "test_live_book",
    "test_adding",
    "test_live",
    "test_popovers",
    "test_update",
    "test_hostile_text",
    "test_failures",
    "test_course",
    "test_marks",
    "test_wording",
    "test_marking",
    "test_notebooks",
    "test_watch",
    "test_shared_machines",
    "test_charts",
    "test_kernels",
    "test_slides",
)

settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("project")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the longest tests first, and leave all else in its order."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


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


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of this run, filled by ``make``: by the worker that asks first, while the others wait."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # above the folders of the workers
    place, made = root / name, root / f"{name}.made"
    with FileLock(root / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(place, ignore_errors=True)
            make(place)
            made.touch()
    return place


def build_copy(project: Path, place: Path, **how) -> None:
    """Build a copy of the project the way ``make book`` does it; it has the project's history, which dates a book."""
    copy_project(project, place, **how)
    (place / ".git").symlink_to(project / ".git")
    built(place, seed=1)


@pytest.fixture(scope="session")
def first_build(project, tmp_path_factory) -> Path:
    """A copy of the project in which the book was built, for the tests of what another build makes of it; no others change it."""
    return once(tmp_path_factory, "first", lambda place: build_copy(project, place))


@pytest.fixture(scope="session")
def book_project(first_build, tmp_path_factory) -> Path:
    """A copy of the project with its built book, which tests read and leave as it is."""
    return once(tmp_path_factory, "book", lambda place: shutil.copytree(first_build, place, symlinks=True))


@pytest.fixture(scope="session")
def small_project(project, tmp_path_factory) -> Path:
    """As ``book_project``, with a book of few pages."""
    return once(tmp_path_factory, "small-book", lambda place: build_copy(project, place, pages=SMALL))


@pytest.fixture(scope="session")
def book_html(book_project) -> Path:
    """The folder of the built book."""
    return book_project / "_build" / "html"


@pytest.fixture(scope="session")
def book_pages(book_project) -> dict[str, BeautifulSoup]:
    """The pages of the built book by their paths, parsed once for all tests that read them; a test that takes one apart parses its own."""
    return pages(tree(book_project))


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
