"""Build one fiber network from the layers of routes and points of presence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.catalog.carrier_names import listed_names, unify_names
from screening.errors import format_known
from screening.geodesy import GeodesicIndex
from screening.model import FactorParameters, VectorLayer
from screening.network import DiversitySettings, FiberGraph, Routes, build_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HUB_KINDS = ("ixp", "carrier_hotel")
COARSE_KM = 1.0
"""Positional accuracy from which a route layer is generalised: hubs connect to it over
``hub_snap_coarse_km`` [km]."""
M_PER_KM = 1000.0


@dataclass(frozen=True)
class Network:
    """A fiber graph with the names and kinds of its nodes and routes.

    Attributes
    ----------
    graph : FiberGraph, its places the hubs, then the metros
    hubs, metros : DataFrame, ``name longitude latitude``
    corridor : ndarray of bool, (routes,), routes that are corridors
    settings : DiversitySettings
    """

    graph: FiberGraph
    hubs: pd.DataFrame
    metros: pd.DataFrame
    corridor: NDArray[np.bool_]
    settings: DiversitySettings

    @property
    def hub_nodes(self) -> NDArray[np.int64]:
        """Node numbers of the hubs, which the graph numbers first."""
        return np.arange(len(self.hubs))


def build_network(
    routes: Sequence[VectorLayer],
    hubs: pd.DataFrame,
    metros: pd.DataFrame,
    parameters: FactorParameters,
) -> Network:
    """Build the network of route layers, hubs and metros.

    Parameters
    ----------
    routes : sequence of VectorLayer, of kind ``fiber_routes``
    hubs, metros : DataFrame, ``name longitude latitude``
    parameters : FactorParameters

    Returns
    -------
    Network
    """
    frame = pd.concat([layer.frame for layer in routes], ignore_index=True)
    corridor = (frame["kind"] == "corridor").to_numpy()
    is_coarse = np.array([layer.info.precision_km >= COARSE_KM for layer in routes])
    snap_km = np.where(is_coarse, parameters.hub_snap_coarse_km, parameters.hub_snap_km)
    providers = [listed_names(text) for text in frame["provider"]]
    spelling = unify_names(providers)  # of several layers
    places = pd.concat([hubs, metros])[["longitude", "latitude"]].to_numpy(dtype=float)
    graph = build_graph(
        Routes(
            frame.geometry.to_numpy(),
            np.repeat(np.arange(len(routes)), [len(layer.frame) for layer in routes]),
            frame["name"].fillna("").astype(str).tolist(),
            [tuple(spelling[name] for name in names) for names in providers],
            # corridors are shorter than the cable along them; surveyed routes are not
            np.where(corridor, parameters.route_factor, 1.0),
        ),
        places.reshape(-1, 2),
        snap_m=parameters.snap_m,
        place_snap_m=snap_km * M_PER_KM,
        link_factor=parameters.route_factor,
    )
    settings = DiversitySettings(
        parameters.max_lateral_km,
        parameters.snap_m / M_PER_KM,
        parameters.diversity_km,
        parameters.site_exclusion_km,
    )
    return Network(graph, hubs, metros, corridor, settings)


def major_hubs(layers: Sequence[VectorLayer], parameters: FactorParameters) -> list[VectorLayer]:
    """Select the major hubs: exchanges and carrier hotels with enough networks.

    Parameters
    ----------
    layers : sequence of VectorLayer, of kind ``points_of_presence``
    parameters : FactorParameters; ``hub_min_networks``

    Returns
    -------
    list of VectorLayer, each sorted by the number of networks, largest first, so that the
    largest hub at a location names it
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


def uncounted_hub_notes(layers: Sequence[VectorLayer]) -> list[str]:
    """Tell of exchanges and carrier hotels that are no hubs as their networks are unknown.

    Parameters
    ----------
    layers : sequence of VectorLayer, of kind ``points_of_presence``

    Returns
    -------
    list of str
    """
    notes = []
    for layer in layers:
        could_be = layer.frame["kind"].isin(HUB_KINDS)
        unknown = could_be & layer.frame["networks_count"].isna()
        if unknown.any():
            names = format_known(layer.frame.loc[unknown, "name"].dropna(), max_count=3)
            notes.append(
                f"{layer.info.name}: {unknown.sum()} of {could_be.sum()} exchanges and carrier "
                f"hotels state no networks_count and are not taken for hubs ({names}); one that is "
                "may be nearer than the hub found"
            )
    return notes


def hub_buildings(layers: Sequence[VectorLayer], parameters: FactorParameters) -> pd.DataFrame:
    """Group hubs into buildings: hubs within ``snap_m`` of each other share one.

    Parameters
    ----------
    layers : sequence of VectorLayer, from :func:`major_hubs`
    parameters : FactorParameters; ``snap_m``

    Returns
    -------
    DataFrame, ``name longitude latitude``
        Name and position of the hub with the most networks in each building.
    """
    frame = pd.concat([layer.frame for layer in layers], ignore_index=True)
    frame = frame.sort_values("networks_count", ascending=False, kind="stable", ignore_index=True)
    hubs = _point_table(frame)
    points = hubs[["longitude", "latitude"]].to_numpy(dtype=float).reshape(-1, 2)
    near = GeodesicIndex(shapely.points(points)).within(points, parameters.snap_m)
    # the first hub near each hub; as hubs are sorted, that is the one with the most networks
    first = np.arange(len(hubs))
    np.minimum.at(first, near.point_index, near.geometry_index)
    buildings: pd.DataFrame = hubs[first == np.arange(len(hubs))].reset_index(drop=True)
    return buildings


def select_metros(
    layers: Sequence[VectorLayer], names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Select metros by name.

    Parameters
    ----------
    layers : sequence of VectorLayer, of kind ``points_of_presence``
    names : sequence of str, or None for all

    Returns
    -------
    DataFrame, ``name longitude latitude``, each name once, in the order of ``names``; names
    that no layer has are left out
    """
    frames = [layer.frame[layer.frame["kind"] == "metro"] for layer in layers]
    if not frames:
        return pd.DataFrame({"name": [], "longitude": [], "latitude": []})
    metros = _point_table(pd.concat(frames, ignore_index=True))
    key = metros["name"].str.casefold()
    metros, key = metros[~key.duplicated()], key[~key.duplicated()]
    if names is None:
        return metros.reset_index(drop=True)
    known = set(key)
    folded = [name.casefold() for name in names]
    return metros.set_axis(key)[key.isin(folded).to_numpy()].reindex(
        [name for name in folded if name in known]
    )


def _point_table(frame: pd.DataFrame) -> pd.DataFrame:
    points = shapely.get_coordinates(np.asarray(frame["geometry"])).reshape(-1, 2)
    return pd.DataFrame(
        {"name": frame["name"], "longitude": points[:, 0], "latitude": points[:, 1]}
    )
