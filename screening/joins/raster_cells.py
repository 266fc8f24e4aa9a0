"""A raster's cells: where a position falls among them, and what they hold there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyproj

from screening.errors import InputError
from screening.model import CRS, RasterGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Method = Literal["nearest", "bilinear"]
METHODS = ("nearest", "bilinear")
BLOCK_COUNT = 65_536
"""Positions looked up at once: memory does not grow with their number."""
_DECIMALS = 7
"""Of a place among cells: on an edge, the same cell answers whatever part was read."""
_SAME_TURN = 1e-3
"""How many cells a full turn may differ from the raster's width for it to go round."""


class Cells:
    """Where a raster's cells lie.

    Any transform will do: rotated, sheared, south-up, columns along the meridian; any
    CRS. Longitudes may be written from -180 or from 0, and a raster that goes round the
    earth has no seam.

    Parameters
    ----------
    transform, crs : as of :class:`screening.model.RasterGrid`
    n_rows, n_columns : int

    Attributes
    ----------
    goes_round : pair of bool, whether the columns, or the rows, go once round the earth

    Examples
    --------
    >>> cells = Cells((1.0, 0.0, -102.0, 0.0, -1.0, 34.0), CRS, 1, 2)
    >>> cells.of(np.array([[-101.5, 33.5], [259.5, 33.5]])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """

    def __init__(self, transform: Sequence[float], crs: str, n_rows: int, n_columns: int) -> None:
        a, b, c, d, e, f = transform
        self.n_rows, self.n_columns = n_rows, n_columns
        self._forward = np.array([[a, b], [d, e]])
        self._inverse = np.linalg.inv(self._forward)
        self._corner = np.array([c, f])
        system = pyproj.CRS.from_user_input(crs)
        plain = system.equals(pyproj.CRS(CRS), ignore_axis_order=True)
        self._to_grid = None if plain else pyproj.Transformer.from_crs(CRS, system, always_xy=True)
        self._to_degrees = (
            None if plain else pyproj.Transformer.from_crs(system, CRS, always_xy=True)
        )
        self._turn = _rotation(system)
        self._middle_x = float(self._forward[0] @ [n_columns / 2, n_rows / 2]) + c
        self.goes_round = self._round()

    def _round(self) -> tuple[bool, bool]:
        """Tell whether the columns, or the rows, go once round the earth."""
        if not self._turn:
            return False, False
        column, row = np.abs(self._inverse @ [self._turn, 0.0])
        return (
            bool(abs(column - self.n_columns) < _SAME_TURN and row < _SAME_TURN),
            bool(abs(row - self.n_rows) < _SAME_TURN and column < _SAME_TURN),
        )

    def of(self, points: Floats) -> Floats:
        """Place positions among the cells.

        Parameters
        ----------
        points : ndarray, (n, 2), longitude and latitude [degrees]

        Returns
        -------
        ndarray, (2, n), column and row; whole numbers are the middles of cells
            NaN where the position is, or the CRS has no place for it.
        """
        x, y = points[:, 0], points[:, 1]
        if self._to_grid is not None:
            x, y = self._to_grid.transform(x, y)
            x = np.where(np.isfinite(x), x, np.nan)
        if self._turn:
            x = x + self._turn * np.round((self._middle_x - x) / self._turn)
        places = self._inverse @ np.stack([x - self._corner[0], y - self._corner[1]]) - 0.5
        settled: Floats = np.round(places, _DECIMALS)
        return settled

    def lonlat(self, column: Floats, row: Floats) -> Floats:
        """Give the positions of places among the cells.

        Parameters
        ----------
        column, row : ndarray, (n,), as from :meth:`of`

        Returns
        -------
        ndarray, (n, 2), longitude (may run past 180) and latitude [degrees]
        """
        x, y = self._forward @ np.stack([column + 0.5, row + 0.5]) + self._corner[:, None]
        if self._to_degrees is not None:
            x, y = self._to_degrees.transform(x, y)
            x = np.where(np.isfinite(x), x, np.nan)
            y = np.where(np.isfinite(y), y, np.nan)
        return np.column_stack([x, y])

    def at(self, column: Ints, row: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Give the number of cells, counted row by row.

        Parameters
        ----------
        column, row : ndarray of int, of one shape

        Returns
        -------
        number : ndarray of int, 0 where there is no such cell
        inside : ndarray of bool, whether there is
        """
        if self.goes_round[0]:
            column = column % self.n_columns
        if self.goes_round[1]:
            row = row % self.n_rows
        inside = (row >= 0) & (row < self.n_rows) & (column >= 0) & (column < self.n_columns)
        return np.where(inside, row * self.n_columns + column, 0), inside


def raster_cells(grid: RasterGrid) -> tuple[Cells, NDArray[np.float32]]:
    """Give a grid's cells, and what each band holds in them.

    Parameters
    ----------
    grid : RasterGrid

    Returns
    -------
    cells : Cells
    bands : ndarray, (n_bands, n_cells), row by row
    """
    n_bands, n_rows, n_columns = grid.values.shape
    cells = Cells(grid.transform, grid.crs, n_rows, n_columns)
    return cells, grid.values.reshape(n_bands, n_rows * n_columns)


def _rotation(system: Any) -> float:
    """How much a full turn adds to x, in the units of the CRS; 0 where x is no longitude."""
    if not system.is_geographic:
        return 0.0
    return round(2 * math.pi / float(system.axis_info[0].unit_conversion_factor), 9)


def cell_index(places: Floats) -> Ints:
    """Round places among cells to the cells that hold them.

    Parameters
    ----------
    places : ndarray of columns or rows; those that are not finite go to -1

    Returns
    -------
    ndarray of int

    Examples
    --------
    >>> cell_index(np.array([-0.5, 0.49, 0.5, np.nan, np.inf])).tolist()
    [0, 0, 1, -1, -1]
    """
    return _floor(places + 0.5)


def _floor(places: Floats) -> Ints:
    return np.floor(np.where(np.abs(places) < 2.0**40, places, -1.0)).astype(np.int64)


def sample_grid(grid: RasterGrid, points: Floats, method: Method = "bilinear") -> Floats:
    """Read a grid at positions.

    Parameters
    ----------
    grid : RasterGrid
    points : ndarray, (n, 2), longitude and latitude [degrees]
    method : "bilinear" between the middles of cells, or "nearest": the cell that holds it
        A cell without data never enters a mean: the weights of the others are scaled
        up, and where the cell that holds the position has none, the answer is NaN.

    Returns
    -------
    ndarray, (n_bands, n); NaN outside the grid and where it has no data

    Raises
    ------
    InputError

    Examples
    --------
    >>> transform = (1.0, 0.0, -102.0, 0.0, -1.0, 34.0)
    >>> grid = RasterGrid(np.array([[[1.0, 2.0]]]), ("t",), transform, CRS)
    >>> points = np.array([[-101.25, 33.5], [-100.6, 33.2], [0.0, 33.5]])
    >>> sample_grid(grid, points), sample_grid(grid, points, "nearest")
    (array([[1.25, 1.9 , nan]]), array([[ 1.,  2., nan]]))
    """
    if method not in METHODS:
        raise InputError(
            f"joins.sample: expected method 'nearest' or 'bilinear', got {method!r}; choose one"
        )
    cells, bands = raster_cells(grid)
    out = np.full((len(grid.bands), len(points)), np.nan)
    read = _nearest if method == "nearest" else _bilinear
    if bands.size:
        for block in blocks(len(points)):
            read(cells, bands, points[block], out[:, block])
    return out


def blocks(count: int, size: int = BLOCK_COUNT) -> Iterator[slice]:
    """Cut a count into runs.

    Parameters
    ----------
    count, size : int

    Yields
    ------
    slice

    Examples
    --------
    >>> list(blocks(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    """
    for begin in range(0, count, size):
        yield slice(begin, min(begin + size, count))


def _nearest(cells: Cells, bands: Any, points: Floats, out: Floats) -> None:
    column, row = cells.of(points)
    number, inside = cells.at(cell_index(column), cell_index(row))
    for band, into in zip(bands, out, strict=True):
        into[:] = band.take(number)
    out[:, ~inside] = np.nan


def _bilinear(cells: Cells, bands: Any, points: Floats, out: Floats) -> None:
    """Weigh the four cells around each position; where one has no data, look closer."""
    column, row = cells.of(points)
    left, top = _floor(column), _floor(row)
    right_share, low_share = column - left, row - top
    own, here = cells.at(cell_index(column), cell_index(row))
    numbers, shares = [], []
    complete = np.ones(len(points), dtype=bool)
    for step_row, of_row in ((0, 1 - low_share), (1, low_share)):
        for step_column, of_column in ((0, 1 - right_share), (1, right_share)):
            number, inside = cells.at(left + step_column, top + step_row)
            numbers.append(number)
            shares.append(np.where(inside, of_row * of_column, 0.0))
            complete &= inside
    rim = here & ~complete
    for band, into in zip(bands, out, strict=True):
        into[:] = sum(
            share * band.take(number) for number, share in zip(numbers, shares, strict=True)
        )
        careful = np.flatnonzero(rim | (here & np.isnan(into)))
        into[careful] = _known_only(
            band, own[careful], [n[careful] for n in numbers], [s[careful] for s in shares]
        )
    out[:, ~here] = np.nan


def _known_only(band: Any, own: Ints, numbers: list[Ints], shares: list[Floats]) -> Floats:
    total, weight = np.zeros(len(own)), np.zeros(len(own))
    for number, share in zip(numbers, shares, strict=True):
        cell = band.take(number)
        known = ~np.isnan(cell)
        total += np.where(known, cell, 0.0) * share
        weight += known * share
    has_data = ~np.isnan(band.take(own)) & (weight > 0)
    mean: Floats = np.divide(total, weight, out=np.full(len(own), np.nan), where=has_data)
    return mean
