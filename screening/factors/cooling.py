"""How hot and humid it gets, and what cooling then takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.model import Factor, FactorResult, Layers, Parameters, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
LAPSE_K_PER_KM = 4.5
"""Fall of the mean dry bulb with height [K/km]; measured over US stations, not 6.5."""
DEW_POINT_LAPSE_K_PER_KM = 5.5
"""Fall of the mean dew point with height [K/km]; measured likewise."""
M_PER_KM = 1000.0


def cooling(sites: Sites, layers: Layers, parameters: Parameters) -> FactorResult:
    """Derive the climate and cooling columns from monthly normals (tier C).

    A site with ``elevation_m`` of its own is moved there from the raster's height with
    the observed lapse rates.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``climate_normals`` is used
    parameters : Parameters; ``cooling_design normals_fit``

    Returns
    -------
    FactorResult

    Source
    ------
    docs/science/cooling.md
    """
    rasters = joins.rasters(layers, "climate_normals")
    if not rasters:
        return FactorResult(pd.DataFrame(index=sites.frame.index))
    normals = joins.sample(sites, rasters)
    elevation, rise_km = _heights(sites, normals)
    design = parameters.cooling_design
    fit = climate.NORMALS_FITS[parameters.normals_fit]
    year = climate.cooling_from_normals(
        _months(normals, "tmax_c") - LAPSE_K_PER_KM * rise_km,
        _months(normals, "tmin_c") - LAPSE_K_PER_KM * rise_km,
        _months(normals, "dew_point_c") - DEW_POINT_LAPSE_K_PER_KM * rise_km,
        elevation,
        [design],
        fit=fit,
    )
    performance = year.designs[design]
    known = ~np.isnan(performance.pue_peak)
    basis = pd.Series("normals", index=sites.frame.index, dtype=object)
    columns = {
        "dry_bulb_04_c": year.conditions.dry_bulb_04_c,
        "dry_bulb_precision_c": np.where(known, fit.dry_bulb_04_error_k.rmse, np.nan),
        "wet_bulb_04_c": year.conditions.wet_bulb_04_c,
        "wet_bulb_precision_c": np.where(known, fit.wet_bulb_04_error_k.rmse, np.nan),
        "free_cooling_hours": year.conditions.free_cooling_hours,
        "free_cooling_precision_hours": np.where(known, fit.free_cooling_error_h.rmse, np.nan),
        "cooling_design": design,
        "pue_mean": performance.pue_mean,
        "pue_peak": performance.pue_peak,
        "pue_n20": performance.pue_n20,
        "climate_basis": basis.where(known, None),
    }
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index))


def _months(normals: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return np.asarray(normals[[f"{name}_{month}" for month in MONTHS]].to_numpy(dtype=float))


def _heights(
    sites: Sites, normals: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the height to work at [m], and how far it is above the raster's [km], (n, 1)."""
    ground = normals["elevation_m"].to_numpy(dtype=float)
    own = np.full(len(ground), np.nan)
    if "elevation_m" in sites.frame:
        own = sites.frame["elevation_m"].to_numpy(dtype=float)
    height = np.where(np.isnan(own), ground, own)
    return height, ((height - ground) / M_PER_KM)[:, None]


COOLING = Factor(
    name="cooling",
    kinds=("climate_normals",),
    fields=(
        "dry_bulb_04_c",
        "dry_bulb_precision_c",
        "wet_bulb_04_c",
        "wet_bulb_precision_c",
        "free_cooling_hours",
        "free_cooling_precision_hours",
        "cooling_design",
        "pue_mean",
        "pue_peak",
        "pue_n20",
        "climate_basis",
    ),
    compute=cooling,
)
