"""How a site ranks, and what that rests on."""

from __future__ import annotations

from screening.catalog.fields.field import Field

SCORE = (
    Field("rank", "-", "1 is best; excluded and unscored sites have none.", "Rank", "score", "", 0),
    Field(
        "score",
        "-",
        "0 (worst on every criterion) to 100 (best on every one).",
        "Score",
        "score",
        "docs/science/scoring.md",
    ),
    Field(
        "rank_low",
        "-",
        "Best rank of the 90 % interval over weights, precision of facts and positions, and what "
        "is unknown; without a rank: where the site would stand among those ranked.",
        "Rank, best",
        "score",
        "docs/science/scoring.md",
        0,
    ),
    Field(
        "rank_high",
        "-",
        "Worst rank of that interval.",
        "Rank, worst",
        "score",
        "docs/science/scoring.md",
        0,
    ),
    Field(
        "first_fraction",
        "-",
        "Share of the draws in which the site ranks first.",
        "First in",
        "score",
        "docs/science/scoring.md",
        3,
    ),
    Field(
        "dominated_by_count",
        "-",
        "Ranked sites that are at least as good on every criterion and better on one; 0 on the "
        "Pareto front, whatever the weights; unknown where a value is.",
        "Dominated by",
        "score",
        "docs/science/scoring.md",
        0,
    ),
    Field(
        "coverage_fraction",
        "-",
        "Share of the weight that had data at this site.",
        "Coverage",
        "score",
        "",
        2,
    ),
    Field("excluded_by", "", "Constraints that the site fails.", "Excluded by", "score"),
    Field(
        "unverified",
        "",
        "Constraints that could not be decided: data missing or position too coarse.",
        "Unverified",
        "score",
    ),
)
