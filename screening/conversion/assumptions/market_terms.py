"""Economic terms of an AI lease and of a mine: million USD of 2025–26 a MW and year."""

from __future__ import annotations

from collections.abc import Mapping

from screening.conversion.assumptions.estimates import Estimate, fixed

ECONOMICS: Mapping[str, Estimate] = {
    "lease_musd_per_it_mw_year": Estimate(
        *(1.24, 1.80, 2.38),
        "MUSD/MW IT-yr",
        "announced wholesale leases 2024–26, contract value over MW and years: the mean of the "
        "term, escalators within",
        "V C",
    ),
    "lease_years": fixed(15, "yr", "the usual base term of those leases", "V"),
    "rent_escalator_fraction": fixed(0.03, "1/yr", "3 % a year", "C"),
    "noi_margin_fraction": Estimate(
        0.80, 0.85, 0.90, "-", "TeraWulf 85 %, Galaxy 90 %; 80 % not verified", "V M"
    ),
    "hashprice_usd_per_ph_day": Estimate(
        30, 38, 55, "USD/PH/day", "observed July 2025 to February 2026, 30 to 64", "V"
    ),
    "fleet_j_per_th": fixed(20, "J/TH", "a fleet of 2025", "C"),
    "uptime_fraction": fixed(0.95, "-", "mines run about 95 % and curtail by choice", "M"),
    "power_usd_per_mwh": Estimate(30, 40, 50, "USD/MWh", "mining hosts 2025–26", "C"),
    "demand_response_musd_per_mw_year": Estimate(
        0, 0.04, 0.10, "MUSD/MW-yr", "Riot's power credits 2021–25; lost with the mine", "V C"
    ),
    "fleet_renewal_musd_per_mw_year": Estimate(
        *(0.07, 0.12, 0.20),
        "MUSD/MW-yr",
        "machines at 8–16 USD/TH and 20 J/TH, replaced every 4–6 years; counted in the NPV, "
        "not in the margin",
        "M J",
    ),
    "mining_escalator_fraction": fixed(0.0, "1/yr", "yearly drift of the mining margin"),
    "mine_capital_musd_per_mw": Estimate(
        0.20, 0.325, 0.50, "MUSD/MW gross", "what the mine cost, sunk", "V M"
    ),
    "idle_fraction": Estimate(
        0.5, 0.75, 1.0, "-", "share of the months to first rent in which the mine is off"
    ),
    "ramp_months": Estimate(0, 6, 12, "months", "first to full rent: Riot 16 to 22 months", "V J"),
    "discount_fraction": Estimate(0.08, 0.10, 0.12, "1/yr", "nominal, before tax"),
    "residual_fraction": Estimate(
        0.0, 0.25, 0.5, "-", "value left at the end of the lease, share of the cost, nominal"
    ),
}
"""Every economic term, by the name that a config uses."""
