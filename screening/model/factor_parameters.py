"""Every number and choice that factors use, declared once; the config may set each."""

from __future__ import annotations

from dataclasses import dataclass

from screening.catalog.custom_measures import Measure
from screening.model.parameter_field import MAX_NUMBER, parameter


@dataclass(frozen=True)
class FactorParameters:
    """Parameters of the factors: grid, fiber network, cooling, power chain, climate.

    Each field states its default, description, unit and bounds. ``run.json`` and the report
    list them in this order.
    """

    # grid
    substation_kv: float = parameter(
        138.0,
        "Minimum voltage of a substation that can serve the profile, and of the lines and supply "
        "points that count.",
        "kV",
        gt=0,
        le=MAX_NUMBER,
    )

    # hubs and round trips
    route_factor: float = parameter(
        1.3,
        "Route length over straight-line length, for laterals, corridors and straight lines "
        "(1.3 is the median achievable: Bozkurt et al. 2018).",
        "-",
        ge=1,
    )
    us_per_km: float = parameter(
        4.9, "One-way propagation delay in fiber.", "µs/km", gt=0, le=MAX_NUMBER
    )
    equipment_ms: float = parameter(
        0.5, "Delay of the equipment on a path, round trip.", "ms", ge=0
    )
    hub_min_networks: int = parameter(
        20, "Networks that make an exchange or a carrier hotel a major hub.", "-", ge=0
    )

    # cooling
    cooling_design: str = parameter(
        "best", 'A cooling design, or "best": the best that racks and limits allow.'
    )
    rack_kw: float = parameter(132.0, "Power density of the racks.", "kW", gt=0, le=MAX_NUMBER)
    rack_water_class: str = parameter(
        "W40", 'Warmest facility water the racks take: W32, W40, W45; "none": air.'
    )
    air_class: str = parameter("recommended", "Air the racks accept: recommended, A1 to A4, H1.")
    immersion_allowed: bool = parameter(False, "Whether the best design may use immersion.")
    evaporative_allowed: bool = parameter(False, "Whether the best design may use water.")
    max_water_stress: float = parameter(
        3.0,
        "Water-stress score above which nothing evaporates.",
        "-",
        ge=-1e12,
        le=1e12,
    )

    # fiber network
    route_factor_precision: float = parameter(
        0.15,
        "Precision of the route factor; published factors range from 1.2 to 1.5.",
        "-",
        ge=0,
        le=1,
    )
    snap_m: float = parameter(
        250.0, "Distance within which ends of fiber routes are joined.", "m", ge=0, le=5_000
    )
    hub_snap_km: float = parameter(
        1.0, "Distance within which a hub is joined to routes.", "km", ge=0, le=100
    )
    hub_snap_coarse_km: float = parameter(
        10.0,
        "The same, to routes of layers with a precision of 1 km or worse.",
        "km",
        ge=0,
        le=100,
    )
    max_lateral_km: float = parameter(
        50.0, "Maximum length of a lateral from a site to a route.", "km", gt=0, le=500
    )
    diversity_km: float = parameter(
        1.0, "Distance within which two routes may share a trench.", "km", ge=0, le=100
    )
    site_exclusion_km: float = parameter(
        1.0,
        "Radius around the site within which two routes are allowed to meet.",
        "km",
        ge=0,
        le=100,
    )
    route_diversity: bool = parameter(
        True, "Whether disjoint routes are searched; without, 100,000 sites take seconds."
    )
    metros: tuple[str, ...] = parameter(
        (), "Points of presence of kind metro; each gives a column rtt_to_NAME_ms."
    )

    # power chain
    firm_fraction: float = parameter(
        0.95,
        "Share of the grid power that may not be curtailed. An assumption: much of an "
        "energised mine's power is approved as curtailable, how much is not public.",
        "-",
        ge=0,
        le=1,
    )
    transformer_reserve_fraction: float = parameter(
        0.10,
        "Share of the firm power in reserve for the outage of one transformer, where the "
        "site's transformers are not counted. An assumption: one of ten.",
        "-",
        ge=0,
        lt=1,
    )
    auxiliary_fraction: float = parameter(
        0.02,
        "Share of the remaining power for offices, security, water and the losses of main "
        "transformers. An assumption.",
        "-",
        ge=0,
        lt=1,
    )

    # climate
    normals_regression: str = parameter(
        "auto",
        "Regression that gives the scatter of days about a monthly normal: texas, conus, or "
        "that of each site's place.",
    )
    climate_year: int | None = parameter(
        None, "Report the cooling figures of this year too.", "", ge=2006, le=2100
    )
    climate_region: str = parameter("", "Whose warming, by default that of each site's place.")
    delta_dry_bulb_c: float | None = parameter(
        None, "Warming by that year, by default that of the region.", "K", ge=-10, le=15
    )
    delta_dew_point_c: float | None = parameter(
        None, "Rise of the dew point, by default 0.9 of the warming.", "K", ge=-10, le=15
    )

    # custom layers
    measures: tuple[Measure, ...] = parameter(
        (), "Measures of the layers of kind custom; each gives columns."
    )
