"""Section 2.4 of the EUAA Asylum Report 2025 as a report: what is this report's alone; ``claimbook`` does the rest."""

from claimbook import *  # noqa: F403 - its names, under this report's name
from claimbook import __all__ as __all__
