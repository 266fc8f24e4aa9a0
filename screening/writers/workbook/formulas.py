"""Spreadsheet formulas of coverage, score and rank, by the run's method and missing-value rule.

A formula refers only to its own row and to absolute cells of its own sheet, so that sorting
and filtering rows does not change its inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

TOLERANCE = "0.000000001"
"""Rounding error of a sum of weights, the same as in ``screening.scoring.scores``."""

LIVE_METHODS = ("wsm", "wpm")
"""Methods whose score depends only on the site's own row."""


@dataclass(frozen=True)
class Layout:
    """Positions of the sheet's rows and columns; rows count from 1, columns from 0.

    Attributes
    ----------
    method, missing : str, scoring method and missing-value rule of the profile
    weight_row, first_row, last_row : int
    rank, run_rank, score, coverage, excluded, key : int, columns; ``key`` is the score if ranked
    first_value, last_value : int, first and last column of the values
    """

    method: str
    missing: str
    weight_row: int
    first_row: int
    last_row: int
    rank: int
    run_rank: int
    score: int
    coverage: int
    excluded: int
    key: int
    first_value: int
    last_value: int

    def cell(self, column: int, row: int) -> str:
        """Return the name of a cell with an absolute column and a relative row."""
        return f"${xl_col_to_name(column)}{row}"

    @property
    def weights(self) -> str:
        """Absolute range of the weights."""
        first, last = xl_col_to_name(self.first_value), xl_col_to_name(self.last_value)
        return f"${first}${self.weight_row}:${last}${self.weight_row}"

    def values(self, row: int) -> str:
        """Return the range of a row's values."""
        return f"{self.cell(self.first_value, row)}:{self.cell(self.last_value, row)}"


def coverage(at: Layout, row: int) -> str:
    """Return the formula of the share of the weight with known values."""
    return f"=IF(SUM({at.weights})>0,{_known_weight(at, row)}/SUM({at.weights}),0)"


def _known_weight(at: Layout, row: int) -> str:
    return f"SUMPRODUCT(--ISNUMBER({at.values(row)}),{at.weights})"


def score(at: Layout, row: int) -> str:
    """Return the formula of the score 0..100; empty if the coverage is too low."""
    share = at.cell(at.coverage, row)
    min_coverage = f"${xl_col_to_name(at.coverage)}${at.weight_row}"
    conditions = [f"{share}>0", f"{share}>={min_coverage}-{TOLERANCE}"]
    if at.missing == "unknown":
        conditions.append(f"COUNT({at.values(row)})={at.last_value - at.first_value + 1}")
    total = {"wsm": _sum, "wpm": _product}[at.method](at, row)
    return f'=IF(AND({",".join(conditions)}),MAX(0,MIN(100,100*{total})),"")'


def _sum(at: Layout, row: int) -> str:
    return f"SUMPRODUCT({at.values(row)},{at.weights})/{_known_weight(at, row)}"


def _product(at: Layout, row: int) -> str:
    """Compute Π r^w as exp Σ w ln r; 0 if a value with weight is 0. Empty cells count as 1."""
    values, weights = at.values(row), at.weights
    has_zero = f"SUMPRODUCT(ISNUMBER({values})*({values}=0)*({weights}>0))>0"
    logs = f"SUMPRODUCT({weights},LN({values}+({values}=0)))"
    return f"IF({has_zero},0,EXP({logs}/{_known_weight(at, row)}))"


def key(at: Layout, row: int) -> str:
    """Return the formula of the score of a site that is eligible for a rank; empty for others."""
    own_score, excluded = at.cell(at.score, row), at.cell(at.excluded, row)
    return f'=IF(AND({excluded}="",ISNUMBER({own_score})),{own_score},"")'


def rank(at: Layout, row: int) -> str:
    """Return the formula of the rank: 1 for the highest score; ties share the better rank."""
    name, own_key = xl_col_to_name(at.key), at.cell(at.key, row)
    all_keys = f"${name}${at.first_row}:${name}${at.last_row}"
    return f'=IF(ISNUMBER({own_key}),RANK({own_key},{all_keys}),"")'


def rank_change(at: Layout, row: int) -> str:
    """Return the formula of the places gained since the run; positive is up."""
    rank, run_rank = at.cell(at.rank, row), at.cell(at.run_rank, row)
    return f'=IF(AND(ISNUMBER({rank}),ISNUMBER({run_rank})),{run_rank}-{rank},"")'
