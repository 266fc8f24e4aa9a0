"""Select each site's weather year: a station's, a station's morphed to the normals, or synthetic.

The three sources are tiers A, B and C of ``docs/science/cooling.md``.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.model import FactorParameters, Layers, RasterLayer, Sites, StationLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
LAPSE_K_PER_KM = 4.5
"""Lapse rate of the mean dry bulb [K/km], measured over US stations, instead of the 6.5 K/km of
the standard atmosphere."""
DEW_POINT_LAPSE_K_PER_KM = 5.5
"""Lapse rate of the mean dew point [K/km], measured over the same stations."""
M_PER_KM = 1000.0
HOURLY, MORPHED, NORMALS = climate.BASES
STATED_HEIGHT = "stated for the site"
NORMALS_HEIGHT = "of the normals' raster"
STATION_HEIGHT = "of the weather station, as the site's is unknown"


@dataclass(frozen=True)
class SiteClimate:
    """The source of each site's weather year, arrays of (n_sites,) or (n_sites, 12).

    Attributes
    ----------
    basis : ndarray of str or ``None``: hourly, morphed, normals; ``None`` where unknown
    station : ndarray of str or ``None``, name of the weather station
    station_km : ndarray [km], distance to it; NaN without a station
    elevation_m : ndarray [m]
    elevation_source : ndarray of str or ``None``: whose elevation that is, in words
    tmax_c, tmin_c, dew_point_c : ndarray, (n_sites, 12) [°C], normals at that elevation
    layer, row : ndarray of int, index of the station layer and of its row; -1 without a station
    layers : tuple of StationLayer
    fits : PlacedFits, the regression of each synthetic year
    """

    basis: NDArray[np.object_]
    station: NDArray[np.object_]
    station_km: Floats
    elevation_m: Floats
    elevation_source: NDArray[np.object_]
    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats
    layer: Ints
    row: Ints
    layers: tuple[StationLayer, ...]
    fits: climate.PlacedFits

    def errors(self, name: str) -> Floats:
        """Look up the error (RMSE) of each site's tier; NaN where its climate is unknown.

        Parameters
        ----------
        name : str, a field of :class:`screening.climate.TierErrors`

        Returns
        -------
        ndarray, (n_sites,)
        """
        errors = {
            (basis, fit.name): getattr(climate.tier_errors(basis, fit), name)
            for basis in climate.BASES
            for fit in climate.NORMALS_FITS.values()
        }
        pairs = zip(self.basis.tolist(), self.fits.names.tolist(), strict=True)
        return np.array([errors.get(pair, np.nan) for pair in pairs], dtype=float)

    def hours(self, rows: Ints) -> climate.ClimateHours:
        """Build the years of some sites, all of one basis and one regression.

        Parameters
        ----------
        rows : ndarray of int, (n,), row numbers of sites

        Returns
        -------
        ClimateHours, (n, n_states)
        """
        basis = self.basis[rows[0]]
        months = (self.tmax_c[rows], self.tmin_c[rows], self.dew_point_c[rows])
        if basis == NORMALS:
            fit = climate.NORMALS_FITS[self.fits.names[rows[0]]]
            return climate.synthetic_year(*months, self.elevation_m[rows], fit=fit)
        stations = [self.layers[self.layer[row]].stations for row in rows]
        pairs = list(zip(stations, self.row[rows], strict=True))
        dry, dew, pressure = (
            np.stack([getattr(table, name)[row] for table, row in pairs])
            for name in ("dry_bulb_c", "dew_point_c", "pressure_pa")
        )
        year = climate.ClimateHours.of(dry, dew, pressure)
        if basis == HOURLY:
            return year
        station_m = [table.elevation_m[row] for table, row in pairs]
        return climate.morph_year(year, station_m, *months, self.elevation_m[rows])

    def year(
        self, designs: Sequence[str], air_class: str, deltas_k: tuple[Floats, Floats] | None = None
    ) -> climate.CoolingYear:
        """Simulate cooling designs over every site's year; sites with equal years share one run.

        Parameters
        ----------
        designs : sequence of str, of ``screening.climate.DESIGNS``
        air_class : str, of ``screening.climate.AIR_CLASSES``
        deltas_k : pair of ndarray, (n_sites,) [K], or None
            Warming of dry bulb and dew point in a later year.

        Returns
        -------
        CoolingYear; NaN where the climate is unknown
        """
        dry_k, dew_k = self.errors("dry_bulb_k"), self.errors("wet_bulb_k")

        def simulate(rows: Ints) -> climate.CoolingYear:
            hours = self.hours(rows)
            if deltas_k is not None:
                hours = hours.shifted(deltas_k[0][rows], deltas_k[1][rows])
            plants = [climate.with_air_class(air_class, z) for z in self.elevation_m[rows].tolist()]
            return climate.cooling_year(
                hours, designs, plants, dry_bulb_error_k=dry_k[rows], wet_bulb_error_k=dew_k[rows]
            )

        results: list[climate.CoolingYear] = []
        # inverse: site to its row in the concatenated results, -1 without a climate
        inverse, count = np.full(len(self.basis), -1), 0
        for basis, fit in itertools.product(climate.BASES, climate.NORMALS_FITS):
            alike = (self.basis == basis) & (self.fits.names == fit)
            rows, group = self._distinct(np.flatnonzero(alike), deltas_k)
            inverse[alike] = count + group
            if len(rows):
                count += len(rows)
                results.append(climate.map_chunks(rows, simulate))
        if not results:
            unknown = climate.ClimateHours.of(*np.full((3, 1, 24), np.nan))
            return climate.take(climate.cooling_year(unknown, designs), inverse)
        return climate.take(climate.concatenate(results), inverse)

    def _distinct(self, rows: Ints, deltas_k: tuple[Floats, Floats] | None) -> tuple[Ints, Ints]:
        """Find sites with distinct years, and the index among these for each of ``rows``."""
        source = [self.elevation_m, self.layer, self.row, *(deltas_k or ())]
        months = [self.tmax_c, self.tmin_c, self.dew_point_c]
        table = np.column_stack([*months, *source])[rows]
        _, first, inverse = np.unique(table, axis=0, return_index=True, return_inverse=True)
        return rows[first], inverse.reshape(-1)


def site_climate(sites: Sites, layers: Layers, parameters: FactorParameters) -> SiteClimate | None:
    """Select the source of each site's weather year.

    If a site states its ``elevation_m``, the normals are adjusted from the elevation of the
    raster cell with the observed lapse rates. Of several station layers, the first is used
    that covers the site and has a suitable station.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``climate_normals`` and ``climate_hourly`` are used
    parameters : FactorParameters; ``normals_regression``

    Returns
    -------
    SiteClimate, or None if there is no layer of either kind
    """
    rasters = joins.find_layers(layers, "climate_normals", RasterLayer)
    station_layers = joins.find_layers(layers, "climate_hourly", StationLayer)
    if not rasters and not station_layers:
        return None
    elevation, tmax, tmin, dew = _normals_at_sites(sites, rasters)
    known = np.asarray(np.isfinite(np.column_stack([tmax, tmin, dew, elevation])).all(axis=1))
    empty = np.full(len(elevation), None, dtype=object)
    from_normals = SiteClimate(
        np.where(known, NORMALS, empty),
        empty,
        np.full(len(elevation), np.nan),
        elevation,
        _elevation_source(sites, elevation),
        tmax,
        tmin,
        dew,
        np.full(len(elevation), -1),
        np.full(len(elevation), -1),
        tuple(station_layers),
        climate.place_fits(joins.coordinates(sites), parameters.normals_regression),
    )
    assigned = _assign_stations(from_normals, sites, known)
    source = np.where(pd.isna(assigned.basis), empty, assigned.elevation_source)
    return replace(assigned, elevation_source=source)


def _normals_at_sites(
    sites: Sites, rasters: Sequence[RasterLayer]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Sample the normals and adjust them to the elevation of the sites.

    Returns the elevation, (n_sites,) [m], and maximum, minimum and dew point, (n_sites, 12) [°C].
    """
    normals = _sample_normals(sites, rasters)
    elevation, rise_km = _elevations(sites, normals)
    tmax, tmin, dew = (
        np.asarray(normals[[f"{name}_{month}" for month in MONTHS]].to_numpy(dtype=float))
        - lapse * rise_km
        for name, lapse in (
            ("tmax_c", LAPSE_K_PER_KM),
            ("tmin_c", LAPSE_K_PER_KM),
            ("dew_point_c", DEW_POINT_LAPSE_K_PER_KM),
        )
    )
    return elevation, tmax, tmin, dew


