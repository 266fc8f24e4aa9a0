"""The score as a spreadsheet computes it: the method and missing rule of the run.

A formula reads its own row and absolute cells of its own sheet alone, so that rows can
be sorted and filtered without moving what they are computed from.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

SLACK = "0.000000001"
"""What floating-point sums of weights may be off (as ``screening.scoring.scores`` allows)."""

LIVE_METHODS = ("wsm", "wpm")
"""Methods that score a site by its own row alone."""


@dataclass(frozen=True)
class Layout:
    """Where things stand on the sheet; rows from 1, columns from 0, as in cell names.

    Attributes
    ----------
    method, missing : str, as of the profile
    weight_row, first_row, last_row : int
    rank, run_rank, score, coverage, excluded, key : int, columns
    first_value, last_value : int, columns of the values
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
        """Name a cell whose column stays and whose row follows."""
        return f"${xl_col_to_name(column)}{row}"

    @property
    def weights(self) -> str:
        """Name the cells of the weights."""
        first, last = xl_col_to_name(self.first_value), xl_col_to_name(self.last_value)
        return f"${first}${self.weight_row}:${last}${self.weight_row}"

    def values(self, row: int) -> str:
        """Name the cells of a row's values."""
        return f"{self.cell(self.first_value, row)}:{self.cell(self.last_value, row)}"


def coverage(at: Layout, row: int) -> str:
    """Share of the weight whose value is known."""
    return f"=IF(SUM({at.weights})>0,{_known(at, row)}/SUM({at.weights}),0)"


def _known(at: Layout, row: int) -> str:
    return f"SUMPRODUCT(--ISNUMBER({at.values(row)}),{at.weights})"


def score(at: Layout, row: int) -> str:
    """Score 0..100, or nothing where too little is known."""
    share = at.cell(at.coverage, row)
    least = f"${xl_col_to_name(at.coverage)}${at.weight_row}"
    enough = [f"{share}>0", f"{share}>={least}-{SLACK}"]
    if at.missing == "unknown":
        enough.append(f"COUNT({at.values(row)})={at.last_value - at.first_value + 1}")
    total = {"wsm": _sum, "wpm": _product}[at.method](at, row)
    return f'=IF(AND({",".join(enough)}),MAX(0,MIN(100,100*{total})),"")'


def _sum(at: Layout, row: int) -> str:
    return f"SUMPRODUCT({at.values(row)},{at.weights})/{_known(at, row)}"


def _product(at: Layout, row: int) -> str:
    """Π r^w by logarithms; 0 where a value with weight is 0. Empty cells count as 1."""
    values, weights = at.values(row), at.weights
    hopeless = f"SUMPRODUCT(ISNUMBER({values})*({values}=0)*({weights}>0))>0"
    logs = f"SUMPRODUCT({weights},LN({values}+({values}=0)))"
    return f"IF({hopeless},0,EXP({logs}/{_known(at, row)}))"


def key(at: Layout, row: int) -> str:
    """Score of a site that may be ranked, or nothing."""
    own, excluded = at.cell(at.score, row), at.cell(at.excluded, row)
    return f'=IF(AND({excluded}="",ISNUMBER({own})),{own},"")'


def rank(at: Layout, row: int) -> str:
    """1 for the highest score; equal scores share the better rank."""
    name, own = xl_col_to_name(at.key), at.cell(at.key, row)
    everyone = f"${name}${at.first_row}:${name}${at.last_row}"
    return f'=IF(ISNUMBER({own}),RANK({own},{everyone}),"")'


def rank_change(at: Layout, row: int) -> str:
    """Places gained since the run: positive is up."""
    now, then = at.cell(at.rank, row), at.cell(at.run_rank, row)
    return f'=IF(AND(ISNUMBER({now}),ISNUMBER({then})),{then}-{now},"")'
