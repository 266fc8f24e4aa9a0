"""Small inputs that were once misread, with the answers that their README files give."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import screening
from screening.errors import ScreeningError

pytestmark = pytest.mark.real_data


@pytest.fixture
def case(shared_data, repository, tmp_path):
    """Return a function that runs a case, with other files or text in its config."""

    def run(
        name: str,
        config: str = "config.toml",
        *,
        sites: str | None = None,
        region: str | None = None,
        **swaps: str,
    ):
        folder = tmp_path / name
        if not folder.exists():
            shutil.copytree(shared_data.parent / "cases" / name, folder)
        if sites is not None and config == "config.toml" and not (folder / config).exists():
            return screening.run(repository / config, sites=folder / sites)
        path = folder / config
        text = path.read_text(encoding="utf-8").replace("LAYERS/", f"{repository}/layers/")
        for old, new in swaps.items():
            assert f'"{old}.' in text, f"{old} is not named in the config"
            text = text.replace(f'"{old}.', f'"{new}.', 1)
        path.write_text(text, encoding="utf-8")
        return screening.run(path, region=region)

    return run


def row(run, name: str):
    """Return the only row of a site."""
    (index,) = run.sites.index[run.sites["name"] == name]
    return run.sites.loc[index]


def notes(run) -> str:
    return "\n".join(run.metadata.warnings)


def test_thousands_in_a_semicolon_file_with_decimal_points(case):
    run = case("01-semicolon-us-thousands", "run.toml")
    assert row(run, "Alpha")["grid_mw"] == 1200
    assert row(run, "Beta")["grid_mw"] == 850
    assert row(run, "Alpha")["longitude"] == -97.06


@pytest.mark.parametrize("file", ["sites.csv", "c.csv"])
def test_the_delimiter_that_excel_names_in_the_first_line(case, file):
    run = case("02-sep-line", sites=file)
    assert row(run, "Alpha")["grid_mw"] == 120
    assert (row(run, "Alpha")["longitude"], row(run, "Alpha")["latitude"]) == (-97.06, 30.57)


def test_codes_stay_as_written(case):
    run = case("06-ids-like-1e5", "run.toml")
    assert set(run.sites.index) == {"1E5", "2E5"}
    assert row(run, "Alpha")[["asset", "feeder", "phone", "parcel"]].tolist() == [
        *("12E3", "1.10", "+15125550100", "0012")
    ]


def test_filtered_rows_are_left_out_and_told(case):
    run = case("07-xlsx-filtered-rows", "run.toml")
    assert set(run.sites["name"]) == {"Beta", "Gamma"}
    assert "hidden" in notes(run)


def test_the_visible_sheet_is_read(case):
    run = case("08-xlsx-hidden-first-sheet", "run.toml")
    assert len(run.sites) == 3
    assert (run.sites["grid_mw"] != 999).all()


def test_merged_cells_hold_for_every_row_and_merged_megawatts_are_told(case):
    run = case("09-xlsx-merged-cells", "run.toml")
    assert run.sites["operator"].notna().all()
    assert run.sites["status"].notna().all()
    assert "merged" in notes(run)
    assert run.sites["grid_mw"].notna().sum() <= 1, "one figure for three rows is not three"


def test_a_title_above_the_header(case):
    run = case("11-xlsx-title-row", sites="sites.xlsx")
    assert len(run.sites) > 0
    assert run.sites["longitude"].between(-107, -93).all()


def test_curved_parcels(case):
    run = case("13-gpkg-curves", "run.toml")
    alpha, beta = row(run, "Alpha"), row(run, "Beta")
    assert alpha["longitude"] == pytest.approx(-97.06, abs=1e-4)
    assert alpha["latitude"] == pytest.approx(30.57, abs=1e-4)
    assert beta["longitude"] == pytest.approx(-96.80, abs=1e-4)


def test_hifld_assets_out_of_service_are_no_supply(case):
    run = case("17-hifld-status")
    alpha = row(run, "Alpha")
    assert alpha["substation_name"] == "LIVE"
    assert alpha["substation_distance_km"] == pytest.approx(18.85, abs=0.05)
    assert alpha["line_345kv_distance_km"] > 10
    assert "not in service" in notes(run)


def test_disused_lines_of_openstreetmap_are_no_lines(case):
    run = case("18-osm-lifecycle")
    assert row(run, "Alpha")["line_345kv_distance_km"] == pytest.approx(19.95, abs=0.1)


@pytest.mark.parametrize("file", ["hifld", "osm"])
def test_direct_current_is_no_supply(case, file):
    run = case("19-dc-lines", hifld=file)
    assert row(run, "Alpha")["line_345kv_distance_km"] == pytest.approx(19.95, abs=0.1)


@pytest.mark.parametrize(("file", "km"), [("util", 0.0), ("lines", 0.11)])
def test_written_units_lists_and_multipliers_of_voltages(case, file, km):
    run = case("20-voltage-text", util=file)
    assert row(run, "Alpha")["line_345kv_distance_km"] == pytest.approx(km, abs=0.02)
    assert row(run, "Alpha")["line_kv"] == 345


def test_layers_with_exchanged_headings_are_refused(case):
    with pytest.raises(ScreeningError, match=r"pops\.csv.*(exchange|swap)"):
        case("24-pops-swapped", region="Virginia")


@pytest.mark.parametrize("file", ["semi", "cp"])
def test_layers_as_european_spreadsheets_save_them(case, file):
    run = case("25-layer-csv-european", mixed=file)
    assert row(run, "Alpha")["hub_distance_km"] == pytest.approx(0.0, abs=0.01)
    assert row(run, "Alpha")["hub_name"] in ("München Süd", "Querétaro")


def test_a_layer_of_mixed_separators_is_told_or_refused(case):
    run = case("25-layer-csv-european")
    assert row(run, "Alpha")["hub_distance_km"] < 0.1, "degrees have no thousands"
    assert "read no networks_count from '1,100'" in notes(run)


def test_deleted_facilities_are_left_out(case):
    run = case("26b-peeringdb-status")
    assert row(run, "Alpha")["hub_name"] != "Gone"
    assert "deleted" in notes(run)


@pytest.mark.parametrize("name", ["29-no-line-layer", "29c-no-fiber"])
def test_absent_kinds_are_named(case, name):
    kind = "transmission_lines" if name == "29-no-line-layer" else "fiber_routes"
    with pytest.raises(ScreeningError, match=kind):
        case(name)


def test_invalid_and_overlapping_basins(case):
    run = case("30-water-invalid", gap="w")
    alpha = row(run, "Alpha")  # beside the bow-tie, of which each half is an area of its own
    assert math.isnan(alpha["water_stress_score"])
    assert row(run, "Beta")["water_stress_score"] == 4.0, "the worse of two that overlap"
    assert "overlap" in notes(run)
    assert "repaired" in notes(run)


def test_a_site_in_a_gap_between_basins_is_unknown(case):
    run = case("30-water-invalid")
    assert math.isnan(row(run, "Alpha")["water_stress_score"])


def test_shapefiles_without_a_code_page_or_with_a_wrong_one(case):
    run = case("32-shapefile-encoding")
    assert "Peñasco" in row(run, "Alpha")["substation_name"]
    with pytest.raises(ScreeningError, match=r"s\.shp: expected geometry in a declared CRS"):
        case("32-shapefile-encoding", "run.toml")


@pytest.mark.parametrize("file", ["sites.kml", "two.kmz", "u16.kml"])
def test_placemarks_with_repeated_ids_are_all_read(case, file):
    run = case("36-kml-ids", sites=file)
    assert set(run.sites["name"]) == {"Alpha", "Beta"}


def test_carriers_divided_by_commas(case):
    run = case("41-providers-comma")
    assert row(run, "Alpha")["fiber_providers_within_10km_count"] == 4


def test_numbers_of_layers_written_as_text(case):
    run = case("44-layer-numbers-as-text")
    assert row(run, "Alpha")["headroom_mw"] == 1200
    assert "2 x 250" in notes(run)


def test_routes_that_are_built_count(case):
    run = case("45-fiber-status-words")
    assert row(run, "Alpha")["fiber_distance_km"] == pytest.approx(0.12, abs=0.01)


def test_links_within_a_kmz_are_followed(case):
    run = case("47-kmz-networklink", "run.toml")
    assert len(run.sites) == 2


def test_a_layer_that_was_cut_by_its_server_is_told(case):
    run = case("52-truncated-layer")
    assert "cut" in notes(run) or "exceededTransferLimit" in notes(run)


def test_an_asset_of_unknown_voltage_makes_the_distance_a_range(case):
    run = case("ny-unknown-voltage")
    (site,) = (run.sites.loc[index] for index in run.sites.index)
    assert math.isnan(site["substation_distance_km"])
    assert site["substation_distance_min_km"] == pytest.approx(0.8, abs=0.1)
    assert site["substation_distance_max_km"] == pytest.approx(40.0, abs=0.1)
    assert site["excluded_by"] == ""


def test_case_files_are_all_tested(shared_data):
    """A case that nobody runs would be forgotten."""
    text = Path(__file__).read_text(encoding="utf-8")
    untested = {
        folder.name
        for folder in (shared_data.parent / "cases").iterdir()
        if folder.is_dir() and folder.name not in text
    }
    # their inputs lie elsewhere; unit tests hold worlds of the same kind
    assert untested <= {
        *("ny-npv-zero", "ny-pop-fac", "ny-station-without-normals", "ny-texas-fit-in-ny")
    }
