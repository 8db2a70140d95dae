"""A map of partners: each in the tone of its kind of instrument, with its name and what it is about.

Its shapes are read and placed by ``geometry``, its labels by ``placement``, and ``drawing`` draws it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import UNCOUNTED, Row, counted, told_claims
from claimbook.report.involved import Involved, listed
from claimbook.wording import Wording

if TYPE_CHECKING:
    from claimbook.report.charts.canvas import Drawing

#: Tone and hatch of each kind, in the order in which the kinds are told.
KINDS = (("c2", ""), ("c3", "////"), ("c6", "----"), ("c5", "xxxx"), ("c4", "...."))


class Map(Chart):
    """A chart whose outlines are written to a tenth of a point, each point by its distance from the one before."""

    def _trimmed(self, svg: str) -> str:
        from claimbook.report.charts.maps.geometry import shorter

        text = re.sub(r'\bd="(M[^"CQ]*)"', lambda match: f'd="{shorter(match[1])}"', svg)
        text = re.sub(r'<g id="text_\d+">(\s*)(?!\s|<a)', r'<g aria-hidden="true">\1', text)
        text = re.sub(r'<g id="text_\d+">', "<g>", text)
        text = re.sub(r'<g id="(?:patch|line2d)_\d+">', "<g>", text)  # nothing leads to these
        return re.sub(r' transform="rotate\(-0 [^"]*"', "", text)


def partner_map(
    name: str,
    partners: Sequence[Involved],
    shapes: Sequence[dict],
    kinds: dict[str, str],
    *,
    union: str,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    coding: bool = False,
) -> Chart:
    """A map on which each partner has the tone of its first instrument's kind, its name, its instruments and their amounts.

    ``shapes`` are rows of outlines, the members among them in one tone, which the legend calls ``union``; ``kinds`` name the
    kinds of instruments. Partners that share the title of an inset are drawn once more, enlarged. For a phone the map has
    numbers, and a list below it says what they stand for. Partners without a shape are in the data alone.
    """
    known = {shape["id"] for shape in shapes}
    drawn = [partner for partner in partners if partner.shape in known]
    labels = list(dict.fromkeys(_kind(partner, kinds) for partner in drawn))
    if len(labels) > len(KINDS):
        raise ValueError(f"chart {name}: {len(labels)} kinds, and no more than {len(KINDS)} can be told apart")
    tones = {partner.id: KINDS[labels.index(_kind(partner, kinds))] for partner in drawn}

    places: dict = {}  # where the labels go, once it was worked out

    def draw(narrow: bool) -> Drawing:
        from claimbook.report.charts.maps.drawing import MapDrawing

        return MapDrawing(drawn, shapes, tones, dict(zip(labels, KINDS)), union, narrow, places).figure

    columns, data = listed(partners, kinds, known), _data(partners, kinds, known)
    origins = tuple(claim for partner in partners for q in partner.claims for claim in q.claims)
    return Map(name, draw, Texts(title, subtitle, alt, caption), columns, data, origins, coding=coding)


def _data(partners: Sequence[Involved], kinds: dict[str, str], known: set[str]) -> list[Row]:
    """A row for each amount of each partner's instruments, and one for an instrument without amounts."""
    rows: list[Row] = []
    for partner in partners:
        for step in partner.steps:
            own: Row = {
                "partner": partner.name,
                "instrument": step.name,
                "kind": kinds.get(step.kind, step.kind.replace("_", " ")),
                "standing": step.status.replace("_", " "),
                "drawn": partner.shape in known,
            }
            without = UNCOUNTED | {"claims": told_claims(*step.claims)}
            rows += [own | counted(q) for q in step.amounts] or [own | without]
    return rows


def _kind(partner: Involved, kinds: dict[str, str]) -> str:
    kind = partner.steps[0].kind
    return kinds.get(kind, kind.replace("_", " "))
