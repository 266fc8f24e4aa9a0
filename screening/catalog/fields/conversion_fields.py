"""What must be built at a site, what it costs, how long it takes and what it earns."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_DOC = "docs/science/conversion.md"
_USD = "Million USD of 2025 (or of conversion.usd_year), landlord's scope without GPUs"
_BASE = f"{_USD}; every package at its base, as the build list sums."
_SAMPLED = f"{_USD}; of 10,000 draws."
_NPV = "Million USD, nominal, before tax, at the lease's signing"

STATED = tuple(
    Field(name, unit, text, alias, "identity", "the sites table", digits)
    for name, unit, text, alias, digits in (
        ("transformers_mva", "MVA", "Main transformers on site.", "Transformers", 0),
        ("generators_mw", "MW", "Backup generation on site.", "Generators", 0),
        ("ups_mw", "MW", "UPS on site, as power of IT it protects.", "UPS", 0),
        ("distribution_mw", "MW", "Data-center switchgear and busway.", "Distribution", 0),
        ("cooling_mw", "MW", "Data-center cooling plant on site.", "Cooling plant", 0),
        ("cdu_mw", "MW", "Coolant distribution units on site.", "CDUs", 0),
        ("floor_kpa", "kPa", "Load that the floors carry.", "Floor load", 1),
        ("fiber_entrances_count", "-", "Diverse fiber entrances in use.", "Fiber entrances", 0),
        ("carriers_count", "-", "Carriers in use.", "Carriers", 0),
        ("water_m3_per_day", "m³/day", "Water supply under contract.", "Water supply", 0),
    )
)
"""What a table of sites may say of the plant on site."""


def _cost(name: str, unit: str, alias: str, text: str, digits: int = 1) -> Field:
    return Field(name, unit, text, alias, "conversion", _DOC, digits)


def _percentiles(measure: str, unit: str, per: str, digits: int) -> tuple[Field, ...]:
    return tuple(
        _cost(
            f"conversion_p{percent}_{measure}",
            unit,
            f"Cost{per}, P{percent}",
            f"{said} cost of the conversion{per}. {_SAMPLED}",
            digits,
        )
        for percent, said in (
            (10, "10th percentile of the"),
            (50, "Median"),
            (90, "90th percentile of the"),
        )
    )


CONVERSION = (
    _cost(
        "verdict",
        "",
        "Verdict",
        "What binds the site, what mends it, and what that buys by scoring again.",
    ),
    _cost(
        "binding_gap",
        "",
        "Binding gap",
        "The known gap whose closing lifts the site most; a limit that nothing mends comes first.",
    ),
    _cost(
        "cheapest_fix",
        "",
        "Cheapest fix",
        "The work package that closes it, with cost (before owner's cost and contingency, USD "
        "of 2025) and months.",
    ),
    _cost(
        "fixed_rank",
        "-",
        "Rank once fixed",
        "Rank with that fix in this site's facts, the others as they are.",
        0,
    ),
    _cost(
        "profile_status",
        "",
        "Profile status",
        "Against the profile's requirements: clears, once built, verify (something is not "
        "known), or cannot (a limit fails that nothing mends).",
    ),
    _cost(
        "to_verify", "", "To verify", "Requirements that cannot be decided, as a fact is not known."
    ),
    _cost(
        "workload",
        "",
        "Workload",
        "What no limit keeps the site from, as it stands: training, inference, either or neither.",
    ),
    _cost(
        "workload_why",
        "",
        "Why that workload",
        "Limits that fail, and those to verify, by workload.",
    ),
    _cost(
        "conversion_it_mw",
        "MW",
        "IT power built",
        "Critical IT power that the conversion is sized for: the site's, and never less than "
        "the tenant's block.",
        0,
    ),
    _cost(
        "conversion_gross_mw",
        "MW",
        "Grid power it takes",
        "Gross grid power of that conversion.",
        0,
    ),
    _cost(
        "conversion_musd_low",
        "MUSD",
        "Cost, all low",
        f"{_USD}; every package at its low end at once.",
    ),
    _cost("conversion_musd", "MUSD", "Cost, base", _BASE),
    _cost(
        "conversion_musd_high",
        "MUSD",
        "Cost, all high",
        f"{_USD}; every package at its high end at once.",
    ),
    *_percentiles("musd", "MUSD", "", 1),
    _cost("conversion_musd_per_it_mw", "MUSD/MW IT", "Cost per IT MW, base", _BASE, 2),
    *_percentiles("musd_per_it_mw", "MUSD/MW IT", " per IT MW", 2),
    _cost("conversion_musd_per_gross_mw", "MUSD/MW gross", "Cost per gross MW, base", _BASE, 2),
    *_percentiles("musd_per_gross_mw", "MUSD/MW gross", " per gross MW", 2),
    _cost(
        "cost_drivers",
        "",
        "Drivers of the cost",
        "What moves the base cost most when it alone goes to its low and high end. Million USD "
        "of 2025.",
    ),
    _cost(
        "months_low",
        "months",
        "Months to rent, all low",
        "From the lease to its first rent, every duration at its low end.",
    ),
    _cost(
        "months",
        "months",
        "Months to rent, base",
        "From the lease to its first rent along the longest chain of packages, every duration "
        "at its base.",
    ),
    _cost(
        "months_high",
        "months",
        "Months to rent, all high",
        "From the lease to its first rent, every duration at its high end.",
    ),
    *(
        _cost(
            f"months_p{p}",
            "months",
            f"Months to rent, P{p}",
            f"From the lease to its first rent, P{p} of the draws.",
        )
        for p in (10, 50, 90)
    ),
    _cost(
        "critical_path",
        "",
        "Critical path",
        "The chain of packages that decides when rent begins, at base.",
    ),
    _cost(
        "ai_margin_musd_per_year",
        "MUSD/yr",
        "AI margin",
        "Rent less operating cost, mean of the lease's term, nominal million USD.",
    ),
    _cost(
        "mining_margin_musd_per_year",
        "MUSD/yr",
        "Mining margin",
        "Margin of mining on the grid power that would stop, with demand-response income; "
        "million USD of 2025–26, machines sunk.",
    ),
    _cost(
        "incremental_yield_fraction",
        "1/yr",
        "Incremental yield",
        "AI margin less mining margin, over the base cost: simple, at the mean rent of the term.",
        3,
    ),
    _cost(
        "margin_ratio", "-", "AI over mining margin", "AI margin over mining margin, both a year."
    ),
    _cost(
        "capital_ratio",
        "-",
        "Capital over the mine's",
        "Base cost a gross MW over what a mine costs a gross MW.",
    ),
    _cost(
        "payback_years",
        "yr",
        "Payback",
        "Years from the lease until the added margin has repaid capital and idle months; not "
        "discounted; empty where the lease ends before.",
    ),
    _cost(
        "npv_p10_musd",
        "MUSD",
        "NPV, P10",
        f"Converting the whole site against mining on, 10th percentile. {_NPV}.",
    ),
    _cost(
        "npv_musd", "MUSD", "NPV", f"Converting the whole site against mining on, median. {_NPV}."
    ),
    _cost(
        "npv_p90_musd",
        "MUSD",
        "NPV, P90",
        f"Converting the whole site against mining on, 90th percentile. {_NPV}.",
    ),
    _cost(
        "npv_drivers",
        "",
        "Drivers of the NPV",
        "What moves the base NPV most when it alone goes to its low and high end. Million USD.",
    ),
    _cost(
        "break_even_lease_musd_per_it_mw_year",
        "MUSD/MW IT-yr",
        "Break-even lease",
        "Lease rate, mean of the term, at which the NPV at base is nothing; nominal million USD.",
        2,
    ),
    _cost(
        "break_even_hashprice_usd_per_ph_day",
        "USD/PH/day",
        "Break-even hashprice",
        "Hashprice from which mining on is worth more, at base; empty where none is.",
        0,
    ),
    _cost(
        "partial_it_mw",
        "MW",
        "IT power of the block",
        "The tenant's block, if only that is converted and the rest mines on.",
        0,
    ),
    _cost(
        "partial_p50_musd",
        "MUSD",
        "Cost of the block, P50",
        f"Median cost of converting the block alone. {_SAMPLED}",
    ),
    _cost(
        "partial_npv_musd",
        "MUSD",
        "NPV of the block",
        f"Converting the block alone, median. {_NPV}.",
    ),
    _cost(
        "best_plan",
        "",
        "Best plan",
        "The highest median NPV: the whole site, the tenant's block, or mining on.",
    ),
)
