"""How a site ranks, and what that rests on."""

from __future__ import annotations

from screening.fields.field import Field

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
