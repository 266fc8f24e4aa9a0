"""Regressions and trends by place, the elevation of a station, and what the run says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from fixtures.weather_files import epw, made_up_year
from fixtures.world import write_world
from rasterio.transform import from_origin

from screening import api
from screening.catalog.kinds import KINDS
from screening.climate import CONUS, TEXAS, cooling_from_normals

BANDS = tuple(column.name for column in KINDS["climate_normals"].columns)
TMAX = [12.0, 14.0, 19.0, 23.0, 27.0, 31.0, 33.0, 33.0, 29.0, 24.0, 18.0, 13.0]
TMIN = [t - 11.0 for t in TMAX]
DEW = [t - 14.0 for t in TMAX]
PLACES = {
    "waco": (-97.1, 31.5),
    "massena": (-74.89, 44.95),
    "hobbs": (-103.6, 32.7),  # New Mexico, 45 km from Texas
    "essen": (7.0, 51.5),
}
IN_CONUS = {"waco", "massena", "hobbs"}


def run(folder: Path, *more: str, normals: bool = True, heights: bool = True) -> api.Screening:
    """Screen sites of several places over one climate, the same everywhere."""
    config = write_world(folder)
    rows = [
        f"{name},{name},{lon},{lat},100,mining,0.1{',200' if heights else ''}"
        for name, (lon, lat) in PLACES.items()
    ]
    head = "site_id,name,longitude,latitude,grid_mw,status,coord_precision_km"
    table = [head + (",elevation_m" if heights else ""), *rows]
    (folder / "sites.csv").write_text("\n".join(table))
    values = np.array([*TMAX, *TMIN, *DEW, 200.0], dtype="float32")
    with rasterio.open(
        folder / "world.tif", "w", driver="GTiff", crs="EPSG:4326", count=37, height=60, width=180,
        dtype="float32", transform=from_origin(-180, 90, 2, 3),
    ) as raster:  # fmt: skip
        raster.write(np.broadcast_to(values[:, None, None], (37, 60, 180)))
        raster.descriptions = BANDS
    layers = '[layers.normals]\nkind = "climate_normals"\npath = "world.tif"\n' if normals else ""
    config.write_text(
        '[screening]\nname = "w"\n[sites]\npath = "sites.csv"\n'
        f"{layers}"
        "[profile.training.criteria]\ndry_bulb_04_c = { weight = 1, worst = 50, best = 0 }\n"
        + "\n".join(more)
    )
    return api.run(config)


def notes(result: api.Screening) -> list[str]:
    return [note for note in result.metadata.warnings if note.startswith("climate: ")]


def expected(fit: object) -> float:
    year = cooling_from_normals([TMAX], [TMIN], [DEW], [200.0], ["DTC-W40-dry"], fit=fit)
    return float(year.conditions.dry_bulb_04_c[0])


def test_each_site_takes_the_regression_of_its_place(tmp_path: Path) -> None:
    result = run(tmp_path)
    dry = result.sites["dry_bulb_04_c"]
    assert abs(expected(TEXAS) - expected(CONUS)) > 0.2
    assert dry["waco"] == pytest.approx(expected(TEXAS), abs=1e-3)
    for name in ("massena", "hobbs", "essen"):
        assert dry[name] == pytest.approx(expected(CONUS), abs=1e-3)
    precision = result.sites["wet_bulb_precision_c"]
    assert (precision["waco"], precision["massena"]) == (
        TEXAS.wet_bulb_04_error_k.rmse,
        CONUS.wet_bulb_04_error_k.rmse,
    )
    told = [note for note in notes(result) if "outside" in note]
    assert told == [
        "climate: 1 of 4 sites (essen) lie outside the contiguous United States; their figures "
        "rest on its regression (conus), whose errors are not known there"
    ]


def test_a_stated_regression_is_used_and_told_elsewhere(tmp_path: Path) -> None:
    result = run(tmp_path, '[parameters]\nnormals_fit = "texas"')
    assert result.sites["dry_bulb_04_c"].to_numpy() == pytest.approx(expected(TEXAS), abs=1e-3)
    (told,) = (note for note in notes(result) if "outside" in note)
    assert told.startswith(
        'climate: normals_regression = "texas" was fitted to Texas and is used at 3 of 4 sites '
        "(essen, hobbs, massena) outside"
    )


def test_conus_is_fitted_to_texas_too(tmp_path: Path) -> None:
    result = run(tmp_path, '[parameters]\nnormals_regression = "conus"')
    (told,) = (note for note in notes(result) if "outside" in note)
    assert "at 1 of 4 sites (essen) outside" in told


def _rises(result: api.Screening) -> pd.Series:
    return result.sites["dry_bulb_04_future_c"] - result.sites["dry_bulb_04_c"]


def test_the_warming_is_that_of_the_place_and_unknown_elsewhere(tmp_path: Path) -> None:
    result = run(tmp_path, "[climate]\nyear = 2036")
    rise = _rises(result)
    assert rise["waco"] == pytest.approx(1.0)
    assert rise.drop("waco").isna().all()
    assert any(
        note.startswith(
            "climate: the warming by 2036 is unknown at 3 of 4 sites (essen, hobbs, massena); "
            "trends are known for Texas only; state delta_dry_bulb_c"
        )
        for note in notes(result)
    )


def test_a_stated_region_is_used_and_told_elsewhere(tmp_path: Path) -> None:
    result = run(tmp_path, '[climate]\nyear = 2036\nregion = "texas"')
    assert _rises(result).to_numpy() == pytest.approx(1.0)
    assert any(
        note.startswith(
            'climate: region = "texas" gives the warming of Texas and is used at 3 of 4 sites '
            "(essen, hobbs, massena) outside"
        )
        for note in notes(result)
    )


def test_a_stated_delta_holds_everywhere_and_needs_no_note(tmp_path: Path) -> None:
    result = run(tmp_path, "[climate]\nyear = 2036\ndelta_dry_bulb_c = 2.0")
    assert _rises(result).to_numpy() == pytest.approx(2.0)
    assert not [note for note in notes(result) if "warming" in note]


STATION = '[layers.years]\nkind = "climate_hourly"\npath = "massena.epw"\n'


@pytest.mark.parametrize("heights", [False, True])
def test_a_station_year_without_normals(heights: bool, tmp_path: Path) -> None:
    """Within 10 km its year is used; beyond, the climate is unknown, and both are said."""
    (tmp_path / "massena.epw").write_text(
        epw(*made_up_year()[:2], np.full(8760, 99_000.0), name="Massena",
            longitude=-74.85, latitude=44.93, elevation_m=195.0)
    )  # fmt: skip
    result = run(tmp_path, STATION, normals=False, heights=heights)
    sites = result.sites
    assert sites.loc["massena", "climate_basis"] == "hourly"
    assert sites.loc["massena", "climate_station_km"] < 10.0
    assert sites["pue_mean"].notna().sum() == 1
    assert sites.loc["massena", "climate_elevation_source"] == (
        "stated for the site" if heights else "of the weather station, as the site's is unknown"
    )
    told = notes(result)
    assert any(
        "unknown at 3 of 4 sites (essen, hobbs, waco): no monthly normals there, and no weather "
        "station within 10 km and 100 m of elevation" in note
        for note in told
    )
    borrowed = [
        note for note in told if "the elevation of 1 of 4 sites (massena) is unknown" in note
    ]
    assert len(borrowed) == (0 if heights else 1)
    # its own year has no part in a regression
    assert not [note for note in told if "regression" in note]
    said = "of the weather station, as the site's is unknown" in result.explain("massena")
    assert said == (not heights)


def test_a_site_that_is_too_imprecise_for_the_station(tmp_path: Path) -> None:
    (tmp_path / "massena.epw").write_text(epw(*made_up_year(), longitude=-74.80, latitude=44.93))
    config = write_world(tmp_path)
    (tmp_path / "sites.csv").write_text(
        "site_id,name,longitude,latitude,grid_mw,coord_precision_km\nm,M,-74.89,44.95,100,5\n"
    )
    config.write_text(
        '[screening]\nname = "w"\n[sites]\npath = "sites.csv"\n'
        f"{STATION}[profile.training.criteria]\n"
        "pue_mean = { weight = 1, worst = 1.5, best = 1 }\n"
    )
    assert api.run(config).sites["pue_mean"].isna().all()
