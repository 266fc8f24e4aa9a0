"""One station in several features: one voltage, one distance, one count."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from screening import joins
from screening.joins.same_stations import share_voltages
from screening.model import CRS, FactorParameters, LayerInfo, Sites, VectorLayer
from screening.workflows.prepared_indexes import IndexPreparer

GEOD = Geod(ellps="WGS84")
NAN = np.nan
AREA = box(-0.002, -0.002, 0.002, 0.002).buffer(0)
SITE = (0.1, 0.0)
UNKNOWN, CLASS = (NAN, NAN), (100.0, 161.0)
Row = tuple[BaseGeometry, tuple[float, float], str]


def east(metres: float) -> Point:
    """Make a point that far outside the area, towards the site."""
    return Point(GEOD.fwd(0.002, 0.0, 90, metres)[:2])


def layer(*rows: Row, precision_km: float = NAN) -> VectorLayer:
    frame = gpd.GeoDataFrame(
        {
            "name": [name or None for *_, name in rows],
            "voltage_kv": [low for _, (low, _), _ in rows],
            "voltage_max_kv": [high for _, (_, high), _ in rows],
        },
        geometry=[shape for shape, *_ in rows],
        crs=CRS,
    )
    world = box(-180, -90, 180, 90)
    kind = "substations"
    return VectorLayer(
        LayerInfo("grid", kind, "", "", len(rows), precision_km, "", "", "", world), frame
    )


def found(*layers: VectorLayer) -> tuple[pd.Series, pd.Series]:
    """The nearest substation of at least 138 kV, and the count within 25 km."""
    place = gpd.GeoDataFrame(
        {"longitude": [SITE[0]], "latitude": [SITE[1]], "coord_precision_km": 0.1},
        index=pd.Index(["s"], name="site_id"),
        geometry=[Point(SITE)],
        crs=CRS,
    )
    assets = joins.index_features(share_voltages(layers), at_least_kv=(138.0,))
    counts, _ = joins.count_within(Sites(place), assets, 25.0, 138.0)
    return joins.nearest(Sites(place), assets).iloc[0], counts.iloc[0]


@pytest.mark.parametrize(
    "layers",
    [
        [layer((AREA, (345.0, 345.0), "A"), (Point(0, 0), UNKNOWN, ""))],
        [layer((AREA, UNKNOWN, "A"), (Point(0, 0), (345.0, 345.0), ""))],
        [layer((AREA, (345.0, 345.0), "A"), (east(20), UNKNOWN, ""))],
        [layer((AREA, (345.0, 345.0), "A"), (east(300), UNKNOWN, "A"))],
        [layer((Point(0, 0), (345.0, 345.0), "A")), layer((east(100), UNKNOWN, "Else"))],
        [layer((east(100), UNKNOWN, "")), layer((Point(0, 0), (345.0, 345.0), "A"))],
        [layer((Point(0, 0), (345.0, 345.0), "A")), layer((east(100), (230.0, NAN), "B"))],
        [layer((AREA, UNKNOWN, "A"), (Point(0, 0), UNKNOWN, "")),
         layer((east(200), (345.0, 345.0), ""))],
    ],
)  # fmt: skip
def test_a_feature_of_unknown_voltage_has_that_of_its_station(layers: list[VectorLayer]) -> None:
    near, counts = found(*layers)
    shapes = [shape for each in layers for shape in each.frame.geometry]
    ends = [min(shape.distance(Point(SITE)) for shape in shapes)]
    metres = GEOD.inv(*SITE, SITE[0] - ends[0], 0.0)[2]
    assert near["distance_km"] == pytest.approx(metres / 1000, abs=0.001)
    assert near["voltage_kv"] == near["kv_max"] == 345.0
    assert counts[["count", "count_min", "count_max"]].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("layers", "bounds"),
    [
        # two points of one layer are two stations
        ([layer((Point(0, 0), (345.0, 345.0), ""), (east(100), UNKNOWN, ""))], (1, 2)),
        # 345 kV is not within 100 to 161
        ([layer((Point(0, 0), (345.0, 345.0), "")), layer((east(100), CLASS, ""))], (1, 2)),
        # beside the area, but with a name of its own
        ([layer((AREA, (345.0, 345.0), "A"), (east(20), UNKNOWN, "B"))], (1, 2)),
        ([layer((Point(0, 0), (345.0, 345.0), "")), layer((east(900), UNKNOWN, ""))], (1, 2)),
        # the same station, whatever its voltage
        ([layer((AREA, UNKNOWN, "A"), (Point(0, 0), UNKNOWN, ""))], (0, 1)),
        # one of the two is the station of the other layer, which its equal in voltage is
        ([layer((Point(0, 0), (345.0, 345.0), ""), (east(50), UNKNOWN, "")),
          layer((east(40), (345.0, 345.0), ""))], (1, 2)),
    ],
)  # fmt: skip
def test_what_is_not_the_same_station_stays_undecided(
    layers: list[VectorLayer], bounds: tuple[int, int]
) -> None:
    _, counts = found(*layers)
    assert np.isnan(counts["count"])
    assert (counts["count_min"], counts["count_max"]) == bounds


def test_bounds_closer_than_the_distance_is_exact_are_one_distance() -> None:
    """Halfway between them, so that what lies within the uncertainty is what did before."""
    near, _ = found(layer((AREA, (345.0, 345.0), "A"), (east(300), UNKNOWN, "B")))
    low, high = near["distance_min_km"], near["distance_max_km"]
    assert high - low == pytest.approx(0.3, abs=0.001)
    assert near["distance_km"] == pytest.approx((low + high) / 2)
    assert near["distance_km"] - near["precision_km"] == pytest.approx(low - 0.1)
    assert near["distance_km"] + near["precision_km"] == pytest.approx(high + 0.1)
    assert np.isnan(near["voltage_kv"])  # which of the two is the nearest is not known
    apart, _ = found(layer((AREA, (345.0, 345.0), "A"), (east(900), UNKNOWN, "B")))
    assert np.isnan(apart["distance_km"])
    coarse, _ = found(
        layer((AREA, (345.0, 345.0), "A"), (east(900), UNKNOWN, "B"), precision_km=1.0)
    )
    assert coarse["precision_km"] == pytest.approx(1.0 + 0.1 + 0.45, abs=0.001)


def test_a_run_shares_voltages_and_keeps_what_the_layers_state() -> None:
    group = [layer((AREA, (345.0, 345.0), "A"), (Point(0, 0), UNKNOWN, ""))]
    (shared,) = IndexPreparer()({"substations": group}, FactorParameters())["substations"]
    assert isinstance(shared, VectorLayer)
    assert shared.frame["voltage_kv"].tolist() == [345.0, 345.0]
    assert np.isnan(group[0].frame["voltage_kv"].iloc[1])
    exact = [layer((AREA, (345.0, 345.0), "A"), (Point(0, 0), (69.0, 69.0), ""))]
    assert IndexPreparer()({"substations": exact}, FactorParameters())["substations"][0] is exact[0]
