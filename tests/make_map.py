"""Draw the shapes of ``data/map_shapes.csv`` anew from Natural Earth's lines, as the npm package world-atlas holds them.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    .venv/bin/python tests/make_map.py package/countries-50m.json

Lines are projected to an equal-area projection, made simpler and cut to the frame. Four things are drawn otherwise than there, by
our judgement: Crimea belongs to Ukraine and the north of Cyprus to Cyprus; Western Sahara reaches to its line with Morocco in the
north; Gaza is a shape apart from the West Bank. Kosovo and Western Sahara are marked to be drawn by dashed lines.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "data" / "map_shapes.csv"
FIELDS = ("id", "name", "member", "line", "outline", "note")
RADIUS = 6371.007  # km, of the sphere with the area of the Earth
CENTRE = (14.0, 40.0)  # degrees east and north; the projection is Lambert's azimuthal equal-area one
FRAME = (-3480, -2700, 4650, 3450)  # km east and north of the centre: left, bottom, right, top
#: How far in km a line may be from where it was: in the box of degrees that the drawing enlarges, elsewhere, and where no line of
#: a member or a partner is.
FINE, COARSE, COARSEST, ENLARGED = 4.0, 13.0, 24.0, (13.0, 39.0, 24.0, 47.0)
SMALLEST = 1200  # km²: islands below it are left out, but for the largest ring of a shape
MEMBERS = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"  # of the EU
).split()
PARTNERS = "ALB BIH MKD MNE SRB TUR SYR EGY MRT ESH PSE".split()  # whose lines are seen as well
LITTLE = ("CYN", "CYP", "LUX", "MLT", "PSE")  # would lose their form
#: The shapes by ISO 3166-1: the numeric code, by which the atlas knows them, and the alpha-3 code, by which the tables do.
CODES = dict(
    pair.split(":")
    for pair in (
        "040:AUT 056:BEL 100:BGR 196:CYP 203:CZE 276:DEU 208:DNK 724:ESP 233:EST 246:FIN 250:FRA 300:GRC 191:HRV 348:HUN 372:IRL "
        "380:ITA 440:LTU 442:LUX 428:LVA 470:MLT 528:NLD 616:POL 620:PRT 642:ROU 703:SVK 705:SVN 752:SWE 008:ALB 020:AND 070:BIH "
        "112:BLR 756:CHE 826:GBR 352:ISL 438:LIE 498:MDA 499:MNE 807:MKD 578:NOR 643:RUS 688:SRB 804:UKR 792:TUR 268:GEO 051:ARM "
        "031:AZE 364:IRN 368:IRQ 760:SYR 422:LBN 376:ISR 275:PSE 400:JOR 682:SAU 414:KWT 634:QAT 048:BHR 784:ARE 512:OMN 887:YEM "
        "818:EGY 434:LBY 788:TUN 012:DZA 504:MAR 732:ESH 478:MRT 466:MLI 562:NER 148:TCD 729:SDN 686:SEN 270:GMB 624:GNB 324:GIN "
        "854:BFA 566:NGA 204:BEN 768:TGO 288:GHA 384:CIV 694:SLE 232:ERI 231:ETH 728:SSD 262:DJI 140:CAF 120:CMR 398:KAZ 795:TKM "
        "860:UZB 132:CPV 248:ALA 234:FRO 833:IMN 004:AFG 586:PAK"
    ).split()
)
APART = {"Kosovo": "XKX", "N. Cyprus": "CYN"}  # what has no code in the atlas
NAMES = {
    "BIH": "Bosnia and Herzegovina",
    "TUR": "Türkiye",
    "MKD": "North Macedonia",
    "ESH": "Western Sahara",
    "PSE": "West Bank",
    "GAZA": "Gaza",
    "FRO": "Faroe Islands",
    "SSD": "South Sudan",
    "CAF": "Central African Republic",
}
DASHED = ("XKX", "ESH")
NOTES = {
    "UKR": "With Crimea, which the source draws with Russia",
    "CYP": "With the north of the island, which the source draws apart",
    "ESH": "To its line with Morocco in the north; the source draws the west of it with Morocco",
    "GAZA": "The source draws it as one shape with the West Bank",
    "PSE": "Without Gaza",
    "XKX": "As the source draws it; by a dashed line, without a position on its status",
}
SAHARA_NORTH = 27 + 40 / 60  # degrees north: the line between Western Sahara and Morocco
SAHARA_EAST = -8.67  # degrees east, where that line ends

Point = tuple[float, float]
Ring = list[Point]  # without its first point at the end


def project(east: float, north: float) -> Point:
    """A place in degrees as km east and north of the centre, by Lambert's azimuthal equal-area projection."""
    middle, phi, along = math.radians(CENTRE[1]), math.radians(north), math.radians(east - CENTRE[0])
    near = 1 + math.sin(middle) * math.sin(phi) + math.cos(middle) * math.cos(phi) * math.cos(along)
    scale = RADIUS * math.sqrt(2 / max(near, 1e-9))
    x = scale * math.cos(phi) * math.sin(along)
    return x, scale * (math.cos(middle) * math.sin(phi) - math.sin(middle) * math.cos(phi) * math.cos(along))


