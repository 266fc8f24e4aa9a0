"""Which year of outdoor air each site gets: station, station carried to normals, or normals."""

from __future__ import annotations

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
"""Fall of the mean dry bulb with height [K/km]; measured over US stations, not 6.5."""
DEW_POINT_LAPSE_K_PER_KM = 5.5
"""Fall of the mean dew point with height [K/km]; measured likewise."""
M_PER_KM = 1000.0
HOURLY, MORPHED, NORMALS = climate.BASES


@dataclass(frozen=True)
class SiteClimate:
    """Where the year of each site comes from, arrays of (n_sites,) or (n_sites, 12).

    Attributes
    ----------
    basis : ndarray of str or ``None``: hourly, morphed, normals; ``None`` where not known
    station : ndarray of str or ``None``
    station_km : ndarray [km]; NaN without a station
    elevation_m : ndarray [m]
    tmax_c, tmin_c, dew_point_c : ndarray, (n_sites, 12) [°C], normals at that height
    layer, row : ndarray of int, position of the station layer and its row; -1 without
    layers : tuple of StationLayer
    fit : NormalsFit
    """

    basis: NDArray[np.object_]
    station: NDArray[np.object_]
    station_km: Floats
    elevation_m: Floats
    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats
    layer: Ints
    row: Ints
    layers: tuple[StationLayer, ...]
    fit: climate.NormalsFit

    def errors(self, name: str) -> Floats:
        """Give what each site's tier gets wrong; NaN where its climate is not known.

        FactorParameters
        ----------
        name : str, a number of :class:`screening.climate.TierErrors`

        Returns
        -------
        ndarray, (n_sites,)
        """
        of = {b: getattr(climate.tier_errors(b, self.fit), name) for b in climate.BASES}
        return np.array([of.get(basis, np.nan) for basis in self.basis], dtype=float)

    def hours(self, rows: Ints) -> climate.ClimateHours:
        """Give the years of some sites, all of one basis.

        FactorParameters
        ----------
        rows : ndarray of int, (n,)

        Returns
        -------
        ClimateHours, (n, n_states)
        """
        basis = self.basis[rows[0]]
        months = (self.tmax_c[rows], self.tmin_c[rows], self.dew_point_c[rows])
        if basis == NORMALS:
            return climate.synthetic_year(*months, self.elevation_m[rows], fit=self.fit)
        held = [self.layers[self.layer[row]].stations for row in rows]
        dry, dew, pressure = (
            np.stack([getattr(s, name)[self.row[row]] for s, row in zip(held, rows, strict=True)])
            for name in ("dry_bulb_c", "dew_point_c", "pressure_pa")
        )
        year = climate.ClimateHours.of(dry, dew, pressure)
        if basis == HOURLY:
            return year
        heights = [s.elevation_m[self.row[row]] for s, row in zip(held, rows, strict=True)]
        return climate.morph_year(year, heights, *months, self.elevation_m[rows])

    def year(
        self, designs: Sequence[str], air_class: str, deltas_k: tuple[Floats, Floats] | None = None
    ) -> climate.CoolingYear:
        """Run designs through every site's year; sites of the same air are run once.

        FactorParameters
        ----------
        designs : sequence of str, of ``screening.climate.DESIGNS``
        air_class : str, of ``screening.climate.AIR_CLASSES``
        deltas_k : ndarrays, (n_sites,) [K], of dry bulb and dew point of a later year, or None

        Returns
        -------
        CoolingYear; NaN where the climate is not known
        """
        dry_k, dew_k = self.errors("dry_bulb_k"), self.errors("wet_bulb_k")

        def work(rows: Ints) -> climate.CoolingYear:
            hours = self.hours(rows)
            if deltas_k is not None:
                hours = hours.shifted(deltas_k[0][rows], deltas_k[1][rows])
            plants = [climate.with_air_class(air_class, z) for z in self.elevation_m[rows].tolist()]
            return climate.cooling_year(
                hours, designs, plants, dry_bulb_error_k=dry_k[rows], wet_bulb_error_k=dew_k[rows]
            )

        parts: list[climate.CoolingYear] = []
        back, done = np.full(len(self.basis), -1), 0
        for basis in climate.BASES:
            rows, same = self._distinct(np.flatnonzero(self.basis == basis), deltas_k)
            back[self.basis == basis] = done + same
            if len(rows):
                done += len(rows)
                parts.append(climate.map_chunks(rows, work))
        if not parts:
            nowhere = climate.ClimateHours.of(*np.full((3, 1, 24), np.nan))
            return climate.take(climate.cooling_year(nowhere, designs), back)
        return climate.take(climate.concatenate(parts), back)

    def _distinct(self, rows: Ints, deltas_k: tuple[Floats, Floats] | None) -> tuple[Ints, Ints]:
        """Give sites of different air, and for each of all which of these it is."""
        place = [self.elevation_m, self.layer, self.row, *(deltas_k or ())]
        months = [self.tmax_c, self.tmin_c, self.dew_point_c]
        table = np.column_stack([*months, *place])[rows]
        _, first, back = np.unique(table, axis=0, return_index=True, return_inverse=True)
        return rows[first], back.reshape(-1)


