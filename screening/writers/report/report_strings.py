"""Interface texts of the report; the facts take theirs from ``screening.catalog.fields``."""

from __future__ import annotations

FIGURES = {
    "region_map": "Map of the region: sites numbered by rank and coloured by score, high-voltage "
    "lines, fiber",
    "site_map": "Map of the site with the nearest substation, line and fiber",
}

_PORTFOLIO = {
    "title": "Which mines can become AI data centers",
    "ranked_sites": "{ranked} of {total} sites are ranked.",
    "power_left_out": "Power was left out of the score, as no site states grid_mw: the sites are "
    "ranked without {names}.",
    "unscored_sites": "Sites without a score because too little is known: {count}.",
    "excluded_sites": "Excluded: {count}.",
    "leader": "{name} leads with a score of {score}.",
    "leader_share": "It ranks first in {share} of the Monte Carlo samples.",
    "ranked": "sites ranked",
    "ranked_basis": "of {total} screened",
    "grid": "grid power of ranked sites",
    "grid_basis": "gross, at the meter; {count} sites with a known MW",
    "it": "IT power of the same sites",
    "it_basis": "{alias}; {count} sites with a known value",
    "cost": "conversion cost of ranked sites",
    "cost_percentiles": "P50; P10–P90 {low}–{high} MUSD; sum of the percentiles of {count} sites",
    "cost_ends": "base; low to high {low}–{high} MUSD; over {count} sites with a build list",
    "cost_sampled": "P50; P10–P90 {low} to {high} MUSD of {year}: {count} ranked sites sampled "
    "jointly, without {rebuilt} already converted{lower}; without GPUs",
    "assumed_size": "(size assumed)",
    "cost_unsized": ", without {count} whose grid_mw is unknown",
    "no_value": "The value of no ranked site is known without its grid_mw: costs are those of an "
    "assumed block.",
    "cost_lower": " and without the {count} ranked below them, which are not costed",
    "npv": "NPV of converting the same sites, relative to continued mining",
    "npv_sampled": "net present value, P50; P10–P90 {low} to {high} MUSD, nominal, before tax, at "
    "the signing of the lease",
    "map_legend": "Colour: score. Size: grid power. Hollow: excluded. Grey: no score. Lines: "
    "345 kV and more. Dashed: fiber corridors. Diamonds: exchanges and carrier hotels.",
    "score": "Score",
    "waterfall": "Power from the meter to the IT load",
    "waterfall_basis": "Sums over the {count} ranked sites for which every step is known.",
    "costs": "Work packages",
    "costs_basis": "Million USD, likely (low–high): sums of the sites' own ranges, without sites "
    "already converted. All low ends together are less likely than any one of them.",
    "omitted_costs": "The {shown} most expensive of {total} work packages.",
    "no_costs": "No build list.",
}

_RANKING = {
    "ranking": "Ranking",
    "rank": "#",
    "interval": "90 %",
    "site": "Site",
    "status": "Status",
    "data": "Data",
    "to_build": "To build",
    "musd": "MUSD",
    "months": "Months",
    "ranking_basis": "Score 0–100. Data: share of the weight with known values. ? : a constraint "
    "could not be decided. ! : a caution, within a constraint's limits, not certainly within its "
    "comfort values.",
    "to_build_basis": "To build: millions of USD, {basis}.",
    "months_basis": "Months to first rent, {basis}.",
    "basis_percentiles": "P50 (P10–P90)",
    "basis_ends": "base (all low–all high)",
    "interval_basis": "90 %: the interval of ranks in nine of ten Monte Carlo samples of weights "
    "and data errors.",
    "more": "… and {count} more ranked sites, in sites.xlsx and sites.csv.",
    "unscored": "Without a score",
    "unscored_why": "unknown: {names}",
    "excluded": "Excluded",
    "drivers": "What drives the ranking",
    "drivers_basis": "Points: the spread that a criterion alone causes in the scores of ranked "
    "sites (share of weight × the range of its values between the 10 % and 90 % quantiles).",
    "criterion": "Criterion",
    "share": "Weight",
    "spread": "Values, 10 % to 90 % of sites",
    "points": "Points",
    "unknown_at": "Unknown at",
}

_UNCERTAINTY = {
    "uncertainty": "Rank uncertainty",
    "tips_below": "New leader below",
    "tips_above": "New leader above",
    "tips_basis": "The nearest share of weight at which another site takes the lead; one weight "
    "varies, the others stay in proportion. Empty: no such share.",
    "leader_column": "Leader",
    "agreement": "Agreement",
    "relative": "compares the sites with each other",
    "agreement_basis": "Kendall's τ with the ranking of the run, over the {count} sites without "
    "unknown values: 1 for the same order, 0 for no association.",
}

_METHOD = {
    "method": "Method",
    "method_absolute": "The score of a site is the {method} of its values and never depends on "
    "the other sites. A value is 0 at the worst anchor, 1 at the best, and linear between them.",
    "method_relative": "The score of a site is by {method}; relative, as {causes} compare the "
    "sites of the list with each other.",
    "weighting": "Weights: {weighting}.",
    "missing": "Missing values: {rule}.",
    "min_coverage": "A score needs at least {coverage} of the weight.",
    "layers": "Layers",
    "layers_basis": "Inputs of the facts, in and around the region; counts are of the features "
    "on the map.",
    "criteria": "Criteria",
    "anchors": "Worst → best",
    "why": "Rationale",
    "constraints": "Constraints",
    "limit": "Required",
    "outcomes": "Pass · caution · fail · unknown",
    "reason": "Reason",
    "at_least": "at least {limit}",
    "at_most": "at most {limit}",
    "comfort": "comfort: {limits}",
    "parameters": "Parameters",
    "sources": "Sources and licences",
    "input": "Input",
    "source": "Source",
    "licence": "Licence",
    "precision": "Accuracy ±",
    "retrieved": "Retrieved",
    "rows": "Rows",
    "notes": "Notes of the run",
    "version": "screening {version}, seed {seed}, run {run}",
}

_SITE = {
    "sites": "The first {count} sites",
    "of_ranked": "Rank {rank} of {total}",
    "ranks_between": "90 % between {low} and {high}",
    "site_map_legend": "dashed: corridors; wide: fiber paths; dotted: positional accuracy",
    "site_cost": "to build {range} MUSD",
    "site_months": "first rent after {range} months",
    "value_bars": "Values in the profile",
    "value_basis": "Value between the worst anchor (0) and the best (1) × share of the weight.",
    "facts": "Facts",
    "build": "Build list",
    "package": "Work package",
    "gap": "Gap",
    "total": "Total",
    "no_build": "The site has no build list.",
    "caveats": "Limits of the data",
    "sources_of_facts": "Sources of the facts on the site pages",
    "more_facts": "{count} more facts are in sites.xlsx.",
    "unknown_facts": "Unknown: {facts}.",
    "coarse": "Positional accuracy is ± {km} km: distances may be wrong by that much.",
    "no_accuracy": "The positional accuracy is not stated.",
    "unverified": "Not decided: {names}.",
    "cautions": "Caution: {names}.",
    "uncovered": "{share} of the weight had no data: {names}.",
    "corridors": "Fiber is mapped as corridors between cities; the actual route is unknown.",
    "normals": "Climate is from monthly normals, not from hourly data.",
}

STRINGS = _PORTFOLIO | _RANKING | _UNCERTAINTY | _METHOD | _SITE
"""Every text by the key under which the template and the modules of the report read it."""
