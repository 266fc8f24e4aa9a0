"""The tiny screening with less and with more in it, and names that are code to someone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from tiny import tiny_screening

from screening.model import Screening

_NAN = float("nan")

HOSTILE_NAMES = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</textarea></style></svg>'\"&amp;{{ 7*7 }}{% x %}[% 1+1 %]$[description]]]>",
    "\U0001f3ed\u202eאתר כרייה\u202c موقع $x_1$ \x00\x0b\ufffe",
    "=HYPERLINK(1)" + "W" * 500,
    "@SUM(1)\r\n\t-2+3",
]
"""Five names that are code to someone: a browser, a template, XML, a spreadsheet."""


def plain_screening() -> Screening:
    """The tiny screening before its sites are drawn and converted: facts, scores, two laterals."""
    full = tiny_screening()
    later = ("conversion_", "months", "npv_", "firm_", "facility_", "lost_", "rank_", "first_")
    gone = [name for name in full.sites if name.startswith((*later, "verdict", "workload"))]
    sites = full.sites.drop(columns=gone).assign(it_mw=[588.2, 555.6, 172.5, 8.4, _NAN])
    laterals = full.build_list[full.build_list["gap"] > 0].assign(musd_low=[0.37, 0.05])
    return replace(full, sites=sites, build_list=laterals.reset_index(drop=True))


PACKAGES = (
    *("interconnection study", "substation", "transformers", "generators", "UPS", "switchgear"),
    *("shell", "floor", "cooling plant", "CDUs", "first lateral", "second lateral", "water"),
    *("demolition", "contingency", "owner's cost"),
)


def rich_screening() -> Screening:
    """The tiny screening with all that the contract names: intervals, verdict, cost, months."""
    full = tiny_screening()
    sites = full.sites.assign(
        rank_low=[1.0, 1.0, 3.0, _NAN, _NAN],
        rank_high=[2.0, 3.0, 3.0, _NAN, _NAN],
        first_fraction=[0.73, 0.27, 0.0, _NAN, _NAN],
        firm_mw=[630.0, 585.0, 186.0, 9.0, _NAN],
        facility_mw=[610.0, 566.0, 180.0, 8.7, _NAN],
        it_mw_n20=[570.0, 540.0, 168.0, 8.1, _NAN],
        disjoint_routes_count=[1.0, 2.0, 2.0, 1.0, _NAN],
        conversion_musd_low=[4000.0, 3700.0, 1200.0, _NAN, _NAN],
        conversion_musd=[5300.0, 4900.0, 1600.0, _NAN, _NAN],
        conversion_musd_high=[7000.0, 6500.0, 2100.0, _NAN, _NAN],
        conversion_p10_musd=[4500.0, 4200.0, 1350.0, _NAN, _NAN],
        conversion_p50_musd=[5400.0, 5000.0, 1650.0, _NAN, _NAN],
        conversion_p90_musd=[6500.0, 6100.0, 1950.0, _NAN, _NAN],
        conversion_musd_per_it_mw=[9.0, 8.8, 9.3, _NAN, _NAN],
        months_low=[14.0, 9.0, 12.0, _NAN, _NAN],
        months=[20.0, 14.0, 18.0, _NAN, _NAN],
        months_high=[31.0, 22.0, 27.0, _NAN, _NAN],
        binding_gap=["second fiber route", "", "transformers", None, None],
        cheapest_fix=["a 38 km second lateral", "", "order transformers", None, None],
        verdict=[
            "Not ready for training: one fiber route. A 38 km second lateral, $1.1–3.0M and "
            "9–14 months, lifts it from rank 17 to 6.",
            "Ready for training.",
            "Not ready for training: transformers take 18 months.",
            None,
            None,
        ],
    )
    rows = [
        (site, package, 1.0 + i, 2.0 + i, 3.0 + i)
        for site in ("a", "b", "hostile")
        for i, package in enumerate(PACKAGES)
    ]
    work = pd.DataFrame(rows, columns=["site_id", "package", "musd_low", "musd", "musd_high"])
    work = work.assign(
        has=0.0, needs=15.0, gap=15.0, unit="units", months_low=6.0, months=9.0, months_high=18.0
    ).assign(source="a published range of costs, 2025 USD, with a rather long name")
    work = work.reindex(columns=full.build_list.columns)
    return replace(full, sites=sites, build_list=work)