def _assign_stations(
    site_climate: SiteClimate, sites: Sites, known: NDArray[np.bool_]
) -> SiteClimate:
    """Replace the synthetic year by a station's where a layer has a suitable station.

    A station beyond the tier A distance needs the normals (``known``) to be morphed to.
    """
    points = joins.coordinates(sites)
    accuracy_km = sites.frame["coord_precision_km"].to_numpy(dtype=float)
    result = site_climate
    for layer_index, layer in enumerate(site_climate.layers):
        stations = layer.stations
        if not stations.names:
            continue
        assigned = climate.assign_stations(
            points,
            result.elevation_m,
            accuracy_km,
            np.column_stack([stations.longitude, stations.latitude]),
            stations.elevation_m,
        )
        use = joins.is_covered(layer, sites) & (assigned.station >= 0) & (result.row < 0)
        use &= assigned.hourly | known
        names = np.array(
            [stations.names[row] if row >= 0 else None for row in assigned.station], object
        )
        station_m = stations.elevation_m[assigned.station]
        own_height = use & assigned.own_height
        result = replace(
            result,
            elevation_m=np.where(own_height, station_m, result.elevation_m),
            elevation_source=np.where(own_height, STATION_HEIGHT, result.elevation_source),
            basis=np.where(use, np.where(assigned.hourly, HOURLY, MORPHED), result.basis),
            station=np.where(use, names, result.station),
            station_km=np.where(use, assigned.distance_km, result.station_km),
            layer=np.where(use, layer_index, result.layer),
            row=np.where(use, assigned.station, result.row),
        )
    return result


