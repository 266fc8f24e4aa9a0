"""The preferences of a config: criteria, constraints, profiles, scenarios, rank sampling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from screening.model.factor_parameters import FactorParameters
from screening.model.parameter_field import parameter

if TYPE_CHECKING:
    import pandas as pd

Missing = Literal["unknown", "renormalise"]


@dataclass(frozen=True)
class Criterion:
    """A preference about a factor: its weight, its worst and its best value.

    Attributes
    ----------
    factor : str, a column with a unit
    weight : float, > 0; weights are normalised to sum 1
    worst, best : float, in the factor's unit; value 0 and 1, linear between
    rationale : str, for the method page
    """

    factor: str
    weight: float
    worst: float
    best: float
    rationale: str = ""


@dataclass(frozen=True)
class Constraint:
    """A limit of a factor, with the outcomes pass, caution, fail and unknown.

    Attributes
    ----------
    name : str
    factor : str
    minimum, maximum : float or None, limits in the factor's unit; inclusive
    reason : str, reported of a site that fails
    comfortable_minimum, comfortable_maximum : float or None, comfort values, likewise: within the
        limits, what does not reach them is a caution
    """

    name: str
    factor: str
    minimum: float | None = None
    maximum: float | None = None
    reason: str = ""
    comfortable_minimum: float | None = None
    comfortable_maximum: float | None = None


@dataclass(frozen=True)
class Profile:
    """The preferences of a kind of tenant.

    Attributes
    ----------
    name, description, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    min_coverage_fraction : float, share of the weight that must have data for a score
    weighting : str, source of the weights, of ``screening.scoring.WEIGHTINGS``
    order : tuple of str, criteria by importance; empty where not stated
    pairwise : mapping of criterion to criterion to judgement; each pair once, or empty
    criteria : tuple of Criterion
    constraints : tuple of Constraint
    parameters : FactorParameters
    stated_parameters : mapping of parameter to value, those that the config states
    left_out : tuple of str, criteria left out, as no site states its grid power
    """

    name: str
    description: str
    method: str
    missing: Missing
    min_coverage_fraction: float
    weighting: str
    order: tuple[str, ...]
    pairwise: Mapping[str, Mapping[str, float]]
    criteria: tuple[Criterion, ...]
    constraints: tuple[Constraint, ...]
    parameters: FactorParameters
    stated_parameters: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnOverride:
    """A scenario's override of a column of the sites, of the input or computed.

    Attributes
    ----------
    column : str
    how : ``"copy"``, ``"set"``, ``"scale"`` or ``"add"``
    value : float or str, in the column's unit; the factor of ``"scale"``; the column that
        ``"copy"`` takes
    """

    column: str
    how: Literal["copy", "set", "scale", "add"]
    value: float | str


@dataclass(frozen=True)
class MonteCarloSettings:
    """Settings of the Monte Carlo simulation of ranks.

    Each field but the seed states its default, description and bounds.
    """

    count: int = parameter(10_000, "Number of draws.", ge=100, le=1_000_000)
    weights: Literal["stated", "uniform"] = parameter(
        "stated", "Draw weights around the stated ones, or uniformly over all weights."
    )
    concentration: float = parameter(
        50.0, "Concentration of the Dirichlet distribution around the stated weights.", gt=0, le=1e6
    )
    max_sites: int = parameter(
        100_000, "Maximum number of sites; among more, no ranks are drawn.", ge=0
    )
    seed: int = 0


@dataclass(frozen=True)
class ProfileResult:
    """The scores and ranks of the sites under one profile of the config.

    Attributes
    ----------
    profile, description, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    min_coverage_fraction : float, share of the weight that must have data for a score
    sites : DataFrame, indexed by ``site_id``; ``rank score coverage_fraction
        excluded_by unverified cautions`` and ``value_<criterion>``, as in :class:`ScreeningResult`
    criteria, constraints : DataFrame, as in :class:`ScreeningResult`
    left_out : tuple of str, as of :class:`Profile`
    """

    profile: str
    description: str
    method: str
    missing: Missing
    min_coverage_fraction: float
    sites: pd.DataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    left_out: tuple[str, ...] = ()
