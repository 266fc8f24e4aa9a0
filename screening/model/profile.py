"""What is preferred, refused, supposed and drawn: all that a config decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Missing = Literal["unknown", "renormalise"]


@dataclass(frozen=True)
class FactorParameters:
    """Named numbers that factors use; the config may set each.

    Attributes
    ----------
    substation_kv : float [kV], least voltage of a substation that serves the profile
    route_factor : float [-], route length over straight line for corridors and
        straight lines (median achievable 1.3: Bozkurt et al. 2018)
    us_per_km : float [µs/km], one way in glass
    equipment_ms : float [ms], round trip, per path
    route_factor_precision : float [-], how far the route factor may be off: published ones
        run from 1.2 to 1.5
    hub_min_networks : int, networks that make an exchange or carrier hotel a major hub
    cooling_design : str, of ``screening.climate.DESIGNS``, or ``best``: the best that racks
        and limits allow
    rack_kw : float [kW], density of the racks
    rack_water_class : str, warmest facility water that they take: W32 W40 W45, or none
    air_class : str, of ``screening.climate.AIR_CLASSES``: air that the racks accept
    immersion_allowed, evaporative_allowed : bool, for the best design
    max_water_stress : float [-], water-stress score above which nothing evaporates
    snap_m : float [m], within which the ends of fiber routes meet
    hub_snap_km, hub_snap_coarse_km : float [km], within which a hub joins routes; of layers
        known to a kilometre or worse
    max_lateral_km : float [km], longest lateral from a site to a route
    diversity_km : float [km], routes so near each other share a trench, for all we know
    site_exclusion_km : float [km] at the site, where two routes cannot but meet
    route_diversity : bool, whether disjoint routes are looked for; without them a hundred
        thousand sites take seconds
    metros : tuple of str, points of presence of kind metro to give the round trip to
    firm_fraction : float [-], share of grid power that may not be curtailed; an assumption:
        much of an energised mine's is approved as curtailable, how much is not public
    transformer_reserve_fraction : float [-], share of firm power kept in reserve for the
        outage of one transformer; an assumption: one of ten, where the site's transformers
        are not counted
    auxiliary_fraction : float [-], share of the rest for offices, security, water and the losses
        of main transformers; an assumption
    normals_regression : str, of ``screening.climate.NORMALS_FITS``: how days scatter about a month
    climate_year : int or None, a later year to report beside today's climate
    climate_region : str, of ``screening.climate.TRENDS``: whose warming, where none is stated
    delta_dry_bulb_c, delta_dew_point_c : float [K] or None, warming by that year
    """

    substation_kv: float = 138.0
    route_factor: float = 1.3
    us_per_km: float = 4.9
    equipment_ms: float = 0.5
    route_factor_precision: float = 0.15
    hub_min_networks: int = 20
    cooling_design: str = "best"
    rack_kw: float = 132.0
    rack_water_class: str = "W40"
    air_class: str = "recommended"
    immersion_allowed: bool = False
    evaporative_allowed: bool = False
    max_water_stress: float = 3.0
    snap_m: float = 250.0
    hub_snap_km: float = 1.0
    hub_snap_coarse_km: float = 10.0
    max_lateral_km: float = 50.0
    diversity_km: float = 1.0
    site_exclusion_km: float = 1.0
    route_diversity: bool = True
    metros: tuple[str, ...] = ()
    firm_fraction: float = 0.95
    transformer_reserve_fraction: float = 0.10
    auxiliary_fraction: float = 0.02
    normals_regression: str = "conus"
    climate_year: int | None = None
    climate_region: str = ""
    delta_dry_bulb_c: float | None = None
    delta_dew_point_c: float | None = None


@dataclass(frozen=True)
class Criterion:
    """A preference about a factor: how much it counts, what is hopeless, what is ideal.

    Attributes
    ----------
    factor : str, a column with a unit
    weight : float, > 0; weights are normalised to sum 1
    worst, best : float, in the factor's unit; value 0 and 1, linear between
    why : str, for the method page
    """

    factor: str
    weight: float
    worst: float
    best: float
    rationale: str = ""


@dataclass(frozen=True)
class Constraint:
    """A knock-out with a reason and three outcomes: pass, fail, unknown.

    Attributes
    ----------
    name : str
    factor : str
    minimum, maximum : float or None, in the factor's unit; inclusive
    reason : str, said of a site that fails
    """

    name: str
    factor: str
    minimum: float | None = None
    maximum: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Profile:
    """What a kind of tenant wants.

    Attributes
    ----------
    name, about, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    min_coverage_fraction : float, share of the weight that must be known for a score
    weighting : str, where weights come from: of ``screening.scoring.WEIGHTINGS``
    order : tuple of str, criteria by importance; empty where not said
    pairwise : mapping of criterion to criterion to judgement; each pair once, or none
    criteria : tuple of Criterion
    constraints : tuple of Constraint
    parameters : FactorParameters
    stated_parameters : mapping of parameter to value, those that the config states
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


@dataclass(frozen=True)
class ColumnOverride:
    """What a scenario does to a column of the sites, wherever it comes from.

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
    """How ranks are drawn many times over.

    Attributes
    ----------
    count : int, draws
    weights : ``"stated"`` (Dirichlet around the stated weights) or ``"uniform"`` (over all)
    concentration : float, κ of Dirichlet(κ w)
    max_sites : int, above which nothing is drawn
    seed : int
    """

    count: int = 10_000
    weights: Literal["stated", "uniform"] = "stated"
    concentration: float = 50.0
    max_sites: int = 100_000
    seed: int = 0


@dataclass(frozen=True)
class ProfileResult:
    """The sites as one profile of the config sees them.

    Attributes
    ----------
    profile, about, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    min_coverage_fraction : float, share of the weight that must be known for a score
    sites : DataFrame, indexed by ``site_id``; ``rank score coverage_fraction
        excluded_by unverified`` and ``value_<criterion>``, as in :class:`Screening`
    criteria, constraints : DataFrame, as in :class:`Screening`
    """

    profile: str
    description: str
    method: str
    missing: Missing
    min_coverage_fraction: float
    sites: pd.DataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
