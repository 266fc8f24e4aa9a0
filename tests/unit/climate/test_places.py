"""The table of places: outlines, and the settings that hold in each."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from screening.climate import NORMALS_FITS, PLACES, TRENDS, find_place, place_fits, place_warming
from screening.errors import InputError


@pytest.fixture(scope="module")
def states(repository: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(repository / "layers" / "usa" / "states.geojson")
    return frame[~frame["state"].isin(["AK", "HI", "PR", "GU", "VI", "MP", "AS"])]


def test_outlines_contain_their_place(states: gpd.GeoDataFrame) -> None:
    """All but slivers of the coast; and little more than it on land."""
    whole = shapely.union_all(states.geometry.to_numpy())
    texas = states[states["state"] == "TX"].geometry.iloc[0]
    for place, area in (("texas", texas), ("conus", whole)):
        outline = shapely.Polygon(find_place(place).outline)
        assert outline.is_valid
        assert area.difference(outline).area < 1e-4 * area.area
        assert outline.difference(area).area < 0.12 * area.area
    assert find_place("texas").title == "Texas"


@pytest.mark.parametrize(
    ("point", "fit", "outside"),
    [
        ((-97.0, 31.0), "texas", False),
        ((-106.5, 31.8), "texas", False),  # El Paso
        ((-94.1, 33.5), "texas", False),  # Texarkana
        ((-97.5, 35.5), "conus", False),  # Oklahoma City
        ((-103.1, 32.7), "texas", False),  # on the border
        ((-104.2, 32.4), "conus", False),  # Carlsbad
        ((-74.9, 44.9), "conus", False),
        ((-122.3, 47.6), "conus", False),
        ((-79.4, 43.7), "conus", True),  # Toronto
        ((-100.3, 25.7), "conus", True),  # Monterrey
        ((-149.9, 61.2), "conus", True),
        ((7.0, 51.0), "conus", True),
    ],
)
def test_regression_by_place(point: tuple[float, float], fit: str, outside: bool) -> None:
    names, is_outside = place_fits([point])
    assert (names.tolist(), is_outside.tolist()) == ([fit], [outside])


def test_every_regression_and_trend_has_a_place() -> None:
    assert {place.fit.name for place in PLACES} == set(NORMALS_FITS)
    assert {place.trend.name for place in PLACES if place.trend} == set(TRENDS)
    assert all(find_place(name).fit.name == name for name in NORMALS_FITS)


def test_no_sites() -> None:
    assert place_fits(np.empty((0, 2))).names.size == 0
    assert place_warming(np.empty((0, 2)), 2050, "", None, None).dry_bulb_k.size == 0


def test_warming_by_place() -> None:
    points = [[-97.0, 31.0], [-74.9, 44.9]]
    by_place = place_warming(points, 2050, "", None, None)
    assert by_place.dry_bulb_k == pytest.approx([1.459, np.nan], abs=0.001, nan_ok=True)
    assert by_place.dew_point_k == pytest.approx([1.313, np.nan], abs=0.001, nan_ok=True)
    stated = place_warming(points, 2050, "texas", 2.0, 1.0)
    assert (stated.dry_bulb_k.tolist(), stated.dew_point_k.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    assert not stated.is_outside.any()
    assert place_warming(points, 2050, "texas", None, None).is_outside.tolist() == [False, True]
    with pytest.raises(InputError, match="or a region with a trend, got 'maine'"):
        place_warming(points, 2050, "maine", None, None)
