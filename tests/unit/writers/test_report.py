"""report.html: what it says is what the screening holds, and all of it is text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pandas as pd
import pytest
from fixtures.full import HOSTILE_NAMES, plain_screening, rich_screening
from fixtures.minimal import tiny_screening

from screening.model import PortfolioTotals, ProfileSettings, RunMetadata, ScreeningResult
from screening.reporting.portfolio import summarize_portfolio
from screening.reporting.value_formatting import format_number
from screening.writers.report import render, write
from screening.writers.report.charts import cost_bars
from screening.writers.report.map_data import map_data
from screening.writers.report.maps import region_map, site_map
from screening.writers.report.ranking_table import ranking_rows


class _Reader(HTMLParser):
    """Collect the words a reader sees, the tags, and what the page would ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.asked: list[str] = []
        self.handlers: list[str] = []
        self._hidden = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._hidden = tag in ("style", "title")
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "data", "action", "srcset"):
                self.asked.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(re.sub("[ \n]+", " ", data.strip(" \n")))

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _read(screening: ScreeningResult) -> _Reader:
    return _Reader(render(screening))


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    page = _read(tiny_screening())
    assert all(target.startswith(("#", "data:image/png;base64,")) for target in page.asked)
    assert not {"script", "link", "img", "iframe", "object"} & page.tags
    assert page.handlers == []


def test_sites_are_ranked_with_their_figures() -> None:
    page = _read(plain_screening())
    assert "3 of 5 sites are ranked. Sites without a score because too little is known" in page.text
    assert "Alpha leads with a score of 81.2." in page.text
    for figure in ("1\u202f557 MW", "1\u202f316 MW", "0.8 MUSD", "8.7 ± 3.5 km"):
        assert figure in page.text, figure
    assert "power: 10 MW is below 20 MW" in page.text  # why one is excluded
    assert "unknown: IT power" in page.text  # why one has no score


def test_every_ranked_site_has_a_page_and_others_none() -> None:
    text = render(tiny_screening())
    assert re.findall(r'id="site-(\d+)"', text) == ["1", "2", "3"]


def test_the_method_is_that_of_the_run() -> None:
    full = tiny_screening()
    metadata = replace(full.metadata, settings=ProfileSettings("Clusters.", "renormalise", 0.8))
    page = _read(replace(full, method="wpm", metadata=metadata))
    assert "weighted product" in page.text
    assert "Clusters." in page.text
    assert "A score needs at least 80 % of the weight." in page.text
    assert "10 → 300 MW" in page.text
    assert "public domain" in page.text
    assert "one note" in page.text
    metadata = replace(metadata, relative=("method TOPSIS",), weighting="entropy")
    relative = _read(replace(full, method="topsis", metadata=metadata))
    assert "by TOPSIS; relative, as method TOPSIS compare the sites" in relative.text
    assert "Weights: entropy." in relative.text
    assert "never depends on the other sites" not in relative.text


def test_rank_uncertainty_names_the_sites() -> None:
    page = _read(tiny_screening())
    assert "90 %: interval of the ranks in 90 % of 1,000 draws" in page.text
    assert "60.0 %: Beta" in page.text  # the lead tips below
    assert "40.0 %: Beta" in page.text  # and above
    assert "TOPSIS compares the sites with each other Beta 0.33" in page.text
    bare = replace(tiny_screening(), robustness={})
    assert "Rank uncertainty" not in _read(bare).text


def test_what_other_rooms_add_is_shown_once_it_is_there() -> None:
    bare, rich = _read(plain_screening()), _read(rich_screening())
    told = (
        "90 % between 1 and 2",
        "Not ready for training: one fiber route.",
        "It ranks first in 73 % of the Monte Carlo samples.",
        "transformers 15",
        "to build 5\u202f400 (4\u202f500–6\u202f500) MUSD",
        "first rent after 20 (14–31) months",
    )
    for words in told:
        assert words not in bare.text
        assert words in rich.text, words


def test_intervals_are_drawn_to_scale() -> None:
    screening = rich_screening()
    rows = ranking_rows(screening, summarize_portfolio(screening))["rows"]
    assert [row["interval"] for row in rows] == ["1–2", "1–3", "3"]
    for row, (low, high) in zip(rows, ((1, 2), (1, 3), (3, 3)), strict=True):
        assert row["from"] == pytest.approx(100 * (low - 1) / 3)
        assert row["to"] == pytest.approx(100 * (high - low + 1) / 3)


def test_hostile_texts_are_text() -> None:
    full = rich_screening()
    sites = full.sites.assign(name=HOSTILE_NAMES, operator=HOSTILE_NAMES, verdict=HOSTILE_NAMES)
    sites["unverified"] = HOSTILE_NAMES
    page = _read(
        replace(
            full,
            sites=sites,
            build_list=full.build_list.assign(package=HOSTILE_NAMES[1], source=HOSTILE_NAMES[0]),
            provenance=full.provenance.assign(source=HOSTILE_NAMES[1], name=HOSTILE_NAMES[0]),
            criteria=full.criteria.assign(why=HOSTILE_NAMES[1]),
            metadata=replace(full.metadata, warnings=tuple(HOSTILE_NAMES)),
        )
    )
    assert not {"script", "img", "textarea"} & page.tags
    assert page.handlers == []
    assert HOSTILE_NAMES[0] in page.text
    assert "{{ 7*7 }}" in page.text
    assert "49" not in page.text.split("{{ 7*7 }}")[0][-20:]
    assert "אתר כרייה" in page.text


