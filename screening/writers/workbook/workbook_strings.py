"""Interface texts of the workbook; columns take theirs from ``screening.catalog.fields``."""

from __future__ import annotations

SHEETS = {
    "ranking": "Ranking",
    "build_list": "Build list",
    "criteria": "Criteria",
    "constraints": "Constraints",
    "sources": "Sources",
    "columns": "Columns",
    "about": "About",
}

RANKING = {
    "live": "Edit a yellow cell to recompute scores and ranks. Rows can be sorted and filtered.",
    "static": "Scores and ranks are numbers on this sheet, not formulas: {reason}.",
    "method": "{method} compares the sites with each other",
    "too_many": "more than {max} sites would make every edit slow",
    "weights": "Weights →",
    "rank": "Rank",
    "run_rank": "Rank in the run",
    "moved": "Places gained",
    "score": "Score",
    "coverage": "Data",
    "key": "Score if ranked",
    "min_coverage": "Minimum share of the weight with known values that a score requires",
    "weight": "Weight of {factor}; weights need not sum to 1",
    "bad_weight": "A weight must be at least 0, a coverage between 0 and 1.",
    "truncated": "The best {shown} of {total} sites; a sheet cannot have more rows.",
}

BUILD_LIST = {"total": "Total of the visible rows"}

CRITERIA = {
    "factor": "Factor",
    "column": "Column",
    "weight": "Current weight",
    "share": "Current share",
    "run_weight": "Weight in the run",
    "run_share": "Share in the run",
    "worst": "Worst: value 0",
    "best": "Best: value 1",
    "unit": "Unit",
    "why": "Rationale",
}

ABOUT = {
    "name": "Run",
    "region": "Region",
    "profile": "Profile",
    "method": "Method",
    "missing": "Missing-value rule",
    "min_coverage": "Minimum share of the weight with known values",
    "seed": "Seed",
    "version": "Version of screening",
    "note": "Note",
    "basis": "Scales and units",
    "basis_text": "Values run from 0 (worst anchor) to 1 (best anchor); scores from 0 to 100. "
    "Grid power is gross, at the meter; IT power is the load available to the computers. Costs "
    "are millions of USD. An empty cell is unknown, never 0.",
}
