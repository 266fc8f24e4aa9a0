"""One rule for every kind: what is not in service is left out, counted and told."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from shapely.geometry import LineString, Point

from screening.catalog.kinds import KINDS
from screening.catalog.life_cycle import LIFE_CYCLE_CLASSES
from screening.errors import LayerError
from screening.readers.layers.life_cycle_parsing import (
    NOT_UNDERSTOOD,
    is_life_cycle_column,
    life_cycle_class,
)

WITH_LIFE_CYCLE = [kind.name for kind in KINDS.values() if kind.has_life_cycle and kind.is_vector]
NEXT_YEAR = dt.date.today().year + 1


def features(kind: str, n: int) -> list[object]:
    if KINDS[kind].geometry[0] == "line":
        return [LineString([(-97 - i / 10, 31), (-97.5 - i / 10, 31.5)]) for i in range(n)]
    return [Point(-97 - i / 10, 31) for i in range(n)]


def data(kind: str, **columns: list[object]) -> dict[str, list[object]]:
    n = len(next(iter(columns.values())))
    needed = {"kv": [345.0] * n} if KINDS[kind].exclusions else {}
    return {"name": [f"f{i}" for i in range(n)], **needed, **columns}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Proposed - Phase 2", "proposed"),
        ("Planned (2027)", "planned"),
        ("PLANNED", "planned"),
        ("in planning", "planned"),
        ("Future", "planned"),
        ("not yet built", "planned"),
        ("UNDER CONST", "under construction"),
        ("Under Construction", "under construction"),
        ("under_construction", "under construction"),
        ("UnderConstruction", "under construction"),
        ("U/C", "under construction"),
        ("Construction", "under construction"),
        ("NOT IN SERVICE", "not in service"),
        ("Out of service", "not in service"),
        ("INACTIVE", "not in service"),
        ("mothballed", "not in service"),
        ("de-energized", "not in service"),
        ("Abandoned in place", "abandoned"),
        ("retired", "retired"),
        ("Decommissioned 2019", "decommissioned"),
        ("razed", "demolished"),
        ("deleted", "deleted"),
        ("Canceled", "cancelled"),
        ("On hold", "suspended"),
        ("pending", "pending"),
        ("Permitting", "permitting"),
        ("Announced Q3", "announced"),
        ("planned / under construction", "under construction"),
        ("Planned; cancelled", "cancelled"),
        ("Under construction, less than 50 percent complete", "under construction"),
        (f"Planned, in service {NEXT_YEAR}", "planned"),
        (f"In service {NEXT_YEAR}", "planned"),
        (f"RFS: ready for service {NEXT_YEAR}", "planned"),
        ("Under construction, expected completion 2027", "under construction"),
        ("not yet in operation", "planned"),
        ("yet to be commissioned", "planned"),
        ("to be built", "planned"),
        ("line is not energized", "not in service"),
        ("no longer in use", "not in service"),
        ("in-active line", "not in service"),
        ("de-commissioned in 2019", "decommissioned"),
        ("temporarily out of service", "not in service"),
        ("De-energised", "not in service"),
        ("OOS", "not in service"),
        ("not yet energised", "planned"),
        ("To be constructed", "planned"),
        ("Coming Soon", "planned"),
        ("Prop.", "proposed"),
        ("Constr.", "under construction"),
        ("Under Implementation", "under construction"),
        ("Decom.", "decommissioned"),
        ("geplant (2028)", "planned"),
        ("im Bau", "under construction"),
        ("außer Betrieb", "not in service"),
        ("Planejada 2028", "planned"),
        ("Em construção", "under construction"),
        ("en construcción", "under construction"),
        ("Fuera de servicio", "not in service"),
        ("En projet", "planned"),
        ("Em Operação", ""),
        ("in Betrieb", ""),
        ("en service", ""),
        ("ENERGISED", ""),
    ],
)
def test_words_that_are_not_in_service(text: str, stated: str) -> None:
    assert life_cycle_class(text) == stated


@pytest.mark.parametrize(
    "text",
    [
        *("IN SERVICE", "In Service", "existing", "Operational", "Active", "ok", "energized"),
        *("Built", "completed", "Lit", "NOT AVAILABLE", "unknown", "n/a", "", " - ", "-999999"),
        *("Construction complete", "In service since 1998", "as-built", "dark fiber"),
    ],
)
def test_words_that_are_in_service_or_state_nothing(text: str) -> None:
    assert life_cycle_class(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        *("not proposed", "no longer under construction", "formerly proposed, now in service"),
        *("never abandoned", "was planned", "planned upgrade", "planned for retirement"),
        *("to be decommissioned", "In service, expansion planned", "3", "hot", "Phase 2"),
        *("proposed, in service 1998", "not yet decommissioned", "previously retired"),
        *("will be retired", "reactivated (formerly retired)", "suunniteltu"),
        *("não em operação", "noch nicht in Betrieb", "nao planejada"),
        *("partially in service", "expected in service", "status not stated here", "never built"),
    ],
)
def test_negations_and_other_words_are_not_understood(text: str) -> None:
    assert life_cycle_class(text) == NOT_UNDERSTOOD


def test_every_phrase_of_a_class_means_it_however_it_is_written() -> None:
    for each in LIFE_CYCLE_CLASSES:
        for phrase in each.words:
            for text in (phrase, phrase.upper(), phrase.replace(" ", "_"), f"({phrase})"):
                assert life_cycle_class(text) == each.name, text


@pytest.mark.parametrize("name", ["l.gpkg", "l.geojson", "l.parquet", "l.fgb", "l.shp"])
@pytest.mark.parametrize("kind", WITH_LIFE_CYCLE)
def test_a_status_is_heeded_in_every_kind_and_format(layer, kind, name):
    status = ["IN SERVICE", "PROPOSED", "NOT AVAILABLE", "Proposed - Phase 2", None, "retired"]
    found = layer(kind, data(kind, STATUS=status), features(kind, 6), name=name)
    assert sorted(found.frame["name"]) == ["f0", "f2", "f4"]
    assert found.info.left_out == {"that are proposed": 2, "that are retired": 1}
    assert "left out 2 of 6 features that are proposed" in found.info.notes
    assert "left out 1 of 6 features that are retired" in found.info.notes


@pytest.mark.parametrize("kind", WITH_LIFE_CYCLE)
def test_a_class_can_be_included(layer, problems, kind):
    columns = data(kind, status=["planned", "under construction", "ok"])
    found = layer(kind, columns, features(kind, 3), include=["under construction"])
    assert found.frame["name"].tolist() == ["f1", "f2"]
    (told,) = problems(kind, columns, features(kind, 3), include=["under constuction"])
    assert "got 'under constuction'; did you mean 'under construction'; known: abandoned" in told


def test_where_all_are_left_out_the_classes_are_named(problems):
    columns = {"status": ["planned", "under construction"]}
    (told,) = problems("fiber_routes", columns, features("fiber_routes", 2))
    assert told.endswith(
        "expected fiber routes in service, got none: 1 that are planned, 1 that are under "
        'construction; choose another file, or write include = ["planned", "under construction"]'
    )


def test_a_status_that_is_not_understood_is_told_and_stays(layer):
    columns = {"status": ["hot", "hot", "not proposed", "ok"]}
    found = layer("fiber_routes", columns, features("fiber_routes", 4))
    assert found.info.feature_count == 4
    said = "kept 3 features as in service whose status is not understood: 2 hot, 1 not proposed"
    assert said in found.info.notes


@pytest.mark.parametrize("name", ["o.gpkg", "o.geojson", "o.parquet"])
def test_openstreetmap_keys_prefixes_and_values(layer, name):
    tags = [
        {"power": "line"},
        {"power": "line", "disused": "yes"},
        {"power": "line", "abandoned": "yes"},
        {"power": "line", "construction": "line"},
        {"power": "line", "proposed": "yes"},
        {"power": "line", "planned": "yes"},
        {"power": "line", "razed": "yes"},
        {"disused:power": "line"},
        {"construction:power": "line"},
        {"power": "construction", "construction": "line"},
        {"power": "proposed"},
        {"power": "line", "end_date": "1999-05"},
        {"power": "line", "disused": "no"},
        {"power": "line", "end_date": f"{NEXT_YEAR}"},
    ]
    keys = dict.fromkeys(key for each in tags for key in each)
    columns = {key: [each.get(key) for each in tags] for key in keys}
    columns["voltage"] = ["345000"] * len(tags)
    columns["osm_id"] = [str(i) for i in range(len(tags))]
    shapes = features("transmission_lines", len(tags))
    found = layer("transmission_lines", columns, shapes, name=name)
    assert found.frame["id"].tolist() == ["0", "12", "13"]
    assert found.info.left_out == {
        "that are planned": 1,
        "that are proposed": 2,
        "that are under construction": 3,
        "that are disused": 2,
        "that are abandoned": 1,
        "that are retired": 1,
        "that are demolished": 1,
    }
    again = layer(
        "transmission_lines", columns, shapes, name=f"again{name}", include=["disused", "proposed"]
    )
    assert again.frame["id"].tolist() == ["0", "1", "4", "7", "10", "12", "13"]


def test_keys_as_a_shapefile_shortens_them(layer):
    columns = {
        "power": ["line"] * 4,
        "voltage": ["345000"] * 4,
        "constructi": [None, "line", "aerial", None],
        "disused:po": [None, None, None, "line"],
    }
    found = layer("transmission_lines", columns, features("transmission_lines", 4), name="o.shp")
    assert found.info.left_out == {"that are under construction": 1, "that are disused": 1}


def test_a_prefix_of_another_thing_is_of_another_kind(layer):
    columns = {
        "power": ["line", None, None],
        "voltage": ["345000"] * 3,
        "disused:power": [None, "tower", "line"],
    }
    found = layer("transmission_lines", columns, features("transmission_lines", 3))
    assert found.info.left_out == {"by their 'power'": 1, "that are disused": 1}


def test_tags_of_overture(layer):
    tags = [{"voltage": "345000"}, {"voltage": "345000", "disused": "yes"}]
    tags += [{"voltage": "345000", "proposed:power": "line"}]
    columns = {"id": ["a", "b", "c"], "class": ["power_line"] * 3, "source_tags": tags}
    found = layer(
        "transmission_lines", columns, features("transmission_lines", 3), name="o.geojson"
    )
    assert found.frame["id"].tolist() == ["a"]
    assert found.info.left_out == {"that are proposed": 1, "that are disused": 1}


def test_how_a_route_was_built_is_no_life_cycle(layer):
    columns = {"construction": ["aerial", "buried"], "Phase": ["in service", None]}
    found = layer("fiber_routes", columns, features("fiber_routes", 2))
    assert (found.info.feature_count, found.info.left_out) == (2, {})
    assert not any("not understood" in note for note in found.info.notes)


def test_every_column_is_judged_and_a_dead_one_does_not_hide_another(layer):
    columns = {"status": ["ok", "ok", None], "lifecycle": [None, "planned", "retired"]}
    found = layer("fiber_routes", columns, features("fiber_routes", 3))
    assert found.info.feature_count == 1


@pytest.mark.parametrize("field", ["STATUS", "Op_Status", "disused", "razed:building", "end_date"])
def test_columns_of_a_life_cycle(field: str) -> None:
    assert is_life_cycle_column(field)


def test_areas_of_water_stress_have_no_life_cycle(layer):
    columns = {"bws_score": [1.0], "status": ["planned"]}
    found = layer("water_stress", columns, [Point(-97, 31).buffer(1)])
    assert found.info.feature_count == 1


def test_peeringdb_entries_that_are_deleted_or_pending(tmp_path, texas):
    from screening.model import LayerSpec
    from screening.readers import read_layer

    entries = [
        {"id": i, "name": status, "latitude": 32.8, "longitude": -96.8, "status": status}
        for i, status in enumerate(("ok", "deleted", "pending"), start=1)
    ]
    path = tmp_path / "fac.json"
    path.write_text(json.dumps({"data": entries}))
    info = read_layer(LayerSpec("fac", "points_of_presence", path), texas).info
    assert info.left_out == {"that are pending": 1, "that are deleted": 1}
    for entry in entries:
        entry["status"] = "deleted"
    path.write_text(json.dumps({"data": entries}))
    with pytest.raises(LayerError, match="got none: 3 that are deleted"):
        read_layer(LayerSpec("fac", "points_of_presence", path), texas)


@pytest.mark.parametrize("name", ["l.geojson", "l.gpkg", "l.shp"])
@pytest.mark.parametrize("column", ["in_service_date", "opening_date", "ISD"])
def test_what_is_in_service_from_a_date_to_come_is_planned(layer, column, name):
    dates = [f"{NEXT_YEAR}-06-01", "1998-01-01", f"{NEXT_YEAR}", "Q3", None]
    columns = data("transmission_lines", **{column: dates})
    found = layer("transmission_lines", columns, features("transmission_lines", 5), name=name)
    assert found.frame["name"].tolist() == ["f1", "f3", "f4"]
    assert found.info.left_out == {"that are planned": 2}


def test_a_start_date_to_come_in_openstreetmap_alone(layer):
    dates = [f"{NEXT_YEAR}", f"{NEXT_YEAR}-01", "1998"]
    tags = {"power": ["line"] * 3, "voltage": ["345000"] * 3, "start_date": dates}
    shapes = features("transmission_lines", 3)
    assert layer("transmission_lines", tags, shapes).info.left_out == {"that are planned": 2}
    leases = {"name": ["a", "b", "c"], "start_date": dates}
    assert layer("fiber_routes", leases, shapes, name="f.gpkg").info.left_out == {}