def decoded(topology: dict) -> list[list[Point]]:
    """The arcs of a TopoJSON file in degrees: there each point is told by its distance from the one before, in whole steps."""
    (wide, high), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * wide + left, y * high + bottom))
        arcs.append(arc)
    return arcs


def simpler(arc: list[Point], tolerance: float) -> list[Point]:
    """The arc without points that lie nearer than this to the line without them (Douglas and Peucker); its ends stay."""
    keep = {0, len(arc) - 1}
    if arc[0] == arc[-1]:  # a ring: the point farthest from its start divides it, and another keeps it from being a line
        far = max(range(len(arc)), key=lambda i: math.dist(arc[i], arc[0]))
        keep |= {far, max(range(len(arc)), key=lambda i: _from_line(arc[i], arc[0], arc[far]))}
    ends = sorted(keep)
    stretches = list(zip(ends, ends[1:]))
    while stretches:
        start, stop = stretches.pop()
        if stop - start < 2:
            continue
        far = max(range(start + 1, stop), key=lambda i: _from_line(arc[i], arc[start], arc[stop]))
        if _from_line(arc[far], arc[start], arc[stop]) > tolerance:
            keep.add(far)
            stretches += [(start, far), (far, stop)]
    return [arc[i] for i in sorted(keep)]


def _from_line(point: Point, start: Point, stop: Point) -> float:
    """How far a point is from the stretch between two others."""
    (x, y), (dx, dy) = (point[0] - start[0], point[1] - start[1]), (stop[0] - start[0], stop[1] - start[1])
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x - share * dx, y - share * dy)


def joined(rings: Iterable[Ring]) -> list[Ring]:
    """The rings of neighbours as rings of what they make together: edges that two of them share, each its own way, go."""
    edges: dict[Point, list[Point]] = {}
    for ring in rings:
        for start, stop in zip(ring, [*ring[1:], ring[0]]):
            if start in edges.get(stop, ()):
                edges[stop].remove(start)
            else:
                edges.setdefault(start, []).append(stop)
    found = []
    while start := next((point for point, others in edges.items() if others), None):
        ring = [start]
        while (following := edges[ring[-1]].pop()) != start:
            ring.append(following)
        found.append(ring)
    return found


def cut(ring: Ring, axis: int, limit: float, above: bool) -> Ring:
    """The part of a ring on one side of a line along an axis (Sutherland and Hodgman); edges may run along the line."""

    def inside(point: Point) -> bool:
        return point[axis] >= limit if above else point[axis] <= limit

    found: Ring = []
    for start, stop in zip(ring, [*ring[1:], ring[0]]):
        if inside(start):
            found.append(start)
        if inside(start) != inside(stop):
            share = (limit - start[axis]) / (stop[axis] - start[axis])
            crossing = [start[i] + share * (stop[i] - start[i]) for i in (0, 1)]
            crossing[axis] = limit
            found.append((crossing[0], crossing[1]))
    return found


