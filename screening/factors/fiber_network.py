"""Layers of routes and points of presence as one network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex
from screening.model import FactorParameters, VectorLayer
from screening.network import DiversitySettings, FiberGraph, Routes, build_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HUB_KINDS = ("ixp", "carrier_hotel")
COARSE_KM = 1.0
"""A layer of routes no better than this is generalised: hubs join it from farther off [km]."""
M_PER_KM = 1000.0


@dataclass(frozen=True)
class Network:
    """A fiber graph, and what its places and routes are.

    Attributes
    ----------
    graph : FiberGraph, its places the hubs, then the metros
    hubs, metros : DataFrame, ``name longitude latitude``
    corridor : ndarray of bool, (routes,)
    reckoning : DiversitySettings
    """

    graph: FiberGraph
    hubs: pd.DataFrame
    metros: pd.DataFrame
    corridor: NDArray[np.bool_]
    reckoning: DiversitySettings

    @property
    def hub_nodes(self) -> NDArray[np.int64]:
        """The hubs' nodes."""
        return np.arange(len(self.hubs))


def build_network(
    routes: Sequence[VectorLayer],
    hubs: pd.DataFrame,
    metros: pd.DataFrame,
    parameters: FactorParameters,
) -> Network:
    """Build the network of layers.

    FactorParameters
    ----------
    routes : sequence of VectorLayer, of kind ``fiber_routes``
    hubs, metros : DataFrame, ``name longitude latitude``
    parameters : FactorParameters

    Returns
    -------
    Network
    """
    frame = pd.concat([layer.frame for layer in routes], ignore_index=True)
    layer = np.repeat(np.arange(len(routes)), [len(each.frame) for each in routes])
    corridor = (frame["kind"] == "corridor").to_numpy()
    held = Routes(
        frame.geometry.to_numpy(),
        layer,
        frame["name"].fillna("").astype(str).tolist(),
        [_names(text) for text in frame["provider"]],
        np.where(corridor, parameters.route_factor, 1.0),
    )
    coarse = np.array([each.info.precision_km >= COARSE_KM for each in routes])
    snap_km = np.where(coarse, parameters.hub_snap_coarse_km, parameters.hub_snap_km)
    places = pd.concat([hubs, metros])[["longitude", "latitude"]].to_numpy(dtype=float)
    graph = build_graph(
        held,
        places.reshape(-1, 2),
        snap_m=parameters.snap_m,
        place_snap_m=snap_km * M_PER_KM,
        link_factor=parameters.route_factor,
    )
    reckoning = DiversitySettings(
        parameters.max_lateral_km,
        parameters.snap_m / M_PER_KM,
        parameters.diversity_km,
        parameters.site_exclusion_km,
    )
    return Network(graph, hubs, metros, corridor, reckoning)


def _names(text: object) -> tuple[str, ...]:
    parts = (part.strip() for part in str(text or "").split(";"))
    return tuple(part for part in parts if part)


def major_hubs(layers: Sequence[VectorLayer], parameters: FactorParameters) -> list[VectorLayer]:
    """Keep exchanges and carrier hotels with enough networks to be worth reaching.

    FactorParameters
    ----------
    layers : sequence of VectorLayer, of kind ``points_of_presence``
    parameters : FactorParameters; ``hub_min_networks``

    Returns
    -------
    list of VectorLayer; of hubs in one place that with the most networks comes first, and
        gives it its name
    """
    return [
        VectorLayer(
            layer.info,
            layer.frame[
                layer.frame["kind"].isin(HUB_KINDS)
                & (layer.frame["networks_count"] >= parameters.hub_min_networks)
            ].sort_values("networks_count", ascending=False, kind="stable"),
        )
        for layer in layers
    ]


def hub_buildings(layers: Sequence[VectorLayer], parameters: FactorParameters) -> pd.DataFrame:
    """List the buildings that hubs are in: hubs within ``snap_m`` of each other share one.

    FactorParameters
    ----------
    layers : sequence of VectorLayer, from :func:`major_hubs`
    parameters : FactorParameters; ``snap_m``

    Returns
    -------
    DataFrame, ``name longitude latitude``
        Name and position of the building's hub with the most networks.
    """
    frame = pd.concat([layer.frame for layer in layers], ignore_index=True)
    frame = frame.sort_values("networks_count", ascending=False, kind="stable", ignore_index=True)
    places = _places(frame)
    points = places[["longitude", "latitude"]].to_numpy(dtype=float).reshape(-1, 2)
    near = GeodesicIndex(shapely.points(points)).within(points, parameters.snap_m)
    first = np.arange(len(places))
    np.minimum.at(first, near.point_index, near.geometry_index)
    buildings: pd.DataFrame = places[first == np.arange(len(places))].reset_index(drop=True)
    return buildings


def select_metros(
    layers: Sequence[VectorLayer], names: Sequence[str] | None = None
) -> pd.DataFrame:
    """List metros.

    FactorParameters
    ----------
    layers : sequence of VectorLayer, of kind ``points_of_presence``
    names : sequence of str or None, in this order; None gives all

    Returns
    -------
    DataFrame, ``name longitude latitude``, each name once
    """
    frames = [layer.frame[layer.frame["kind"] == "metro"] for layer in layers]
    if not frames:
        return pd.DataFrame({"name": [], "longitude": [], "latitude": []})
    every = _places(pd.concat(frames, ignore_index=True))
    key = every["name"].str.casefold()
    every, key = every[~key.duplicated()], key[~key.duplicated()]
    if names is None:
        return every.reset_index(drop=True)
    wanted = [name.casefold() for name in names]
    return every.set_axis(key)[key.isin(wanted).to_numpy()].reindex(
        [name for name in wanted if name in set(key)]
    )


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    points = shapely.get_coordinates(np.asarray(frame["geometry"])).reshape(-1, 2)
    return pd.DataFrame(
        {"name": frame["name"], "longitude": points[:, 0], "latitude": points[:, 1]}
    )
