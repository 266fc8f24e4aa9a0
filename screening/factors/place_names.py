"""Describe a position by the distance and direction from the nearest named place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.geodesy import GeodesicIndex
from screening.geodesy.ellipsoid import inverse

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

COMPASS_POINTS = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)
AT_KM = 8.0
"""Up to this distance a position is *at* the place [km]."""
NEAR_KM = 50.0
"""Beyond this distance the text states it [km]."""
FAR_KM = 300.0
"""Beyond this distance a place does not describe a position [km]."""


class RelativeLocation:
    """Formats positions relative to named places.

    Parameters
    ----------
    places : DataFrame, ``name longitude latitude``

    Examples
    --------
    >>> import pandas as pd
    >>> abilene = pd.DataFrame({"name": ["Abilene"], "longitude": [-99.73], "latitude": [32.45]})
    >>> locate = RelativeLocation(abilene)
    >>> locate(-100.2, 32.45), locate(-99.72, 32.44), locate(-100.7, 32.45), locate(-80.0, 32.0)
    ('west of Abilene', 'at Abilene', '91 km west of Abilene', '')
    """

    def __init__(self, places: pd.DataFrame) -> None:
        import shapely

        self.names = places["name"].tolist()
        self.points = places[["longitude", "latitude"]].to_numpy(dtype=float).reshape(-1, 2)
        self.index = GeodesicIndex(shapely.points(self.points))

    def __call__(self, lon: float, lat: float) -> str:
        """Describe a position.

        Parameters
        ----------
        lon, lat : float [degrees]

        Returns
        -------
        str, empty if no place is near
        """
        if not self.names:
            return ""
        position: NDArray[np.float64] = np.array([[lon, lat]])
        nearest, metres = self.index.nearest(position)
        km = metres[0] / 1000.0
        if nearest[0] < 0 or km > FAR_KM:
            return ""
        name = self.names[nearest[0]]
        if km <= AT_KM:
            return f"at {name}"
        azimuth, _, _ = inverse(self.points[nearest], position)
        direction = COMPASS_POINTS[round(float(azimuth[0]) / 45.0) % 8]
        return f"{direction} of {name}" if km <= NEAR_KM else f"{km:.0f} km {direction} of {name}"
