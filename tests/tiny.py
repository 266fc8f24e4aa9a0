"""A finished screening of five made-up sites, for writers: nothing in it is computed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from screening.model import CRS, Grid, Judgement, LayerInfo, RasterLayer, Screening

HOSTILE = "<script>alert('x')</script> \"Ω\" & Söhne, =1+1"

_NAN = np.nan


def tiny_sites() -> gpd.GeoDataFrame:
    """Five sites: two ranked, one with a hostile name, one excluded, one unscored."""
    columns = {
        "site_id": ["a", "b", "hostile", "out", "dark"],
        "name": ["Alpha", "Beta", HOSTILE, "Too small", "No MW known"],
        "operator": ["Op 1", "Op 1", "Op 2", None, "Op 3"],
        "status": ["mining", "converting", "converted", "mining", "mining"],
        "longitude": [-97.06, -100.06, -102.33, -96.5, -98.0],
        "latitude": [30.57, 34.38, 31.84, 32.0, 31.0],
        "coord_precision_km": [0.5, 0.5, 10.0, 2.0, _NAN],
        "grid_mw": [700.0, 650.0, 207.0, 10.0, _NAN],
        "rank": pd.array([1, 2, 3, None, None], dtype="Int64"),
        "rank_low": pd.array([1, 1, 2, None, 2], dtype="Int64"),
        "rank_high": pd.array([2, 3, 3, None, 4], dtype="Int64"),
        "first_fraction": [0.8, 0.2, 0.0, _NAN, _NAN],
        "dominated_by_count": pd.array([0, 0, 1, None, None], dtype="Int64"),
        "score": [81.25, 64.4, 40.0, 22.5, _NAN],
        "coverage_fraction": [1.0, 1.0, 0.9, 1.0, 0.7],
        "excluded_by": ["", "", "", "power: 10 MW is below 20 MW", ""],
        "unverified": ["", "", "substation within reach", "", "power"],
        "substation_name": ["Sandow", "Tesla", "Odessa EHV", "Corsicana", None],
        "substation_kv": [345.0, 345.0, 345.0, 138.0, _NAN],
        "substation_distance_km": [1.234, 0.6, 12.5, 3.3, _NAN],
        "substation_precision_km": [1.2, 1.2, 10.7, 2.7, _NAN],
        "line_kv": [345.0, 345.0, 138.0, 138.0, _NAN],
        "line_distance_km": [0.8, 0.5, 2.0, 1.0, _NAN],
        "line_345kv_distance_km": [0.8, 0.5, 11.0, 9.0, _NAN],
        "line_precision_km": [2.5, 2.5, 12.0, 4.0, _NAN],
        "supplies_within_25km_count": [6.0, 3.0, 14.0, 5.0, _NAN],
        "firm_mw": [665.0, 617.5, 196.65, 9.5, _NAN],
        "facility_mw": [586.53, 544.635, 173.4453, 8.379, _NAN],
        "it_mw": [492.9, 465.5, 144.5, 7.0, _NAN],
        "it_mw_n20": [480.8, 453.9, 141.0, 6.9, _NAN],
        "lost_curtailable_mw": [35.0, 32.5, 10.35, 0.5, _NAN],
        "lost_reserve_mw": [66.5, 61.75, 19.665, 0.95, _NAN],
        "lost_auxiliary_mw": [11.97, 11.115, 3.5397, 0.171, _NAN],
        "lost_cooling_mw": [93.63, 79.135, 28.9453, 1.379, _NAN],
        "lost_extreme_mw": [12.1, 11.6, 3.5, 0.1, _NAN],
        "fiber_summary": [
            "3.2 ms to Austin over 277 route-km along corridors; both routes share 8 km",
            *[None] * 4,
        ],
        "fiber_distance_km": [8.725, 1.1, 4.0, 2.0, 30.0],
        "fiber_precision_km": [3.5, 3.5, 13.0, 5.0, _NAN],
        "fiber_provider": ["AT&T; Zayo", "AT&T", "", "Zayo", ""],
        "fiber_providers_within_10km_count": [2.0, 1.0, 3.0, 2.0, _NAN],
        "fiber_lateral_km": [11.34, 1.43, 5.2, 2.6, 39.0],
        "hub_name": ["Austin", "Infomart Dallas", "Infomart Dallas", "Infomart Dallas", None],
        "hub_distance_km": [70.0, 330.0, 520.0, 90.0, _NAN],
        "rtt_ms": [1.39, 4.7, 7.1, 1.65, _NAN],
        "connectivity_basis": ["corridors"] * 5,
        "dry_bulb_04_c": [37.8, 38.9, 38.1, 37.4, 37.0],
        "wet_bulb_04_c": [25.9, 23.5, 22.4, 26.0, 25.0],
        "free_cooling_hours": [4700.0, 5600.0, 5900.0, 4750.0, 4800.0],
        "cooling_design": ["DTC-W40-dry"] * 5,
        "pue_mean": [1.11, 1.104, 1.105, 1.11, 1.11],
        "pue_peak": [1.19, 1.17, 1.2, 1.19, 1.19],
        "pue_n20": [1.22, 1.2, 1.23, 1.22, 1.22],
        "climate_basis": ["normals"] * 5,
        "verdict": ["Not ready for training: 1 of 2 diverse fiber routes."] + [""] * 4,
        "workload": ["training", "either", "neither", "neither", ""],
        "conversion_p10_musd": [4400.0, 4100.0, 1300.0, 380.0, _NAN],
        "conversion_p50_musd": [5200.0, 4900.0, 1520.5, 440.0, _NAN],
        "conversion_p90_musd": [6200.0, 5800.0, 1800.0, 510.0, _NAN],
        "conversion_musd": [5100.0, 4800.0, 1500.0, 430.0, _NAN],
        "npv_p10_musd": [-900.0, -800.0, -300.0, -90.0, _NAN],
        "npv_musd": [-120.0, 80.0, -40.0, -30.0, _NAN],
        "npv_p90_musd": [800.0, 900.0, 200.0, 40.0, _NAN],
        "value_it_mw": [1.0, 0.95, 0.4, 0.0, _NAN],
        "value_fiber_distance_km": [0.8255, 0.978, 0.92, 0.96, 0.4],
        "utility": ["Oncor", "AEP", "Oncor", "Oncor", None],
    }
    frame = pd.DataFrame(columns)
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=CRS)
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS).set_index("site_id")


def _connections(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = [
        {
            "site_id": site,
            "kind": kind,
            "name": f"{kind} of {site}",
            "distance_km": 10.0,
            "geometry": LineString([point, Point(point.x + dx, point.y + 0.05)]),
        }
        for site, point in sites.geometry.items()
        for kind, dx in (("substation", 0.05), ("line", -0.05), ("fiber", 0.1), ("hub", 0.6))
    ]
    return gpd.GeoDataFrame(rows, crs=CRS)


def _layers() -> dict[str, gpd.GeoDataFrame]:
    source = ["HIFLD 1", "HIFLD 2"]
    return {
        "substations": gpd.GeoDataFrame(
            {"id": ["s1", "s2"], "name": ["Sandow", "Tesla"], "voltage_kv": [345.0, 138.0]}
            | {"source": source},
            geometry=[Point(-97.06, 30.56), Point(-100.0, 34.4)],
            crs=CRS,
        ),
        "transmission_lines": gpd.GeoDataFrame(
            {"id": ["l1", "l2"], "name": ["Sandow–Temple", "Tesla–Oklaunion"]}
            | {"voltage_kv": [345.0, 138.0], "owner": ["Oncor", None], "source": source},
            geometry=[
                LineString([(-97.06, 30.56), (-97.4, 31.1)]),
                LineString([(-100.0, 34.4), (-99.1, 34.1)]),
            ],
            crs=CRS,
        ),
        "fiber_routes": gpd.GeoDataFrame(
            {"id": ["f1"], "name": ["I-35"], "provider": ["AT&T; Zayo"], "kind": ["corridor"]},
            geometry=[LineString([(-98.5, 29.4), (-97.7, 30.3), (-96.8, 32.8)])],
            crs=CRS,
        ),
        "points_of_presence": gpd.GeoDataFrame(
            {"id": ["p1"], "name": ["Infomart Dallas"], "kind": ["carrier_hotel"]}
            | {"networks_count": [200.0]},
            geometry=[Point(-96.82, 32.8)],
            crs=CRS,
        ),
    }


def _robustness() -> dict[str, pd.DataFrame]:
    return {
        "acceptability": pd.DataFrame(
            {"site_id": ["a", "a", "b"], "rank": [1, 2, 1]}
            | {"acceptability_fraction": [0.8, 0.2, 0.2]}
        ),
        "central_weights": pd.DataFrame(
            {"site_id": ["a", "a"], "factor": ["it_mw", "fiber_distance_km"]}
            | {"weight_fraction": [0.8, 0.2], "confidence_fraction": [0.95, 0.95]}
        ),
        "tipping": pd.DataFrame(
            {
                "factor": ["it_mw", "fiber_distance_km"],
                "weight_fraction": [0.75, 0.25],
                "tip_below_fraction": [0.6, _NAN],
                "leader_below": ["b", ""],
                "tip_above_fraction": [_NAN, 0.4],
                "leader_above": ["", "b"],
            }
        ),
        "agreement": pd.DataFrame(
            {
                "method": ["wsm", "topsis"],
                "title": ["weighted sum", "TOPSIS"],
                "relative": ["no", "yes"],
                "leader": ["a", "b"],
                "agreement": [1.0, 0.33],
                "compared_count": [3, 3],
            }
        ),
    }


def _paths() -> gpd.GeoDataFrame:
    """Ways of the first site: there, elsewhere, what both share, and a cut."""
    ways = {
        "primary": [(-97.06, 30.57), (-97.4, 30.4), (-97.7, 30.3)],
        "diverse": [(-97.06, 30.57), (-97.1, 31.1), (-96.8, 32.8)],
        "shared": [(-97.06, 30.57), (-97.07, 30.6)],
        "cut": [(-97.06, 30.57), (-97.2, 30.5)],
    }
    return gpd.GeoDataFrame(
        {
            "site_id": ["a"] * 4,
            "kind": list(ways),
            "name": ["Austin", "Infomart Dallas", "longest stretch", "one junction"],
            "route_km": [84.2, 340.0, 4.1, 20.0],
        },
        geometry=[LineString(way) for way in ways.values()],
        crs=CRS,
    )


def _normals() -> RasterLayer:
    """Three bands over Texas, warmer to the south, the westernmost cells unknown."""
    south = np.linspace(0.0, 6.0, 11)[:, None] + np.zeros((11, 13))
    south[:, 0] = np.nan
    bands = {"tmax_c_07": 32.0 + south, "dew_point_c_07": 16.0 + south, "tmin_c_01": -4.0 + south}
    values = np.stack(list(bands.values())).astype("float32")
    grid = Grid(values, tuple(bands), (1.0, 0.0, -106.5, 0.0, -1.0, 36.5), CRS)
    info = LayerInfo(
        name="climate",
        kind="climate_normals",
        path="climate.tif",
        sha256="2" * 64,
        rows=3,
        precision_km=5.0,
        licence="public domain",
        source="NREL",
        retrieved="2026-11-22",
        covers=box(-106.5, 25.5, -93.5, 36.5),
    )
    return RasterLayer(info, grid)


_VERDICTS = ["rank", "score", "coverage_fraction", "excluded_by", "unverified"]


def _judgements(
    sites: gpd.GeoDataFrame, criteria: pd.DataFrame, constraints: pd.DataFrame
) -> tuple[Judgement, ...]:
    """The run's own judgement, and one that turns the weights and excludes nobody."""
    values = ["value_it_mw", "value_fiber_distance_km"]
    own = pd.DataFrame(sites[_VERDICTS + values])
    other = own.assign(
        rank=pd.array([2, 1, 3, 4, None], dtype="Int64"),
        score=[86.9, 97.1, 79.0, 72.0, _NAN],
        coverage_fraction=[1.0, 1.0, 1.0, 1.0, 0.75],
        excluded_by="",
        unverified="",
    )
    turned = criteria.assign(weight=[1.0, 3.0], weight_fraction=[0.25, 0.75])
    return (
        Judgement("training", "", "wsm", "unknown", 0.0, own, criteria, constraints),
        Judgement(
            "inference", "Near people.", "wsm", "unknown", 0.0, other, turned, constraints[:0]
        ),
    )


