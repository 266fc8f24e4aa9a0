"""Columns of a conversion: scope, cost, schedule and value of converting a site."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_DOC = "docs/science/conversion.md"
_USD = "Million USD of 2025 (or of conversion.usd_year), landlord's scope without GPUs"
_BASE = f"{_USD}; every package at its base estimate, the sum of the build list."
_SAMPLED = f"{_USD}; over 10,000 draws."
_NPV = "Million USD, nominal, before tax, at lease signing"

STATED = tuple(
    Field(name, unit, text, alias, "identity", "the sites table", digits)
    for name, unit, text, alias, digits in (
        ("transformers_mva", "MVA", "Main transformers on site.", "Transformer capacity", 0),
        ("generators_mw", "MW", "Backup generation on site.", "Generators", 0),
        ("ups_mw", "MW", "UPS on site, as the IT power it protects.", "UPS", 0),
        ("distribution_mw", "MW", "Data-center switchgear and busway.", "Distribution", 0),
        ("cooling_mw", "MW", "Data-center cooling plant on site.", "Cooling plant", 0),
        ("cdu_mw", "MW", "Coolant distribution units on site.", "CDUs", 0),
        ("floor_kpa", "kPa", "Load that the floors carry.", "Floor load", 1),
        ("fiber_entrances_count", "-", "Diverse fiber entrances in use.", "Fiber entrances", 0),
        ("carriers_count", "-", "Carriers in use.", "Carriers", 0),
        ("water_m3_per_day", "m³/day", "Water supply under contract.", "Water supply", 0),
    )
)
"""Optional columns of the sites table that describe the plant on site."""


def _cost(name: str, unit: str, alias: str, text: str, digits: int = 1) -> Field:
    return Field(name, unit, text, alias, "conversion", _DOC, digits)


def _percentiles(measure: str, unit: str, per: str, digits: int) -> tuple[Field, ...]:
    return tuple(
        _cost(
            f"conversion_p{percent}_{measure}",
            unit,
            f"Cost{per}, P{percent}",
            f"{statistic} cost of the conversion{per}. {_SAMPLED}",
            digits,
        )
        for percent, statistic in (
            (10, "10th percentile of the"),
            (50, "Median"),
            (90, "90th percentile of the"),
        )
    )


_RECOMMENDATION = (
    _cost(
        "verdict",
        "",
        "Verdict",
        "Recommendation: the binding gap, the upgrade that closes it, and the rank it gives.",
    ),
    _cost(
        "binding_gap",
        "",
        "Binding gap",
        "The known gap whose closing raises the site's rank most; a limit that no package can "
        "remove takes precedence.",
    ),
    _cost(
        "cheapest_fix",
        "",
        "Cheapest upgrade",
        "The work package that closes that gap, with its cost (before owner's costs and "
        "contingency, USD of 2025) and months.",
    ),
    _cost(
        "fixed_rank",
        "-",
        "Rank after upgrade",
        "Rank with that upgrade at this site, the other sites unchanged.",
        0,
    ),
    _cost(
        "profile_status",
        "",
        "Profile status",
        "Whether the site meets the profile's requirements: clears (as it is today), once built, "
        "verify (a fact is unknown), or cannot (it fails a limit that no package can remove).",
    ),
    _cost(
        "to_verify", "", "To verify", "Requirements that are undetermined, as a fact is unknown."
    ),
    _cost(
        "workload",
        "",
        "Workload",
        "Workloads that no limit excludes at the site as it is today: training, inference, either "
        "or neither.",
    ),
    _cost(
        "workload_why",
        "",
        "Workload limits",
        "Limits that fail, and those to verify, by workload.",
    ),
)

_COST = (
    _cost(
        "conversion_it_mw",
        "MW",
        "Conversion IT power",
        "Critical IT power that the conversion is sized for: the site's, and at least the initial "
        "lease block.",
        0,
    ),
    _cost(
        "conversion_gross_mw",
        "MW",
        "Conversion gross power",
        "Gross grid power of that conversion.",
        0,
    ),
    _cost(
        "conversion_basis",
        "",
        "Conversion sized by",
        "What the size rests on: the power of the site, or an assumed block where its grid power "
        "is unknown; cost and months are then those of that block, and the value is unknown.",
    ),
    _cost(
        "conversion_musd_low",
        "MUSD",
        "Cost, all low",
        f"{_USD}; every package at its low estimate at once.",
    ),
    _cost("conversion_musd", "MUSD", "Cost, base", _BASE),
    _cost(
        "conversion_musd_high",
        "MUSD",
        "Cost, all high",
        f"{_USD}; every package at its high estimate at once.",
    ),
    *_percentiles("musd", "MUSD", "", 1),
    _cost("conversion_musd_per_it_mw", "MUSD/MW IT", "Cost per IT MW, base", _BASE, 2),
    *_percentiles("musd_per_it_mw", "MUSD/MW IT", " per IT MW", 2),
    _cost("conversion_musd_per_gross_mw", "MUSD/MW gross", "Cost per gross MW, base", _BASE, 2),
    *_percentiles("musd_per_gross_mw", "MUSD/MW gross", " per gross MW", 2),
    _cost(
        "cost_drivers",
        "",
        "Cost drivers",
        "Inputs that change the base cost most when each alone goes to its low and high estimate. "
        "Million USD of 2025.",
    ),
)

_SCHEDULE = (
    _cost(
        "months_low",
        "months",
        "Months to rent, all low",
        "From lease signing to first rent, every duration at its low estimate.",
    ),
    _cost(
        "months",
        "months",
        "Months to rent, base",
        "From lease signing to first rent along the critical path, every duration at its base "
        "estimate.",
    ),
    _cost(
        "months_high",
        "months",
        "Months to rent, all high",
        "From lease signing to first rent, every duration at its high estimate.",
    ),
    *(
        _cost(
            f"months_p{percent}",
            "months",
            f"Months to rent, P{percent}",
            f"From lease signing to first rent, P{percent} of the draws.",
        )
        for percent in (10, 50, 90)
    ),
    _cost(
        "critical_path",
        "",
        "Critical path",
        "The longest chain of packages, which determines the first rent, at base.",
    ),
)

_ECONOMICS = (
    _cost(
        "ai_margin_musd_per_year",
        "MUSD/yr",
        "AI margin",
        "Rent less operating cost, mean over the lease term, nominal million USD.",
    ),
    _cost(
        "mining_margin_musd_per_year",
        "MUSD/yr",
        "Mining margin",
        "Margin of mining with the grid power that would be converted, with demand-response "
        "income; million USD of 2025–26, cost of the machines sunk.",
    ),
    _cost(
        "incremental_yield_fraction",
        "1/yr",
        "Incremental yield",
        "AI margin less mining margin, divided by the base cost: simple yield, at the mean rent of "
        "the term.",
        3,
    ),
    _cost(
        "margin_ratio",
        "-",
        "AI / mining margin",
        "AI margin divided by mining margin, both per year.",
    ),
    _cost(
        "capital_ratio",
        "-",
        "Capital / mine capital",
        "Base cost per gross MW divided by the cost of a mine per gross MW.",
    ),
    _cost(
        "payback_years",
        "yr",
        "Payback",
        "Years from lease signing until the added margin has repaid capital and idle months; not "
        "discounted; empty if the lease ends before.",
    ),
    _cost(
        "npv_p10_musd",
        "MUSD",
        "NPV, P10",
        f"Converting the full site instead of continued mining, 10th percentile. {_NPV}.",
    ),
    _cost(
        "npv_musd",
        "MUSD",
        "NPV",
        f"Converting the full site instead of continued mining, median. {_NPV}.",
    ),
    _cost(
        "npv_p90_musd",
        "MUSD",
        "NPV, P90",
        f"Converting the full site instead of continued mining, 90th percentile. {_NPV}.",
    ),
    _cost(
        "npv_drivers",
        "",
        "NPV drivers",
        "Inputs that change the base NPV most when each alone goes to its low and high estimate. "
        "Million USD.",
    ),
    _cost(
        "break_even_lease_musd_per_it_mw_year",
        "MUSD/MW IT-yr",
        "Break-even lease",
        "Lease rate, mean over the term, at which the base NPV is zero; nominal million USD.",
        2,
    ),
    _cost(
        "break_even_hashprice_usd_per_ph_day",
        "USD/PH/day",
        "Break-even hashprice",
        "Hashprice above which continued mining is worth more, at base; empty if there is none.",
        0,
    ),
)

_LEASE_BLOCK = (
    _cost(
        "partial_it_mw",
        "MW",
        "Lease block IT power",
        "IT power of the initial lease block, if only it is converted and the remainder mines on.",
        0,
    ),
    _cost(
        "partial_p50_musd",
        "MUSD",
        "Lease block cost, P50",
        f"Median cost of converting the initial lease block alone. {_SAMPLED}",
    ),
    _cost(
        "partial_npv_musd",
        "MUSD",
        "Lease block NPV",
        f"Converting the initial lease block alone, median. {_NPV}.",
    ),
    _cost(
        "best_plan",
        "",
        "Best plan",
        "The plan with the highest median NPV: convert the full site, convert the initial lease "
        "block, or mine on.",
    ),
)

CONVERSION = (*_RECOMMENDATION, *_COST, *_SCHEDULE, *_ECONOMICS, *_LEASE_BLOCK)
