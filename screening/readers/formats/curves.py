"""Well-known binary with curves → shapely geometries, which have none: arcs become lines."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

Point2D = tuple[float, float]

_STEP_DEGREES = 4.0
"""Largest angle of a chord of an arc [degrees], as in GDAL (``OGR_ARC_STEPSIZE``): it is within
0.06 % of the radius of the arc."""
_EXTENDED_Z, _EXTENDED_M, _EXTENDED_SRID = 0x80000000, 0x40000000, 0x20000000
"""Flags of a type in PostGIS's extended form."""
_POINT, _LINE, _POLYGON, _ARCS, _COMPOUND, _CURVE_POLYGON = 1, 2, 3, 8, 9, 10
_TRIANGLE = 17
_COLLECTIONS: Mapping[int, Callable[[Sequence[Any]], Any]] = {
    4: shapely.MultiPoint,
    5: shapely.MultiLineString,
    6: shapely.MultiPolygon,
    7: shapely.GeometryCollection,
    11: shapely.MultiLineString,  # MultiCurve
    12: shapely.MultiPolygon,  # MultiSurface
    15: shapely.MultiPolygon,  # PolyhedralSurface
    16: shapely.MultiPolygon,  # TIN
}
"""By the code of a type (ISO 13249-3, OGC 06-103r4 table 7)."""
_CURVED = frozenset({_ARCS, _COMPOUND, _CURVE_POLYGON, 11, 12, 13, 14, 15, 16, _TRIANGLE})


class _Reader:
    """Reads one geometry, without heights and measures."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0
        self.order = "<"
        self.curves_count = 0

    def geometry(self) -> Any:
        kind, dimensions = self._header()
        self.curves_count += kind in _CURVED
        if kind == _POINT:
            (point,) = self._points(1, dimensions)
            return shapely.Point() if math.isnan(point[0]) else shapely.Point(point)
        if kind in (_LINE, _ARCS):
            points = self._points(self._count(), dimensions)
            return shapely.LineString(stroke_arcs(points) if kind == _ARCS else points)
        if kind in (_POLYGON, _TRIANGLE):
            rings = [self._points(self._count(), dimensions) for _ in range(self._count())]
            return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
        parts = [self.geometry() for _ in range(self._count())]
        if kind == _COMPOUND:
            return shapely.LineString(_join([part.coords for part in parts]))
        if kind == _CURVE_POLYGON:
            rings = [list(part.coords) for part in parts]
            return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
        return _COLLECTIONS[kind](parts)

    def _header(self) -> tuple[int, int]:
        self.order = "<" if self.data[self.position] == 1 else ">"
        self.position += 1
        kind = self._count()
        dimensions = 2 + bool(kind & _EXTENDED_Z) + bool(kind & _EXTENDED_M)
        if kind & _EXTENDED_SRID:
            self.position += 4
        thousands, code = divmod(kind & 0x0FFFFFFF, 1000)  # ISO: 1000 is Z, 2000 M, 3000 both
        return code, dimensions + (0, 1, 1, 2)[thousands]

    def _count(self) -> int:
        (value,) = struct.unpack_from(f"{self.order}I", self.data, self.position)
        self.position += 4
        return int(value)

    def _points(self, count: int, dimensions: int) -> list[Point2D]:
        size = count * dimensions
        values = struct.unpack_from(f"{self.order}{size}d", self.data, self.position)
        self.position += 8 * size
        return list(zip(values[::dimensions], values[1::dimensions], strict=True))


def linearize(cells: Sequence[bytes | None]) -> tuple[np.ndarray, int]:
    """Read geometries, with arcs as lines of short chords.

    Parameters
    ----------
    cells : sequence of well-known binary (ISO or extended), or None

    Returns
    -------
    geometry : ndarray of shapely geometries or None, (n,), two-dimensional
    count : int, how many had curves or surfaces that shapely has not

    Raises
    ------
    ValueError, LookupError, struct.error
        For bytes that are no geometry.
    """
    geometry = np.full(len(cells), None, dtype=object)
    count = 0
    for row, cell in enumerate(cells):
        if cell is not None:
            reader = _Reader(cell)
            geometry[row] = reader.geometry()
            count += reader.curves_count > 0
    return geometry, count


def stroke_arcs(points: Sequence[Point2D]) -> list[Point2D]:
    """Replace arcs by chords.

    Parameters
    ----------
    points : sequence of (x, y)
        Start, a point between, and end of an arc, which is the start of the next; if start
        and end are the same, the arc is a circle, and the second point is opposite.

    Returns
    -------
    list of (x, y)

    Examples
    --------
    >>> circle = stroke_arcs([(-1.0, 0.0), (1.0, 0.0), (-1.0, 0.0)])
    >>> len(circle), round(shapely.Polygon(circle).area, 2)
    (91, 3.14)
    """
    result = list(points[:1])
    for index in range(0, len(points) - 2, 2):
        result += _stroke_arc(*points[index : index + 3])
    return result


def _stroke_arc(start: Point2D, between: Point2D, end: Point2D) -> list[Point2D]:
    center = _center(start, between, end)
    if center is None:  # on one line
        return [between, end]
    radius = math.dist(center, start)
    first, middle, last = (
        math.atan2(y - center[1], x - center[0]) for x, y in (start, between, end)
    )
    turn = 2.0 * math.pi if start == end else (last - first) % (2.0 * math.pi)
    if start != end and (middle - first) % (2.0 * math.pi) > turn:
        turn -= 2.0 * math.pi  # clockwise
    chords = max(2, math.ceil(abs(math.degrees(turn)) / _STEP_DEGREES - 1e-6))
    angles = (first + turn * step / chords for step in range(1, chords))
    inner = [(center[0] + radius * math.cos(a), center[1] + radius * math.sin(a)) for a in angles]
    return [*inner, end]


def _center(start: Point2D, between: Point2D, end: Point2D) -> Point2D | None:
    """Compute the center of the circle through three points; None if they are on one line."""
    if start == end:
        return ((start[0] + between[0]) / 2.0, (start[1] + between[1]) / 2.0)
    ax, ay = between[0] - start[0], between[1] - start[1]
    bx, by = end[0] - start[0], end[1] - start[1]
    cross = 2.0 * (ax * by - ay * bx)
    if abs(cross) < 1e-14 * max(math.hypot(ax, ay), math.hypot(bx, by)) ** 2:
        return None
    a2, b2 = ax * ax + ay * ay, bx * bx + by * by
    return start[0] + (by * a2 - ay * b2) / cross, start[1] + (ax * b2 - bx * a2) / cross


def _join(parts: Sequence[Any]) -> list[Point2D]:
    """Join the parts of a compound curve, each of which begins where the last one ends."""
    points: list[Point2D] = []
    for part in parts:
        coordinates = list(part)
        points += coordinates[1:] if points and points[-1] == coordinates[0] else coordinates
    return points
