"""Where something is, in words: a distance and a wind from the nearest named place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.geodesy import GeodesicIndex
from screening.geodesy.ellipsoid import inverse

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

WINDS = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)
AT_KM = 8.0
"""So near, something is at the place [km]."""
NEAR_KM = 50.0
"""Farther off it is said how far [km]."""
FAR_KM = 300.0
"""Farther off no place names it [km]."""


class RelativeLocation:
    """Says where positions are.

    Parameters
    ----------
    places : DataFrame, ``name longitude latitude``

    Examples
    --------
    >>> import pandas as pd
    >>> abilene = pd.DataFrame({"name": ["Abilene"], "longitude": [-99.73], "latitude": [32.45]})
    >>> say = RelativeLocation(abilene)
    >>> say(-100.2, 32.45), say(-99.72, 32.44), say(-100.7, 32.45), say(-80.0, 32.0)
    ('west of Abilene', 'at Abilene', '91 km west of Abilene', '')
    """

    def __init__(self, places: pd.DataFrame) -> None:
        import shapely

        self.names = places["name"].tolist()
        self.points = places[["longitude", "latitude"]].to_numpy(dtype=float).reshape(-1, 2)
        self.index = GeodesicIndex(shapely.points(self.points))

    def __call__(self, lon: float, lat: float) -> str:
        """Say where a position is.

        Parameters
        ----------
        lon, lat : float [degrees]

        Returns
        -------
        str, empty where no place is near
        """
        if not self.names:
            return ""
        here: NDArray[np.float64] = np.array([[lon, lat]])
        found, metres = self.index.nearest(here)
        km = metres[0] / 1000.0
        if found[0] < 0 or km > FAR_KM:
            return ""
        name = self.names[found[0]]
        if km <= AT_KM:
            return f"at {name}"
        azimuth, _, _ = inverse(self.points[found], here)
        wind = WINDS[round(float(azimuth[0]) / 45.0) % 8]
        return f"{wind} of {name}" if km <= NEAR_KM else f"{km:.0f} km {wind} of {name}"
