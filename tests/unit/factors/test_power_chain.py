"""The power chain from contracted megawatts to the racks, by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from screening.factors.power_chain import power_chain
from screening.model import CRS, FactorParameters, Sites
from screening.reporting.explain_sections import power_chain_lines

LOSSES = (
    *("lost_curtailable_mw", "lost_reserve_mw", "lost_auxiliary_mw"),
    *("lost_cooling_mw", "lost_extreme_mw"),
)


def sites(**columns: list[float]) -> Sites:
    n = len(next(iter(columns.values())))
    base = {"grid_mw": [100.0] * n, "pue_peak": [1.2] * n, "pue_n20": [1.25] * n}
    frame = gpd.GeoDataFrame(
        base | columns,
        index=pd.Index([f"s{i}" for i in range(n)], name="site_id"),
        geometry=[Point(-100, 32)] * n,
        crs=CRS,
    )
    return Sites(frame)


def test_by_hand() -> None:
    parameters = FactorParameters(
        firm_fraction=0.9, transformer_reserve_fraction=0.2, auxiliary_fraction=0.05
    )
    fall = power_chain(sites(grid_mw=[100.0]), {}, parameters).columns.iloc[0]
    assert fall["firm_mw"] == pytest.approx(90.0)
    assert fall["facility_mw"] == pytest.approx(90.0 - 18.0 - 3.6)
    assert fall["it_mw"] == pytest.approx(68.4 / 1.2)
    assert fall["it_mw_n20"] == pytest.approx(68.4 / 1.25)
    assert fall["it_per_grid_fraction"] == pytest.approx(0.57)


def test_losses_sum_to_the_contracted_power() -> None:
    fall = power_chain(sites(grid_mw=[0.0, 50.0, 800.0]), {}, FactorParameters()).columns
    total = fall["it_mw_n20"] + fall[list(LOSSES)].sum(axis=1)
    np.testing.assert_allclose(total, [0.0, 50.0, 800.0], atol=1e-9)
    assert (fall[list(LOSSES)] >= 0.0).all(axis=None)
    assert np.isnan(fall["it_per_grid_fraction"].iloc[0])


def test_stated_values_take_precedence_over_the_parameters() -> None:
    some = sites(
        grid_mw=[100.0] * 4,
        firm_fraction=[0.5, np.nan, np.nan, np.nan],
        transformers_count=[np.nan, 4.0, 0.0, 1.0],
    )
    fall = power_chain(
        some, {}, FactorParameters(firm_fraction=1.0, transformer_reserve_fraction=0.1)
    ).columns
    assert fall["firm_mw"].tolist() == [50.0, 100.0, 100.0, 100.0]
    # one of four stands by; none counted says nothing; of a single one nothing is left
    assert fall["lost_reserve_mw"].tolist() == [5.0, 25.0, 10.0, 100.0]


def test_unknown_values_stay_unknown() -> None:
    some = sites(grid_mw=[np.nan, 100.0], pue_peak=[1.2, np.nan], pue_n20=[1.3, np.nan])
    fall = power_chain(some, {}, FactorParameters()).columns
    assert fall.iloc[0].isna().all()
    assert fall["firm_mw"].iloc[1] == 95.0
    assert np.isnan(fall["it_mw"].iloc[1])


def test_the_bars_of_explain() -> None:
    some = sites(grid_mw=[650.0])
    fall = power_chain(some, {}, FactorParameters()).columns.iloc[0]
    lines = power_chain_lines(pd.concat([some.frame.iloc[0], fall]))
    assert [line.count("█") for line in lines] == [40, 38, 34, 28, 27]
    assert "less 62 transformer reserve, 11 auxiliary load" in lines[2]
    assert power_chain_lines(pd.Series({"grid_mw": 5.0})) == []
    assert power_chain_lines(pd.Series({"grid_mw": 0.0, "firm_mw": 0.0})) == []


def test_the_bars_of_a_power_beyond_the_first_stay_within_the_width():
    steps = {"grid_mw": 100.0, "firm_mw": 250.0, "lost_curtailable_mw": 5.0}
    assert power_chain_lines(pd.Series(steps))[1].count("█") == 40
