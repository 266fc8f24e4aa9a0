"""Without its grid power a site's value is unknown, its size assumed and said to be."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.mine_sites import KNOWN, converted, mines

from screening.cli.ranking_output import print_portfolio
from screening.model import PortfolioTotals

UNSIZED = {"status": "mining"}


def portfolio(*sites: dict[str, object]) -> PortfolioTotals:
    return PortfolioTotals(**converted(mines(*sites)).portfolio)


def test_no_sum_contains_a_site_of_unknown_power() -> None:
    alone, more = portfolio(KNOWN), portfolio(KNOWN, UNSIZED, UNSIZED)
    assert (more.sites, more.unsized, alone.unsized) == (1, 2, 0)
    for name in ("gross_mw", "it_mw", "p50_musd", "p10_npv_musd", "p90_npv_musd"):
        assert getattr(more, name) == pytest.approx(getattr(alone, name), rel=1e-12)


def test_without_a_site_of_known_power_the_sums_are_unknown() -> None:
    totals = portfolio(UNSIZED, UNSIZED)
    assert (totals.sites, totals.unsized) == (0, 2)
    sums = [getattr(totals, f"p{p}_{name}") for p in (10, 50, 90) for name in ("musd", "npv_musd")]
    assert np.isnan(sums).all()


def test_the_size_says_what_it_rests_on() -> None:
    sites = mines(KNOWN, {"grid_mw": 120.0}, {"it_mw": 90.0}, UNSIZED)
    columns = converted(sites).columns
    block_mw = columns["conversion_it_mw"].iloc[3]
    assert columns["conversion_basis"].tolist() == [
        "power of the site",
        "grid power, by the share of announced deals",
        "power of the site",
        f"assumed {block_mw:g} MW IT, as grid_mw is unknown",
    ]
    assert columns["conversion_it_mw"].iloc[2] == max(90.0, block_mw)
    assert columns["npv_musd"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize("sites", [(UNSIZED,), (KNOWN, UNSIZED)], ids=["none known", "one known"])
def test_the_terminal_says_what_is_left_out(sites: tuple[dict[str, object], ...], capsys) -> None:
    print_portfolio(portfolio(*sites), "training")
    text = " ".join(capsys.readouterr().out.split())
    if len(sites) == 1:
        assert text.startswith("Converting the 1 ranked site: cost and NPV unknown, as no site's")
    else:
        assert text.startswith("Converting the 1 ranked site (1 further site without grid_mw): ")
    assert "nan" not in text


def test_nothing_is_printed_where_nothing_is_ranked(capsys) -> None:
    print_portfolio(None, "training")
    assert capsys.readouterr().out == ""