def site_climate(sites: Sites, layers: Layers, parameters: FactorParameters) -> SiteClimate | None:
    """Decide where the year of each site comes from.

    A site with ``elevation_m`` of its own is moved there from the normals' height with
    the observed lapse rates. Of several layers of stations the first that covers a site
    and has a suitable one answers for it.

    FactorParameters
    ----------
    sites : Sites
    layers : layers by kind; ``climate_normals`` and ``climate_hourly`` are used
    parameters : FactorParameters; ``normals_regression``

    Returns
    -------
    SiteClimate, or None where there is no layer of either kind
    """
    rasters = joins.raster_layers(layers, "climate_normals")
    posts = joins.station_layers(layers, "climate_hourly")
    if not rasters and not posts:
        return None
    normals = _normals(sites, rasters)
    elevation, rise_km = _heights(sites, normals)
    tmax, tmin, dew = (
        np.asarray(normals[[f"{name}_{month}" for month in MONTHS]].to_numpy(dtype=float))
        - lapse * rise_km
        for name, lapse in (
            ("tmax_c", LAPSE_K_PER_KM),
            ("tmin_c", LAPSE_K_PER_KM),
            ("dew_point_c", DEW_POINT_LAPSE_K_PER_KM),
        )
    )
    known = np.asarray(np.isfinite(np.column_stack([tmax, tmin, dew, elevation])).all(axis=1))
    nothing = np.full(len(elevation), None, dtype=object)
    found = SiteClimate(
        np.where(known, NORMALS, nothing),
        nothing,
        np.full(len(elevation), np.nan),
        elevation,
        tmax,
        tmin,
        dew,
        np.full(len(elevation), -1),
        np.full(len(elevation), -1),
        tuple(posts),
        climate.NORMALS_FITS[parameters.normals_regression],
    )
    return _with_stations(found, sites, known)


def _with_stations(found: SiteClimate, sites: Sites, known: NDArray[np.bool_]) -> SiteClimate:
    points = joins.coordinates(sites)
    precision = sites.frame["coord_precision_km"].to_numpy(dtype=float)
    for position, layer in enumerate(found.layers):
        held = layer.stations
        at = climate.assign_stations(
            points,
            found.elevation_m,
            precision,
            np.column_stack([held.longitude, held.latitude]),
            held.elevation_m,
        )
        fits = joins.is_covered(layer, sites) & (at.station >= 0) & (found.row < 0)
        fits &= at.hourly | known
        names = np.array([held.names[row] if row >= 0 else None for row in at.station], object)
        found = replace(
            found,
            basis=np.where(fits, np.where(at.hourly, HOURLY, MORPHED), found.basis),
            station=np.where(fits, names, found.station),
            station_km=np.where(fits, at.distance_km, found.station_km),
            layer=np.where(fits, position, found.layer),
            row=np.where(fits, at.station, found.row),
        )
    return found


def _normals(sites: Sites, rasters: Sequence[RasterLayer]) -> pd.DataFrame:
    if rasters:
        return joins.sample(sites, rasters)
    bands = [f"{name}_{month}" for name in ("tmax_c", "tmin_c", "dew_point_c") for month in MONTHS]
    return pd.DataFrame(np.nan, index=sites.frame.index, columns=[*bands, "elevation_m"])


def _heights(sites: Sites, normals: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the height to work at [m], and how far it is above the raster's [km], (n, 1)."""
    ground = normals["elevation_m"].to_numpy(dtype=float)
    own = np.full(len(ground), np.nan)
    if "elevation_m" in sites.frame:
        own = sites.frame["elevation_m"].to_numpy(dtype=float)
    height = np.where(np.isnan(own), ground, own)
    return height, ((height - ground) / M_PER_KM)[:, None]
