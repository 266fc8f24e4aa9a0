"""Every word the workbook itself says; columns take theirs from ``screening.catalog.fields``."""

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
    "live": "Change a yellow cell: scores and ranks follow. Sort and filter as you like.",
    "static": "Scores and ranks are numbers here, not formulas: {why}.",
    "method": "{method} compares the sites with each other",
    "many": "more than {most} sites would make every change slow",
    "weights": "Weights →",
    "rank": "Rank",
    "run_rank": "Rank in the run",
    "moved": "Places gained",
    "score": "Score",
    "coverage": "Data",
    "key": "Score if ranked",
    "least": "Least share of the weight that must be known for a score",
    "weight": "How much {what} counts; weights need not sum to 1",
    "bad_weight": "A weight is a number of at least 0.",
    "cut": "The best {shown} of {total} sites; a sheet holds no more rows.",
}

BUILD_LIST = {"total": "Total of the rows shown"}

CRITERIA = {
    "factor": "Factor",
    "column": "Column",
    "weight": "Weight now",
    "share": "Share now",
    "run_weight": "Weight in the run",
    "run_share": "Share in the run",
    "worst": "Worst: value 0",
    "best": "Best: value 1",
    "unit": "Unit",
    "why": "Why it counts",
}

ABOUT = {
    "name": "Run",
    "region": "Region",
    "profile": "Profile",
    "method": "Method",
    "missing": "Where a fact is unknown",
    "least": "Least share of the weight that must be known",
    "seed": "Seed",
    "version": "Version of screening",
    "note": "Note",
    "basis": "What the figures are",
    "basis_text": "Values run from 0 (worst anchor) to 1 (best anchor); scores from 0 to 100. "
    "Grid power is gross, at the meter; IT power is what computers get. Costs are millions of "
    "USD. An empty cell is unknown, never 0.",
}