def area(ring: Ring) -> float:
    """The area of a ring, in the square of its unit; that of a hole counts as well."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]]))) / 2


def atlas(path: Path) -> dict[str, list[Ring]]:
    """The shapes of a world-atlas file that we draw, by code, as rings in degrees that were made simpler; shared lines stay shared."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    numbers: dict[str, list[list[int]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if code := CODES.get(shape.get("id"), APART.get(name)):
            NAMES.setdefault(code, name)
            polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            numbers[code] = [ring for polygon in polygons for ring in polygon]
    tolerance = {
        max(n, ~n): FINE if code in LITTLE else COARSE
        for code in (*MEMBERS, *PARTNERS, *LITTLE)
        for ring in numbers[code]
        for n in ring
    }
    arcs = [_simpler_in_km(arc, tolerance.get(n, COARSEST)) for n, arc in enumerate(decoded(topology))]
    return {code: [_ring(ring, arcs) for ring in found] for code, found in numbers.items()}


def _simpler_in_km(arc: list[Point], tolerance: float) -> list[Point]:
    """An arc in degrees with the points that matter on the map."""
    left, bottom, right, top = ENLARGED
    fine = any(left < x < right and bottom < y < top for x, y in arc)
    back = {project(*point): point for point in arc}
    return [back[point] for point in simpler([project(*point) for point in arc], FINE if fine else tolerance)]


def _ring(numbers: list[int], arcs: list[list[Point]]) -> Ring:
    """The ring of these arcs; a number below zero stands for an arc that runs the other way."""
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[:-1]
    return points


def judged(shapes: dict[str, list[Ring]]) -> None:
    """Draw what is told in the head of this file otherwise than the atlas does."""
    crimea = [ring for ring in shapes["RUS"] if all(32 < x < 37 and 44 < y < 47 for x, y in ring)]
    assert len(crimea) == 1, "Crimea is a ring of Russia's in the atlas"
    shapes["RUS"].remove(crimea[0])
    shapes["UKR"] = joined([*shapes["UKR"], *crimea])
    shapes["CYP"] = joined([*shapes["CYP"], *shapes.pop("CYN")])
    (morocco,) = shapes["MAR"]
    # West of where the line ends, Morocco of the atlas is cut along it; what lies south of it joins Western Sahara.
    south = cut(cut(morocco, 1, SAHARA_NORTH, False), 0, SAHARA_EAST + 0.02, False)
    shapes["MAR"] = [cut(morocco, 1, SAHARA_NORTH, True)]
    shapes["ESH"] = joined([*shapes["ESH"], south])
    shapes["GAZA"] = [ring for ring in shapes["PSE"] if all(x < 34.7 for x, _ in ring)]
    shapes["PSE"] = [ring for ring in shapes["PSE"] if ring not in shapes["GAZA"]]
    assert len(shapes["GAZA"]) == len(shapes["PSE"]) == 1, "Gaza and the West Bank are a ring each"


def framed(rings: list[Ring]) -> list[Ring]:
    """Rings in degrees as rings in whole km within the frame, the largest first, without islands that would not be seen."""
    left, bottom, right, top = FRAME
    found = []
    for ring in rings:
        points = [project(*point) for point in ring]
        if any(abs(x) > 9000 or abs(y) > 9000 for x, y in points) and not any(
            left < x < right and bottom < y < top for x, y in points
        ):
            continue
        for axis, limit, above in ((0, left, True), (0, right, False), (1, bottom, True), (1, top, False)):
            points = cut(points, axis, limit, above) if points else points
        rounded = [(round(x), round(y)) for x, y in points]
        points = [point for i, point in enumerate(rounded) if point != rounded[i - 1]]
        if len(points) > 2:
            found.append(points)
    found.sort(key=area, reverse=True)
    return found[:1] + [ring for ring in found[1:] if area(ring) >= SMALLEST]


def table(shapes: dict[str, list[Ring]]) -> str:
    """The rows of the table as CSV, by code."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for code in sorted(shapes):
        if rings := framed(shapes[code]):
            outline = "; ".join(", ".join(f"{x} {y}" for x, y in ring) for ring in rings)
            line = "dashed" if code in DASHED else "solid"
            member = "yes" if code in MEMBERS else "no"
            writer.writerow([code, NAMES[code], member, line, outline, NOTES.get(code, "")])
    return out.getvalue()


def main(path: Path, written: Callable[[str], object]) -> None:
    shapes = atlas(path)
    judged(shapes)
    written(table(shapes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), lambda text: OUT.write_text(text, encoding="utf-8"))
