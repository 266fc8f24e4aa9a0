"""A later year: warming and moistening of the air since the years of the data."""

from __future__ import annotations

from dataclasses import dataclass

from screening.errors import InputError, format_known

DEW_POINT_SHARE = 0.9
"""Rise of the dew point per rise of the dry bulb [-]: nearly constant relative humidity."""


@dataclass(frozen=True)
class RegionTrend:
    """The warming trend of a region.

    Parameters
    ----------
    name : str
    warming_k : float [K], from the middle of the normals, ``from_year``, to ``to_year``
    from_year, to_year : float
    source : str
    """

    name: str
    warming_k: float
    from_year: float
    to_year: float
    source: str

    def delta_dry_bulb_k(self, year: float) -> float:
        """Warming by a year, linear in time.

        Parameters
        ----------
        year : float

        Returns
        -------
        float [K]

        Examples
        --------
        >>> round(TRENDS["texas"].delta_dry_bulb_k(2050), 2)
        1.46
        """
        return self.warming_k * (year - self.from_year) / (self.to_year - self.from_year)


TRENDS = {
    trend.name: trend
    for trend in (
        RegionTrend(
            "texas",
            1.0,
            2005.5,
            2036.0,
            "Texas State Climatologist: +1.0 °C by 2036 over 1991–2020; beyond 2036 extrapolated",
        ),
    )
}
"""Trends by region; elsewhere the deltas must be stated."""


def warming_deltas_k(
    year: float, region: str, dry_bulb_k: float | None, dew_point_k: float | None
) -> tuple[float, float]:
    """Return the deltas of a later year: those stated, otherwise the region's trend.

    Parameters
    ----------
    year : float
    region : str, of ``TRENDS``, where no delta is stated
    dry_bulb_k, dew_point_k : float or None [K], as stated

    Returns
    -------
    dry bulb, dew point : float [K]

    Raises
    ------
    InputError

    Examples
    --------
    >>> warming_deltas_k(2050, "texas", 2.0, None)
    (2.0, 1.8)
    """
    if dry_bulb_k is None:
        if region not in TRENDS:
            raise InputError(
                f"climate: expected delta_dry_bulb_c for {year:g}, or a region with a trend, got "
                f"{repr(region) if region else 'neither'}; known: {format_known(TRENDS)}; state "
                'delta_dry_bulb_c, or region = "…" under [climate]'
            )
        dry_bulb_k = TRENDS[region].delta_dry_bulb_k(year)
    return dry_bulb_k, DEW_POINT_SHARE * dry_bulb_k if dew_point_k is None else dew_point_k
