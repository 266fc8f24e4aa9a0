"""What every factor owes: its fields, the index, and unknown where nothing covers."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from fixtures.weather_files import epw, made_up_year
from fixtures.world import write_raster, write_world
from shapely import LineString, Point, box

from screening.catalog.custom_measures import Measure
from screening.catalog.fields import FIELDS
from screening.catalog.kinds import KINDS
from screening.config import loader as configuration
from screening.factors import (
    FACTORS,
    ColumnGroup,
    ColumnNeeds,
    Factor,
    FactorCache,
    column_needs,
    computable_columns,
    compute_all,
)
from screening.factors.factor import DeclaredParameters, compute_factor
from screening.model import CRS, FactorParameters, FactorResult, Layers, Sites, VectorLayer
from screening.workflows.load_inputs import load_inputs

OF_THE_SITE = {
    *("asked_mw", "asked_kv", "firm_mw", "facility_mw"),
    *("lost_curtailable_mw", "lost_reserve_mw", "lost_auxiliary_mw"),
}
"""Facts that the sites table alone decides: known wherever the site is."""

MORE_LAYERS = """
[layers.station_years]
kind = "climate_hourly"
path = "middle.epw"
covers = "Squareland"
[layers.water_stress]
kind = "water_stress"
path = "stress.gpkg"
covers = "Squareland"
[layers.deltas]
kind = "climate_deltas"
path = "deltas.tif"
covers = "Squareland"
"""
PARAMETERS = FactorParameters(climate_year=2050, climate_region="texas")


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Layers:
    """The tiny world with every kind of layer: a weather station, and stressed water too."""
    folder = tmp_path_factory.mktemp("world")
    config = write_world(folder)
    (folder / "middle.epw").write_text(epw(*made_up_year()))
    stress = gpd.GeoDataFrame({"bws_score": [2.5]}, geometry=[box(-102, 30, -98, 34)], crs=CRS)
    stress.to_file(folder / "stress.gpkg")
    write_raster(folder / "deltas.tif", {"delta_dry_bulb_c": 1.5, "delta_dew_point_c": 1.0})
    config.write_text(config.read_text() + MORE_LAYERS)
    inputs = load_inputs(configuration.load(config))
    assert not inputs.problems
    assert inputs.layers is not None
    return {kind: list(group) for kind, group in inputs.layers.items()} | {
        kind: [*inputs.layers[kind], *more]
        for kind, more in (
            ("fiber_routes", [ring(inputs.layers["fiber_routes"][0])]),
            ("points_of_presence", [hubs(inputs.layers["points_of_presence"][0])]),
            ("transmission_lines", [high(inputs.layers["transmission_lines"][0])]),
            ("substations", [stated(inputs.layers["substations"][0])]),
        )
        for more in [[*more, unread(inputs.layers[kind][0]), beyond(inputs.layers[kind][0])]]
    }


def like(layer: object, name: str, columns: dict[str, object], shape: object) -> VectorLayer:
    """One feature more, in a layer of its own."""
    assert isinstance(layer, VectorLayer)
    frame = gpd.GeoDataFrame(
        [{"id": name, "name": name, **columns}], geometry=[shape], crs=layer.frame.crs
    ).reindex(columns=list(dict.fromkeys([*layer.frame.columns, *columns])))
    return VectorLayer(replace(layer.info, name=name), gpd.GeoDataFrame(frame, crs=CRS))


def ring(layer: object) -> VectorLayer:
    """A ring of fiber north of the first site."""
    corners = [(-100.1, 32.02), (-99.9, 32.02), (-99.9, 32.2), (-100.1, 32.2), (-100.1, 32.02)]
    return like(layer, "Ring", {"provider": "C", "kind": "metro"}, LineString(corners))


def hubs(layer: object) -> VectorLayer:
    """A hub on the ring; the world's are too far away."""
    some = like(layer, "North", {"kind": "ixp", "networks_count": 50.0}, Point(-99.9, 32.2))
    more = like(layer, "West", {"kind": "ixp", "networks_count": 60.0}, Point(-100.1, 32.2))
    metro = like(layer, "Metro", {"kind": "metro", "networks_count": None}, Point(-100, 32.3))
    frames = [some.frame, more.frame, metro.frame]
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)
    return VectorLayer(some.info, frame)


