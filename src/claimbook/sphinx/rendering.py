"""Pieces of pages that are written with the templates of this room."""

from __future__ import annotations

from claimbook.report.rendering import renderer

render = renderer(__file__)
