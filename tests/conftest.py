"""Fixtures of the unit tests: the project, its section, and a copy of its tables that a test may break."""

from __future__ import annotations

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