def high(layer: object) -> VectorLayer:
    line = LineString([(-101, 32.5), (-99, 32.5)])
    return like(layer, "High", {"voltage_kv": 765.0}, line)


def stated(layer: object) -> VectorLayer:
    """A substation whose owner states what is free."""
    facts = {"voltage_kv": 765.0, "capacity_mva": 900.0, "headroom_mw": 120.0}
    return like(layer, "Stated", facts, Point(-100, 32.01))


def unread(layer: object) -> VectorLayer:
    """An asset of unknown voltage, and of no provider and no networks, near the second site."""
    shape = LineString([(-99, 31.01), (-99, 31.02)])
    assert isinstance(layer, VectorLayer)
    is_point = layer.info.kind in ("substations", "points_of_presence")
    return like(layer, "Unread", {}, shape.centroid if is_point else shape)


def beyond(layer: object) -> VectorLayer:
    """The same, of a layer that states no covers, around the fourth site."""
    other = unread(layer)
    info = replace(other.info, coverage=box(-96, 31, -94, 33), coverage_stated=False)
    return VectorLayer(info, other.frame)


def sites(*points: tuple[float, float]) -> Sites:
    frame = gpd.GeoDataFrame(
        {
            "longitude": [p[0] for p in points],
            "latitude": [p[1] for p in points],
            "coord_precision_km": 0.5,
            "grid_mw": 100.0,
        },
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def computed(name: str, some: Sites, layers: Layers) -> FactorResult:
    return compute_all(some, layers, PARAMETERS)[list(FACTORS).index(name)]


@pytest.mark.parametrize("name", FACTORS)
def test_a_factor_gives_its_fields_on_the_sites_index(name: str, layers: Layers) -> None:
    factor = FACTORS[name]
    some = sites((-100, 32), (-99, 31), (-101.5, 33.5), (-95, 32))
    got = computed(name, some, layers)
    assert set(got.columns.columns) == set(factor.columns) <= set(FIELDS)
    assert got.columns.index.equals(some.frame.index)
    assert got.columns.notna().any().all()
    if got.connections is not None:
        assert set(got.connections["site_id"]) <= set(some.frame.index)


@pytest.mark.parametrize("name", FACTORS)
def test_outside_every_layer_all_is_unknown(name: str, layers: Layers) -> None:
    far = computed(name, sites((-89, 31)), layers).columns
    told = far.drop(columns=["cooling_design", *OF_THE_SITE], errors="ignore")
    assert told.isna().all(axis=None)


@pytest.mark.parametrize("name", FACTORS)
def test_without_its_layers_a_factor_is_silent(name: str) -> None:
    some = sites((-100, 32))
    got = computed(name, some, {})
    assert got.columns.index.equals(some.frame.index)
    assert got.columns.drop(columns=list(OF_THE_SITE), errors="ignore").isna().all(axis=None)


@pytest.mark.parametrize("name", FACTORS)
def test_a_site_ignores_its_neighbours(name: str, layers: Layers) -> None:
    crowd = computed(name, sites((-100, 32), (-99, 31)), layers).columns
    alone = computed(name, sites((-99, 31)), layers).columns
    pd.testing.assert_series_equal(crowd.iloc[1], alone.iloc[0], check_names=False)


VARIANTS = (
    PARAMETERS,
    FactorParameters(metros=("North",), evaporative_allowed=True),
    FactorParameters(cooling_design="ACC", route_diversity=False),
)


class ReadParameters(DeclaredParameters):
    """The declared parameters, and a record of those that were read."""

    def __init__(self, factor: Factor, parameters: FactorParameters, read: set[str]) -> None:
        super().__init__(factor, parameters)
        self.__dict__["_read"] = read

    def __getattribute__(self, name: str) -> Any:
        values = object.__getattribute__(self, "__dict__")
        if name in values:
            values["_read"].add(name)
        return object.__getattribute__(self, name)


@pytest.mark.parametrize("name", FACTORS)
def test_a_factor_reads_the_parameters_that_it_declares_and_no_others(
    name: str, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    factor, read = FACTORS[name], set[str]()
    assert set(factor.parameters) <= {field.name for field in fields(FactorParameters)}

    def compute(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
        watched = ReadParameters(factor, parameters, read)
        return factor.compute(sites, layers, watched)  # type: ignore[arg-type]

    monkeypatch.setitem(FACTORS, name, replace(factor, compute=compute))
    some = sites((-100, 32), (-99, 31), (-101.5, 33.5))
    without_deltas = {kind: group for kind, group in layers.items() if kind != "climate_deltas"}
    for parameters in VARIANTS:
        compute_all(some, layers, parameters)
        compute_all(some, without_deltas, parameters)
    assert read == set(factor.parameters)


def test_a_parameter_that_is_not_declared_cannot_be_read() -> None:
    def compute(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
        return FactorResult(sites.frame.assign(kw=parameters.rack_kw))

    factor = Factor("odd", (ColumnGroup(("kw",)),), compute, parameters=("snap_m",))
    with pytest.raises(AttributeError, match=r"got 'rack_kw'; known: snap_m; add it to"):
        compute_factor(factor, sites((-100, 32)), {}, FactorParameters())
    with pytest.raises(AttributeError, match="got 'rack_kw'"):
        FactorCache()(factor, sites((-100, 32)), {}, FactorParameters())


def test_a_factor_comes_after_what_it_needs() -> None:
    given: set[str] = set()
    for factor in FACTORS.values():
        assert given.issuperset(factor.required_columns), factor.name
        given.update(factor.columns)


SUBSETS = [
    frozenset(kinds)
    for count in range(len(KINDS) + 1)
    for kinds in itertools.combinations(KINDS, count)
]
SWITCHES = (
    replace(PARAMETERS, metros=("Metro",)),
    FactorParameters(climate_year=None, route_diversity=False),
)


def test_every_subset_of_layer_kinds_gives_exactly_the_columns_granted(layers: Layers) -> None:
    """No column is granted that is not computed, and none is known that is not granted."""
    assert len(SUBSETS) == 256
    assert set(layers) == set(KINDS)
    some = sites((-100, 32), (-99, 31), (-101.5, 33.5))
    some = replace(some, frame=some.frame.assign(elevation_m=545.0))
    own = set(some.frame.columns)
    cache = FactorCache()
    for kinds, parameters in itertools.product(SUBSETS, SWITCHES):
        given = {kind: layers[kind] for kind in kinds}
        parts = [result.columns for result in compute_all(some, given, parameters, cache=cache)]
        table = pd.concat(parts, axis=1)
        granted = computable_columns(kinds, own, parameters) - own
        assert granted <= set(table), (sorted(kinds), granted - set(table))
        known = {str(name) for name in table if table[name].notna().any()}
        # where every distance is decided, there is no reason why one is not
        reasons = {name for name in granted - known if name.endswith("_why")}
        assert known == granted - reasons, (sorted(kinds), known ^ granted)


@pytest.mark.parametrize("column", [name for factor in FACTORS.values() for name in factor.columns])
def test_a_column_is_granted_where_and_only_where_its_needs_are_met(column: str) -> None:
    needs = column_needs(column, (), PARAMETERS)
    assert needs is not None
    for kinds in SUBSETS:
        is_met = all(not kinds.isdisjoint(choice) for choice in needs.kind_choices)
        assert (column in computable_columns(kinds, (), PARAMETERS)) == is_met
    without = FactorParameters(climate_year=None, route_diversity=False)
    granted = computable_columns(KINDS, (), without)
    assert (column in granted) == (not needs.switches)


def test_what_the_sites_state_needs_no_layer() -> None:
    granted = computable_columns((), ["pue_peak", "fiber_distance_km"], PARAMETERS)
    assert {"fiber_distance_km", "it_mw"} <= granted
    assert "it_mw_n20" not in granted
    assert column_needs("it_mw", ["pue_peak"], PARAMETERS) == ColumnNeeds()
    assert column_needs("nothing_km", (), PARAMETERS) is None


def test_every_field_is_described_and_units_follow_names() -> None:
    suffixes = {"_km": "km", "_mw": "MW", "_kv": "kV", "_c": "°C", "_ms": "ms", "_hours": "h/yr"}
    suffixes |= {"_l_per_kwh": "L/kWh", "_m3_per_day": "m³/d", "_m3_per_year": "m³/yr"}
    for field in FIELDS.values():
        assert field.description.endswith("."), field.name
        assert field.alias, field.name
        assert not field.precision or field.precision in FIELDS
        if "_per_" in field.name and not field.name.endswith("_fraction"):
            assert "/" in field.unit, field.name
            continue
        for suffix, unit in suffixes.items():
            if field.name.endswith(suffix):
                assert field.unit == unit, field.name


OWN = (
    Measure("zone_distance_km", "zone", "nearest_km", "km", "Zone"),
    Measure("in_zone", "zone", "inside", "-", "Zone"),
)


@pytest.fixture(scope="module")
def own_layers(layers: Layers) -> Layers:
    """Layers of one's own beside all others."""
    areas = layers["water_stress"][0]
    return {**layers, **{measure.kind_name: [areas] for measure in OWN}}


def test_custom_columns_are_granted_where_and_only_where_their_layer_is(
    own_layers: Layers,
) -> None:
    parameters = replace(PARAMETERS, measures=OWN)
    some = sites((-100, 32), (-99, 31), (-95, 32))
    for count in range(len(OWN) + 1):
        for kept in itertools.combinations(OWN, count):
            kinds = [measure.kind_name for measure in kept]
            given = {kind: own_layers[kind] for kind in kinds}
            granted = computable_columns(kinds, (), parameters)
            computed = compute_all(some, given, parameters)[list(FACTORS).index("custom")].columns
            assert set(computed) == {name for measure in kept for name in measure.columns}
            assert set(computed) == granted & {n for measure in OWN for n in measure.columns}
            assert computed.index.equals(some.frame.index)
            assert computed.iloc[2].isna().all()
            known = computed.drop(columns=[m.why for m in kept if m.why])
            assert known.iloc[:2].notna().all(axis=None)
    needs = column_needs("in_zone_why", (), parameters)
    assert needs == ColumnNeeds((("custom_in_zone",),))
    assert column_needs("in_zone", (), PARAMETERS) is None


def test_a_custom_factor_ignores_neighbours_and_other_layers(own_layers: Layers) -> None:
    parameters = replace(PARAMETERS, measures=OWN)
    place = list(FACTORS).index("custom")
    crowd = compute_all(sites((-100, 32), (-99, 31)), own_layers, parameters)[place].columns
    given = {measure.kind_name: own_layers[measure.kind_name] for measure in OWN}
    alone = compute_all(sites((-99, 31)), given, parameters)[place].columns
    pd.testing.assert_series_equal(crowd.iloc[1], alone.iloc[0], check_names=False)


def test_the_cache_knows_custom_layers_and_measures(own_layers: Layers) -> None:
    cache, some, place = FactorCache(), sites((-100, 32)), list(FACTORS).index("custom")

    def columns(measures: tuple[Measure, ...], layers: Layers) -> pd.DataFrame:
        parameters = replace(PARAMETERS, measures=measures)
        return compute_all(some, layers, parameters, cache=cache)[place].columns

    first = columns(OWN, own_layers)
    assert set(columns(OWN[:1], own_layers)) == set(OWN[0].columns) < set(first)
    zone = own_layers["custom_in_zone"][0]
    assert isinstance(zone, VectorLayer)
    far = replace(zone, frame=zone.frame.assign(geometry=[box(-101, 30.2, -100.9, 30.3)]))
    assert first["in_zone"].tolist() == [1.0]
    assert columns(OWN, {**own_layers, "custom_in_zone": [far]})["in_zone"].tolist() == [0.0]
