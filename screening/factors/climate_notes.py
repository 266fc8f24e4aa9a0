"""Notes on the climate of sites: settings used elsewhere than where they hold, and unknowns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate
from screening.errors import format_known
from screening.factors.site_climate import MORPHED, NORMALS, STATION_HEIGHT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.factors.site_climate import SiteClimate

    Flags = NDArray[np.bool_]

_MAX_NAMES = 5


def climate_notes(source: SiteClimate, index: pd.Index, regression: str) -> Iterator[str]:
    """Note what the climate of sites rests on, where that is not as usual.

    Parameters
    ----------
    source : SiteClimate
    index : Index, ids of its sites
    regression : str, as the config states it

    Yields
    ------
    str
    """
    unknown = np.asarray(pd.isna(source.basis), dtype=bool)
    if unknown.any():
        yield (
            f"climate: unknown at {_sites(index, unknown)}: no monthly normals there, and no "
            f"weather station within {climate.HOURLY_KM:g} km and {climate.HOURLY_M:g} m of "
            "elevation; add a climate_normals layer (`screening layers normals` makes one from "
            "station files)"
        )
    borrowed = source.elevation_source == STATION_HEIGHT
    if borrowed.any():
        yield (
            f"climate: the elevation of {_sites(index, borrowed)} is unknown; that of the "
            f"weather station within {climate.HOURLY_KM:g} km stands for it; state elevation_m"
        )
    # a station's own year has no part in the regression
    is_fitted = np.isin(source.basis.astype(str), (MORPHED, NORMALS))
    outside = source.fits.is_outside & is_fitted
    if outside.any():
        yield _outside_note(index, outside, regression)


def _outside_note(index: pd.Index, outside: Flags, regression: str) -> str:
    if regression == climate.BY_PLACE:
        fallback = climate.PLACES[-1]
        return (
            f"climate: {_sites(index, outside)} lie outside {fallback.title}; their figures rest "
            f"on its regression ({fallback.name}), whose errors are not known there"
        )
    place = climate.find_place(regression)
    return (
        f'climate: normals_regression = "{regression}" was fitted to {place.title} and is used '
        f"at {_sites(index, outside)} outside; leave it out, and each site takes that of its place"
    )


def warming_notes(
    warming: climate.PlacedWarming, index: pd.Index, known: Flags, year: int, region: str
) -> Iterator[str]:
    """Note where a later year is unknown, or rests on the trend of another place.

    Parameters
    ----------
    warming : PlacedWarming
    index : Index, ids of its sites
    known : ndarray of bool, sites whose present climate is known
    year : int
    region : str, as the config states it

    Yields
    ------
    str
    """
    unknown = known & ~np.isfinite(warming.dry_bulb_k)
    if unknown.any():
        places = format_known(place.title for place in climate.PLACES if place.trend is not None)
        yield (
            f"climate: the warming by {year} is unknown at {_sites(index, unknown)}; trends are "
            f"known for {places} only; state delta_dry_bulb_c under [climate], or add a "
            "climate_deltas layer that covers them"
        )
    outside = known & warming.is_outside
    if outside.any():
        yield (
            f'climate: region = "{region}" gives the warming of {climate.find_place(region).title} '
            f"and is used at {_sites(index, outside)} outside; state delta_dry_bulb_c"
        )


def _sites(index: pd.Index, flags: Flags) -> str:
    names = format_known([str(name) for name in index[flags]], max_count=_MAX_NAMES)
    return f"{int(flags.sum())} of {len(index)} sites ({names})"
