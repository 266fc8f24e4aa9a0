"""Columns of the score: rank, rank uncertainty, coverage and exclusions."""

from __future__ import annotations

from screening.catalog.fields.field import Field

SCORE = (
    Field(
        "rank",
        "-",
        "Position by score, 1 is best; excluded and unscored sites have none.",
        "Rank",
        "score",
        "",
        0,
    ),
    Field(
        "score",
        "-",
        "Aggregate value over all criteria: 0 (worst on every criterion) to 100 (best on every "
        "one).",
        "Score",
        "score",
        "docs/science/scoring.md",
    ),
    Field(
        "rank_low",
        "-",
        "Best rank of the 90 % interval over the draws of weights, uncertain facts and "
        "positions, and unknown values; for a site without a rank, its rank if it were scored "
        "among the ranked sites.",
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
        "Fraction of the draws in which the site ranks first (first-rank acceptability).",
        "First-rank share",
        "score",
        "docs/science/scoring.md",
        3,
    ),
    Field(
        "dominated_by_count",
        "-",
        "Ranked sites that are at least as good on every criterion and better on one; 0 means "
        "Pareto-optimal, whatever the weights; unknown if a value is.",
        "Dominated by",
        "score",
        "docs/science/scoring.md",
        0,
    ),
    Field(
        "coverage_fraction",
        "-",
        "Fraction of the weight for which facts are known at this site.",
        "Coverage",
        "score",
        "",
        2,
    ),
    Field("excluded_by", "", "Constraints that the site fails.", "Excluded by", "score"),
    Field(
        "unverified",
        "",
        "Constraints that are undetermined: a fact is unknown or known only to lie between two "
        "bounds, or the positional accuracy is insufficient.",
        "Unverified",
        "score",
    ),
    Field(
        "cautions",
        "",
        "Constraints within whose limits the fact is, but not, or perhaps not, within the comfort "
        "values; they change neither score nor rank.",
        "Cautions",
        "score",
    ),
)
