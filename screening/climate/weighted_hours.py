"""A year of outdoor air as weighted states: the common form of every data tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.designs import outdoor_air
from screening.climate.equipment import Air
from screening.climate.psychrometrics import wet_bulb_c
from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

HOURS_PER_YEAR = 8760
"""Hours of a typical year [h]."""


@dataclass(frozen=True)
class ClimateHours:
    """The years of several sites; constructed by ``ClimateHours.of``.

    A measured year has 8,760 states of one hour each; a synthetic year has more states of
    less weight.

    Parameters
    ----------
    dry_bulb_c, dew_point_c, wet_bulb_c, pressure_pa : ndarray, (n_sites, n_states) [°C, Pa]
    weight_hours : ndarray, (n_states,) [h], the same for all sites, summing to 8,760
    """

    dry_bulb_c: Floats
    dew_point_c: Floats
    wet_bulb_c: Floats
    pressure_pa: Floats
    weight_hours: Floats

    @classmethod
    def of(
        cls,
        dry_bulb_c: ArrayLike,
        dew_point_c: ArrayLike,
        pressure_pa: ArrayLike,
        weight_hours: ArrayLike | None = None,
    ) -> ClimateHours:
        """Build from dry bulb, dew point and pressure; the wet bulb is computed.

        Dew points above the dry bulb are clipped to it.

        Parameters
        ----------
        dry_bulb_c, dew_point_c : array_like, (n_sites, n_states) or (n_states,) [°C]
        pressure_pa : array_like [Pa], broadcast to that shape
        weight_hours : array_like, (n_states,) [h]; equal by default

        Returns
        -------
        ClimateHours; a site with any NaN is NaN throughout

        Raises
        ------
        InputError
            Inconsistent shapes, or weights that do not sum to 8,760 hours.

        Examples
        --------
        >>> year = ClimateHours.of([[30.0, 20.0]], [[10.0, 25.0]], 101_325.0)
        >>> year.wet_bulb_c.round(1), year.weight_hours
        (array([[17.7, 20. ]]), array([4380., 4380.]))
        """
        dry = np.atleast_2d(np.asarray(dry_bulb_c, dtype=np.float64))
        dew = np.atleast_2d(np.asarray(dew_point_c, dtype=np.float64))
        p = np.asarray(pressure_pa, dtype=np.float64)
        weight = _weights(weight_hours, dry.shape[1])
        if dew.shape != dry.shape or np.broadcast_shapes(p.shape, dry.shape) != dry.shape:
            raise InputError(
                f"climate hours: expected dew point and pressure of shape {dry.shape}, got "
                f"{dew.shape} and {p.shape}; pass one row per site and one column per state"
            )
        unknown = np.isnan(dry + dew + p).any(axis=1, keepdims=True)
        if unknown.any():
            dry, p = np.where(unknown, np.nan, dry), np.where(unknown, np.nan, p)
        dew = np.minimum(dew, dry)
        p = np.broadcast_to(p, dry.shape)
        return cls(dry, dew, wet_bulb_c(dry, dew, p), p, weight)

    @property
    def sites_count(self) -> int:
        """Number of sites."""
        return int(self.dry_bulb_c.shape[0])

    def shifted(self, dry_bulb_k: ArrayLike, dew_point_k: ArrayLike) -> ClimateHours:
        """Return the same states with deltas added: a later year.

        Parameters
        ----------
        dry_bulb_k, dew_point_k : array_like, (n_sites,) or one number [K]

        Returns
        -------
        ClimateHours

        Examples
        --------
        >>> year = ClimateHours.of([[30.0, 20.0]], [[10.0, 12.0]], 101_325.0).shifted(1.5, 1.0)
        >>> year.dry_bulb_c, year.dew_point_c
        (array([[31.5, 21.5]]), array([[11., 13.]]))
        """
        dry, dew = (
            np.asarray(k, dtype=np.float64).reshape(-1, 1) for k in (dry_bulb_k, dew_point_k)
        )
        return ClimateHours.of(
            self.dry_bulb_c + dry, self.dew_point_c + dew, self.pressure_pa, self.weight_hours
        )

    def air(self, site: int) -> Air:
        """Return one site's outdoor air, arrays of (n_states,), as input of cooling designs."""
        return outdoor_air(
            self.dry_bulb_c[site],
            self.wet_bulb_c[site],
            self.dew_point_c[site],
            self.pressure_pa[site],
        )


def _weights(weight_hours: ArrayLike | None, states_count: int) -> Floats:
    if weight_hours is None:
        return np.full(states_count, HOURS_PER_YEAR / states_count)
    weight = np.asarray(weight_hours, dtype=np.float64)
    if weight.shape != (states_count,) or abs(weight.sum() - HOURS_PER_YEAR) > 1e-6:
        raise InputError(
            f"climate hours: expected {states_count} weights summing to {HOURS_PER_YEAR} h, got "
            f"shape {weight.shape} summing to {weight.sum():g}; pass the hours of each state"
        )
    return weight
