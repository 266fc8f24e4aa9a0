"""The same question asked in awkward places: the answer is the geodesic one everywhere."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from screening.factors.connectivity import connectivity
from screening.factors.grid_proximity import grid_proximity
from screening.model import CRS, FactorParameters, LayerInfo, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
PLACES = {
    "equator": (10.0, 0.0),
    "texas": (-100.0, 32.0),
    "north": (20.0, 70.0),
    "south": (-60.0, -54.0),
    "dateline": (179.99, 52.0),
    "pole": (0.0, 89.5),
}


def at(place: tuple[float, float], east_km: float, north_km: float) -> tuple[float, float]:
    """Go north, then east, from a place; longitudes stay within ±180."""
    lon, lat, _ = GEOD.fwd(*place, 0, 1000 * north_km)
    lon, lat, _ = GEOD.fwd(lon, lat, 90, 1000 * east_km)
    return (lon + 180) % 360 - 180, lat


def layer(kind: str, columns: dict[str, list[object]], shapes: list[object]) -> VectorLayer:
    info = LayerInfo(kind, kind, "", "", len(shapes), 0.0, "", "", "", box(-180, -90, 180, 90))
    ids = {"id": [f"{kind}{i}" for i in range(len(shapes))]}
    return VectorLayer(info, gpd.GeoDataFrame(ids | columns, geometry=shapes, crs=CRS))


def sites(*points: tuple[float, float]) -> Sites:
    lon, lat = zip(*points, strict=True)
    frame = gpd.GeoDataFrame(
        {"longitude": lon, "latitude": lat, "coord_precision_km": 0.5},
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_substations_lines_and_counts(place: tuple[float, float]) -> None:
    stations = [at(place, 5, 0), at(place, -12, 0), at(place, 60, 0)]
    layers = {
        "substations": [
            layer(
                "substations",
                {"name": ["near", "far", "out"], "voltage_kv": [345.0, 345.0, 345.0]},
                [Point(p) for p in stations],
            )
        ],
        "transmission_lines": [
            layer(
                "transmission_lines",
                {"name": ["one"], "voltage_kv": [345.0]},
                [LineString([stations[0], at(place, 5, 30)])],
            )
        ],
    }
    got = grid_proximity(sites(place), layers, FactorParameters()).columns.iloc[0]
    assert got["substation_name"] == "near"
    assert got["substation_distance_km"] == pytest.approx(5, abs=0.01)
    assert got["supplies_within_25km_count"] == 2
    assert got["line_345kv_distance_km"] <= got["substation_distance_km"] + 1e-9


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_fiber_that_passes_by(place: tuple[float, float]) -> None:
    route = LineString([at(place, -20, 8), at(place, 20, 8)])
    layers = {
        "fiber_routes": [
            layer(
                "fiber_routes",
                {
                    "name": ["r", "s"],
                    "provider": ["A; B;A", ""],
                    "kind": ["long-haul", "long-haul"],
                },
                [route, route],
            )
        ]
    }
    got = connectivity(sites(place), layers, FactorParameters()).columns.iloc[0]
    assert 5 < got["fiber_distance_km"] < 9
    assert got["fiber_providers_within_10km_count"] == 2
    assert got["connectivity_basis"] == "routes"


def test_unknown_providers_near_by_are_not_zero() -> None:
    place = PLACES["texas"]
    route = LineString([at(place, -20, 3), at(place, 20, 3)])
    unnamed = layer(
        "fiber_routes", {"name": ["r"], "provider": [""], "kind": ["corridor"]}, [route]
    )
    both = sites(place, at(place, 0, -60))
    got = connectivity(both, {"fiber_routes": [unnamed]}, FactorParameters()).columns
    assert np.isnan(got["fiber_providers_within_10km_count"].iloc[0])
    assert np.isnan(got["fiber_providers_within_10km_count"].iloc[1])
