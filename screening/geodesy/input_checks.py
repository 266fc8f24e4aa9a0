"""Validation of arguments, once, where they enter the public functions."""

from __future__ import annotations

import math
from typing import Any, Literal, get_args

import numpy as np
import shapely

from screening.errors import InputError
from screening.geodesy.arrays import Bools, Floats, Ints, Objects

Edges = Literal["geodesic", "planar"]
"""What an edge between two vertices is: the geodesic, or the straight line in longitude and
latitude."""

MAX_LISTED = 5
"""Rows listed in a message; a longer list is cut."""


def validate_points(points: Any, where: str) -> Floats:
    """Validate points; a NaN in a point is allowed and means *no point*.

    Parameters
    ----------
    points : array-like, (n, 2), longitude and latitude [degrees]
    where : str, name of the public function, for the message

    Returns
    -------
    ndarray, (n, 2); rows with a NaN are NaN throughout

    Raises
    ------
    InputError
    """
    try:
        array = np.array(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{where}: expected points as numbers of shape (n, 2), got {type(points).__name__}"
            f" ({error}); give an array of longitude, latitude."
        ) from error
    if array.size == 0 and array.ndim <= 2:
        array = array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise InputError(
            f"{where}: expected points of shape (n, 2), got {array.shape};"
            " give one row per point: longitude, latitude."
        )
    # Callers test one column to find the rows that have no point.
    array[np.isnan(array).any(axis=1)] = np.nan
    invalid = np.isinf(array[:, 0]) | (np.abs(array[:, 1]) > 90.0)
    if invalid.any():
        raise InputError(
            f"{where}: {_describe_invalid('point', array, invalid, np.arange(len(array)))}"
        )
    return array


def validate_geometries(geometries: Any, where: str) -> Objects:
    """Validate that every item is a geometry, or None for *no geometry*.

    Parameters
    ----------
    geometries : array-like of shapely geometries, (n,)
    where : str, name of the public function, for the message

    Returns
    -------
    ndarray of object, (n,)

    Raises
    ------
    InputError
    """
    if isinstance(geometries, shapely.Geometry | str) or not hasattr(geometries, "__len__"):
        raise InputError(
            f"{where}: expected an array of geometries, got one {type(geometries).__name__};"
            " put it in a list."
        )
    array: Objects = np.fromiter(geometries, dtype=object, count=len(geometries))
    invalid = ~np.asarray(shapely.is_valid_input(array), dtype=bool)
    if invalid.any():
        rows = np.flatnonzero(invalid)
        raise InputError(
            f"{where}: expected shapely geometries or None, got {type(array[rows[0]]).__name__}"
            f" at geometry {_list_rows(rows)}; give points, lines or polygons in longitude,"
            " latitude."
        )
    return array


def check_positions(lonlat: Floats, geometry: Any, where: str) -> None:
    """Check that vertices are valid longitudes and latitudes.

    Parameters
    ----------
    lonlat : ndarray, (n, 2)
    geometry : ndarray of int, (n,), the geometry of each vertex
    where : str, name of the public function, for the message

    Raises
    ------
    InputError
    """
    # The sum is finite only if every coordinate is: one pass without a temporary array.
    if np.isfinite(lonlat.sum()) and np.abs(lonlat[:, 1]).max(initial=0.0) <= 90.0:
        return
    invalid = ~np.isfinite(lonlat).all(axis=1) | (np.abs(lonlat[:, 1]) > 90.0)
    if invalid.any():
        raise InputError(f"{where}: {_describe_invalid('geometry', lonlat, invalid, geometry)}")


def check_edges(edges: str, where: str) -> None:
    """Check the kind of edge.

    Parameters
    ----------
    edges : str
    where : str, name of the public function, for the message

    Raises
    ------
    InputError
    """
    if edges not in get_args(Edges):
        raise InputError(
            f"{where}: expected edges as a known name, got {edges!r};"
            f" known: {', '.join(get_args(Edges))}; choose one."
        )


def check_k(k: Any, where: str) -> None:
    """Check a number of neighbours.

    Parameters
    ----------
    k : int, at least 1
    where : str, name of the public function, for the message

    Raises
    ------
    InputError
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise InputError(f"{where}: expected k as a whole number from 1, got {k!r}; give k=1.")


def check_radius(radius_m: Any, where: str, *, max_m: float = math.inf) -> None:
    """Check a radius.

    Parameters
    ----------
    radius_m : float [m]
    where : str, name of the public function, for the message
    max_m : float [m], largest radius allowed

    Raises
    ------
    InputError
    """
    number = isinstance(radius_m, int | float | np.number) and not isinstance(radius_m, bool)
    if not number or not 0.0 <= radius_m <= max_m or math.isinf(radius_m):
        limit = "" if math.isinf(max_m) else f" and at most {max_m:,.0f}"
        raise InputError(
            f"{where}: expected radius_m as metres, 0 or more{limit}, got {radius_m!r};"
            " give a distance in metres."
        )


def validate_radii(radii_m: Any, where: str) -> tuple[Floats, Ints]:
    """Validate radii.

    Parameters
    ----------
    radii_m : list, tuple or ndarray, (r,) [m]
    where : str, name of the public function, for the message

    Returns
    -------
    unique_m : ndarray, (u,) [m], each radius once, ascending
    column : ndarray of int, (r,), the position of each input radius in ``unique_m``

    Raises
    ------
    InputError
    """
    listed = list(radii_m) if isinstance(radii_m, list | tuple | np.ndarray) else None
    if listed is None or np.ndim(radii_m) != 1:
        raise InputError(
            f"{where}: expected radii_m as a list of metres, got {radii_m!r}; give [radius]."
        )
    for radius_m in listed:
        check_radius(radius_m, where)
    unique_m, column = np.unique(np.array(listed, dtype=np.float64), return_inverse=True)
    return unique_m, column


def _describe_invalid(kind: str, lonlat: Floats, invalid: Bools, row: Any) -> str:
    """Describe the positions that are no longitude and latitude."""
    first = np.flatnonzero(invalid)[0]
    lon, lat = (float(v) for v in lonlat[first])
    return (
        "expected longitude, latitude in degrees with latitude in -90 to 90,"
        f" got ({lon:g}, {lat:g}) at {kind} {_list_rows(np.unique(row[invalid]))};"
        " put longitude first, and reproject projected coordinates to EPSG:4326."
    )


def _list_rows(rows: Any) -> str:
    """List rows, at most MAX_LISTED of them."""
    shown = ", ".join(str(row) for row in rows[:MAX_LISTED])
    more = len(rows) - MAX_LISTED
    return f"{shown} and {more} more" if more > 0 else shown
