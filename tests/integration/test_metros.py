"""Round trips to metros of the config: columns, criteria, and names that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixtures.world import write_world

from screening import api
from screening.errors import ScreeningError


def with_metros(folder: Path, names: str, more: str = "") -> Path:
    config = write_world(folder)
    text = config.read_text()
    config.write_text(f"{text}\n[parameters]\nmetros = {names}\n{more}")
    return config


def test_a_metro_that_no_layer_places_is_told_with_those_known(tmp_path: Path) -> None:
    with pytest.raises(ScreeningError) as told:
        api.run(with_metros(tmp_path, '["Dalas", "Austin"]'))
    assert len(told.value.problems) == 2
    assert "parameters.metros: expected a point of presence of kind metro, got 'Dalas'" in str(
        told.value
    )


def test_a_metro_is_a_column_and_may_be_a_criterion(tmp_path: Path) -> None:
    import geopandas as gpd

    config = with_metros(
        tmp_path, '["square city"]', '[profile.far.criteria]\nrtt_to_square_city_ms = '
        '{ weight = 1, worst = 20, best = 0 }\n',
    )  # fmt: skip
    hubs = gpd.read_file(tmp_path / "hubs.gpkg")
    city = hubs.iloc[[0]].assign(name="Square City", kind="metro")
    city.geometry = gpd.points_from_xy([-100.0], [33.5])
    gpd.GeoDataFrame(gpd.pd.concat([hubs, city]), crs=hubs.crs).to_file(tmp_path / "hubs.gpkg")
    sites = api.run(config, profile="far").sites
    alpha = sites.loc["alpha"]  # on the corridor along -100°, 1.5° of latitude south
    assert alpha["rtt_to_square_city_ms"] == pytest.approx(2 * 0.0049 * 1.3 * 166.3 + 0.5, abs=0.01)
    assert alpha["value_rtt_to_square_city_ms"] > 0.8
    explained = api.run(config, profile="far").explain("alpha")
    told = explained.partition("Connectivity\n")[2].partition("\n\n")[0]
    assert f"{alpha['rtt_to_square_city_ms']:.1f} ms" in told