def tiny_screening() -> Screening:
    """The finished screening; every writer must be able to write it."""
    sites = tiny_sites()
    texas = box(-106.6, 25.8, -93.5, 36.5)
    criteria = pd.DataFrame(
        {
            "factor": ["it_mw", "fiber_distance_km"],
            "weight": [3.0, 1.0],
            "weight_fraction": [0.75, 0.25],
            "worst": [10.0, 50.0],
            "best": [300.0, 0.0],
            "unit": ["MW", "km"],
            "why": ["Power is what a mine has.", "A lateral costs money and months."],
        }
    )
    constraints = pd.DataFrame(
        {
            "name": ["power", "substation within reach"],
            "factor": ["grid_mw", "substation_distance_km"],
            "minimum": [20.0, _NAN],
            "maximum": [_NAN, 32.0],
            "unit": ["MW", "km"],
            "reason": ["below 20 MW no tenant asks", "too far from the grid"],
            "pass_count": [3, 3],
            "fail_count": [1, 0],
            "unknown_count": [1, 2],
        }
    )
    return Screening(
        name="tiny",
        profile="training",
        method="wsm",
        sites=sites,
        connections=_connections(sites),
        layers=_layers() | {"fiber_paths": _paths()},
        boundaries=gpd.GeoDataFrame(
            {"name": ["Texas", "Milam County, TX"], "level": ["state", "county"]},
            geometry=[texas, box(-97.3, 30.5, -96.6, 31.0)],
            crs=CRS,
        ),
        region=gpd.GeoDataFrame({"name": ["Texas"]}, geometry=[texas], crs=CRS),
        criteria=criteria,
        constraints=constraints,
        build_list=pd.DataFrame(
            {
                "site_id": ["a", "a", "b"],
                "package": ["first fiber lateral", "grid expansion", "first fiber lateral"],
                "has": [0.0, 700.0, _NAN],
                "needs": [11.34, 700.0, 1.43],
                "gap": [11.34, 0.0, 1.43],
                "unit": ["route-km", "MW gross", "route-km"],
                "musd_low": [0.37, 0.0, 0.0],
                "musd": [0.67, 0.0, 0.08],
                "musd_high": [1.0, 0.0, 0.13],
                "months_low": [4.0, 0.0, 0.0],
                "months": [6.0, 0.0, 5.0],
                "months_high": [11.0, 0.0, 9.0],
                "usd": ["USD 2025"] * 3,
                "note": ["", "", "verify: the way to the nearest fiber route is not known well"],
                "after": [""] * 3,
                "source": ["FBA/Cartesian 2025", "customers' payments", "FBA/Cartesian 2025"],
            }
        ),
        provenance=pd.DataFrame(
            {
                "name": ["sites", "substations"],
                "kind": ["sites", "substations"],
                "path": ["sites.csv", "substations.geojson"],
                "sha256": ["0" * 64, "1" * 64],
                "rows": [5, 2],
                "precision_km": [_NAN, 0.7],
                "licence": ["", "public domain"],
                "source": ["", "HIFLD"],
                "retrieved": ["", "2026-11-22"],
            }
        ),
        record={
            "name": "tiny",
            "profile": "training",
            "seed": 0,
            "warnings": ["one note"],
            "weighting": "given",
            "relative": [],
            "robustness": {
                "draws": 1000,
                "distribution": "weights uniform over all that sum to 1",
                "interval_fraction": 0.9,
            },
        },
        robustness=_robustness(),
        judgements=_judgements(sites, criteria, constraints),
        not_judged={"colocation": "its facts take other parameters"},
        rasters={"climate_normals": _normals()},
    )