def test_a_name_of_500_characters_does_not_fill_the_page() -> None:
    full = tiny_screening()
    text = render(replace(full, sites=full.sites.assign(name="W" * 500)))
    assert max(map(len, re.findall("W+", text))) < 200


def test_pictures_are_well_formed_and_say_what_they_show() -> None:
    screening = tiny_screening()
    scene = map_data(screening)
    for picture in (
        region_map(screening, scene, 120, 120),
        site_map(screening, scene, "a", 80, 60),
    ):
        element = fromstring(picture)
        assert element.get("role") == "img"
        assert element.get("aria-label")
        assert "MNaN" not in picture


def test_the_map_numbers_the_ranked_sites() -> None:
    screening = tiny_screening()
    texts = [
        element.text
        for element in fromstring(region_map(screening, map_data(screening), 120, 120)).iter()
        if element.tag.endswith("text")
    ]
    assert texts == ["1", "2", "3"]


def test_marks_stand_where_the_sites_are() -> None:
    screening = tiny_screening()
    picture = fromstring(region_map(screening, map_data(screening), 120, 120))
    circles = [element for element in picture.iter() if element.tag.endswith("circle")]
    places = [[float(circle.get(axis, "nan")) for axis in ("cx", "cy")] for circle in circles]
    sites = screening.sites.iloc[::-1]  # the best is drawn last, on top
    lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    x, y = np.array(places).T
    # straight in both axes, and a degree of longitude cos(latitude) of one of latitude
    across, up = np.polyfit(lon, x, 1), np.polyfit(lat, y, 1)
    np.testing.assert_allclose(np.polyval(across, lon), x, atol=1)
    np.testing.assert_allclose(np.polyval(up, lat), y, atol=1)
    middle = screening.region.total_bounds[[1, 3]].mean()
    assert across[0] / -up[0] == pytest.approx(np.cos(np.radians(middle)), rel=5e-3)


def test_cost_bars_run_from_low_to_high() -> None:
    costs = pd.DataFrame(
        {"package": ["shell", "fiber"], "musd_low": [10.0, 1.0], "musd": [20.0, 2.0]}
        | {"musd_high": [40.0, 4.0]}
    )
    shell, fiber = cost_bars(costs)
    assert (shell["low"], shell["likely"], shell["high"]) == (25.0, 50.0, 100.0)
    assert fiber["text"] == "2.0 (1.0–4.0)"


@pytest.mark.parametrize(
    "change",
    [
        lambda full: replace(full, layers={}, connections=full.connections.iloc[:0]),
        lambda full: replace(full, build_list=full.build_list.iloc[:0]),
        lambda full: replace(full, sites=full.sites.loc[["dark"]]),
        lambda full: replace(full, sites=full.sites.assign(grid_mw=np.nan, it_mw=np.nan)),
        lambda full: replace(full, sites=full.sites.assign(coord_precision_km=np.nan)),
        lambda full: replace(full, metadata=RunMetadata()),
    ],
    ids=["nothing around", "no work", "none ranked", "no power", "no precision", "no metadata"],
)
def test_what_is_not_known_is_left_out(change: object, tmp_path: Path) -> None:
    write(change(tiny_screening()), tmp_path / "report.html")  # type: ignore[operator]
    page = _Reader((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert not re.search(r"\b(nan|NaN|None|NaT|<NA>)\b", page.text)


def test_long_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.writers.report.ranking_table.MAX_ROWS", 2)
    assert "… and 1 more ranked sites" in _read(tiny_screening()).text


def test_the_same_screening_gives_the_same_page() -> None:
    assert render(tiny_screening()) == render(tiny_screening())


def test_missing_months_are_not_zero() -> None:
    full = rich_screening()
    sites = full.sites.assign(months=[np.nan, 14.0, np.nan, np.nan, np.nan])
    rows = ranking_rows(
        replace(full, sites=sites), summarize_portfolio(replace(full, sites=sites))
    )["rows"]
    assert [row["months"] for row in rows] == ["", "14 (9–22)", ""]
    assert pd.isna(sites["months"].iloc[0])


def test_the_sites_together_are_as_the_run_drew_them() -> None:
    full = rich_screening()
    drawn = PortfolioTotals(
        sites=2,
        rebuilt=1,
        gross_mw=200.0,
        it_mw=150.0,
        usd_year=2025,
        statuses={},
        **{"p10_musd": 900, "p50_musd": 1000, "p90_musd": 1200},
        **{"p10_npv_musd": -300, "p50_npv_musd": -50.4, "p90_npv_musd": 80},
    )

    def with_portfolio(portfolio: PortfolioTotals) -> ScreeningResult:
        return replace(full, metadata=replace(full.metadata, portfolio=portfolio))

    text = _read(with_portfolio(drawn)).text
    assert f"{format_number(1000)} MUSD" in text
    assert f"{format_number(-50)} MUSD" in text
    assert "2 ranked sites sampled jointly, without 1 already converted" in text
    assert "not costed" not in text
    assert "percentiles of" not in text
    text = _read(with_portfolio(replace(drawn, sites=1000, ranked_lower=3227))).text
    assert f"{format_number(1000)} ranked sites sampled jointly" in text
    assert f"without the {format_number(3227)} ranked below them, which are not costed" in text
    nobody = with_portfolio(replace(drawn, sites=0, p50_musd=0.0))
    text = _read(replace(nobody, sites=full.sites.loc[["dark"]])).text
    assert "0 MUSD" not in text.split("Ranking")[0]