def _sample_normals(sites: Sites, rasters: Sequence[RasterLayer]) -> pd.DataFrame:
    if rasters:
        return joins.sample(sites, rasters)
    bands = [f"{name}_{month}" for name in ("tmax_c", "tmin_c", "dew_point_c") for month in MONTHS]
    return pd.DataFrame(np.nan, index=sites.frame.index, columns=[*bands, "elevation_m"])


def _elevations(sites: Sites, normals: pd.DataFrame) -> tuple[Floats, Floats]:
    """Compute each site's elevation [m] and its height above the raster cell [km], (n, 1)."""
    cell_m = normals["elevation_m"].to_numpy(dtype=float)
    stated_m = _stated_elevation(sites)
    elevation_m = np.where(np.isnan(stated_m), cell_m, stated_m)
    return elevation_m, ((elevation_m - cell_m) / M_PER_KM)[:, None]


def _stated_elevation(sites: Sites) -> Floats:
    if "elevation_m" not in sites.frame:
        return np.full(len(sites.frame), np.nan)
    return np.asarray(sites.frame["elevation_m"].to_numpy(dtype=float))


def _elevation_source(sites: Sites, elevation_m: Floats) -> NDArray[np.object_]:
    """Say whose elevation each site's climate is computed for; ``None`` where it is unknown."""
    is_stated = np.isfinite(_stated_elevation(sites))
    source = np.full(len(elevation_m), None, dtype=object)
    source[np.isfinite(elevation_m)] = NORMALS_HEIGHT
    source[is_stated] = STATED_HEIGHT
    return source
