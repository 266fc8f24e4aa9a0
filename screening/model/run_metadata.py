"""How a run was made: its inputs, settings, counts, warnings, timings and versions.

Attribute names of the classes below are the keys of ``run.json``, where they have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.model.profile import Missing


@dataclass(frozen=True)
class InputFile:
    """One file that a run read.

    Attributes
    ----------
    name, kind : str, of the layer; both ``"sites"`` for the table of sites
    path : str, as the config or the command line gives it
    sha256 : str, of the file's content
    rows : int, features read
    precision_km : float [km], positional precision; NaN where not stated
    licence, source, retrieved : str
    """

    name: str
    kind: str
    path: str
    sha256: str
    rows: int
    precision_km: float
    licence: str = ""
    source: str = ""
    retrieved: str = ""


@dataclass(frozen=True)
class ProfileSettings:
    """Settings of the profile that the run scored by.

    Attributes
    ----------
    description : str
    missing : ``"unknown"`` or ``"renormalise"``
    min_coverage_fraction : float, share of the weight that must have data for a score
    parameters : mapping of factor parameter to value, those that the config states only;
        the profile's override the file's
    """

    description: str = ""
    missing: Missing = "unknown"
    min_coverage_fraction: float = 0.0
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RankSampling:
    """The Monte Carlo simulation behind the rank intervals.

    Attributes
    ----------
    draws : int, 0 where no ranks were drawn
    distribution : str, of the weights
    interval_fraction : float, probability mass of a rank interval
    """

    draws: int
    distribution: str
    interval_fraction: float


@dataclass(frozen=True)
class SiteCounts:
    """Number of sites by the outcome of the scoring.

    Attributes
    ----------
    sites, ranked, excluded, unscored : int, the last three add up to the first
    cautioned : int, sites with a caution, whether ranked or not
    """

    sites: int
    ranked: int
    excluded: int
    unscored: int
    cautioned: int = 0


@dataclass(frozen=True)
class PortfolioTotals:
    """Cost and value of converting the ranked sites of known power not converted already.

    Attributes
    ----------
    sites, rebuilt : int, ranked sites included, and those left out as converted already
    gross_mw : float [MW gross]
    it_mw : float [MW critical IT]
    usd_year : int, price level of the costs
    statuses : mapping of profile status to number of ranked sites
    p10_musd, p50_musd, p90_musd : float [MUSD], percentiles of the total cost
    p10_npv_musd, p50_npv_musd, p90_npv_musd : float [MUSD], percentiles of the total net
        present value; like those of the cost NaN where no site is included
    ranked_lower : int, ranked sites below those that the conversion was computed for
    unsized : int, ranked sites left out as their grid power, and with it their value, is unknown
    """

    sites: int
    rebuilt: int
    gross_mw: float
    it_mw: float
    usd_year: int
    statuses: Mapping[str, int]
    p10_musd: float
    p50_musd: float
    p90_musd: float
    p10_npv_musd: float
    p50_npv_musd: float
    p90_npv_musd: float
    ranked_lower: int = 0
    unsized: int = 0


@dataclass(frozen=True)
class RunMetadata:
    """Everything about a run besides its tables; ``run.json`` is written from it.

    Attributes
    ----------
    inputs : tuple of InputFile
    seed : int, of all random numbers
    scenario : str, the scenario applied; empty for none
    config : mapping, the config as parsed, command-line options applied
    settings : ProfileSettings
    weighting : str, source of the weights, of ``screening.scoring.WEIGHTINGS``
    relative : tuple of str, what makes a site's score depend on the other sites
    left_out_criteria : tuple of str, criteria left out, as no site states its grid power
    robustness : RankSampling or None
    counts : SiteCounts or None
    portfolio : PortfolioTotals or None
    warnings : tuple of str
    seconds : mapping of stage to seconds
    versions : mapping of package to version
    """

    inputs: tuple[InputFile, ...] = ()
    seed: int = 0
    scenario: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    settings: ProfileSettings = ProfileSettings()
    weighting: str = "given"
    relative: tuple[str, ...] = ()
    left_out_criteria: tuple[str, ...] = ()
    robustness: RankSampling | None = None
    counts: SiteCounts | None = None
    portfolio: PortfolioTotals | None = None
    warnings: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
