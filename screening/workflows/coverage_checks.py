"""Check that the layers which the criteria need cover the region and its sites."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.errors import RegionError, format_known
from screening.factors import column_needs
from screening.joins import is_covered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.config.settings import Config
    from screening.model import Layer, Sites
    from screening.readers.regions import Region

    Flags = NDArray[np.bool_]

MIN_OVERLAP_FRACTION = 0.01
"""Share of the smaller area below which two areas merely touch [-]."""


@dataclass(frozen=True)
class Answers:
    """Where the layers answer a fact that a profile refers to.

    Attributes
    ----------
    place : str, the criterion or constraint
    column : str, the fact
    choices : tuple of tuple of str, layer kinds; of each tuple, any one is needed
    uncovered : tuple of tuple of str, those of which no layer covers some of the sites
    has_layers : bool, whether there is a layer of every choice
    known : ndarray of bool, (n_sites,)
        Whether layers of every choice cover the site, or it states the fact; of one item,
        about the region, where no site of it is known.
    """

    place: str
    column: str
    choices: tuple[tuple[str, ...], ...]
    uncovered: tuple[tuple[str, ...], ...]
    has_layers: bool
    known: Flags


def find_answers(
    config: Config,
    region: Region,
    layers: Mapping[str, Sequence[Layer]],
    sites: Sites | None,
    unread_kinds: Collection[str] = (),
) -> list[Answers]:
    """Find where layers answer the facts of the criteria and constraints.

    Parameters
    ----------
    config : Config
    region : Region
    layers : layers by kind
    sites : Sites of the region, or None; without any, the region's area is looked at
    unread_kinds : collection of str, kinds with a layer that could not be read, whose
        coverage is not judged

    Returns
    -------
    list of Answers, criteria first; none for a fact that needs no layer
    """
    if sites is not None and sites.frame.empty:
        sites = None
    profile = config.profile
    references = [(f"criterion {c.factor}", c.factor) for c in profile.criteria]
    references += [(f"constraint {c.name} ({c.factor})", c.factor) for c in profile.constraints]
    covered: dict[str, Flags] = {}

    def covers(kind: str) -> Flags:
        if kind not in covered:
            covered[kind] = _kind_covers(layers.get(kind, ()), region, sites)
            covered[kind] |= kind in unread_kinds
        return covered[kind]

    found = []
    for place, column in references:
        needs = column_needs(column, (), profile.parameters)
        if needs is None or not needs.kind_choices:
            continue
        stated = _states(sites, column)
        by_choice = {
            choice: np.logical_or.reduce([covers(kind) for kind in choice])
            for choice in needs.kind_choices
        }
        known = np.logical_and.reduce(list(by_choice.values())) | stated
        uncovered = tuple(c for c, flags in by_choice.items() if not (flags | stated).all())
        has_layers = all(
            any(kind in unread_kinds or layers.get(kind) for kind in choice) for choice in by_choice
        )
        found.append(Answers(place, column, needs.kind_choices, uncovered, has_layers, known))
    return found


def _kind_covers(layers: Sequence[Layer], region: Region, sites: Sites | None) -> Flags:
    """Tell which sites any of the layers covers; of no sites, whether one covers the region."""
    if sites is None:
        return np.array([any(_overlaps(layer, region) for layer in layers)])
    none = np.zeros(len(sites.frame), dtype=bool)
    covered: Flags = np.logical_or.reduce([none, *(is_covered(layer, sites) for layer in layers)])
    return covered


def _overlaps(layer: Layer, region: Region) -> bool:
    coverage = layer.info.coverage
    smaller = min(coverage.area, region.geometry.area)
    shared = coverage.intersection(region.geometry).area
    return bool(shared > MIN_OVERLAP_FRACTION * smaller)


def _states(sites: Sites | None, column: str) -> Flags:
    """Tell which sites state a fact themselves, as numbers."""
    if sites is None:
        return np.zeros(1, dtype=bool)
    frame = sites.frame
    if column not in frame or not pd.api.types.is_numeric_dtype(frame[column]):
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[column].notna().to_numpy(), dtype=bool)


def check_coverage(
    region: Region, layers: Mapping[str, Sequence[Layer]], answers: Sequence[Answers]
) -> None:
    """Refuse a region in which the layers answer none of the criteria that need any.

    A criterion on a column of the sites needs no layer, so it does not make a region covered.

    Parameters
    ----------
    region : Region
    layers : layers by kind
    answers : sequence of Answers

    Raises
    ------
    RegionError
    """
    criteria = [each for each in answers if each.place.startswith("criterion ")]
    if not criteria or any(each.known.any() for each in criteria):
        return
    kinds = {kind for each in criteria for choice in each.choices for kind in choice}
    infos = [layer.info for kind, group in layers.items() if kind in kinds for layer in group]
    if not infos:
        return  # that every kind is lacking is a problem of its own
    extents = {info.name: [round(v, 1) for v in info.coverage.bounds] for info in infos}
    known = "; ".join(f"{name} {','.join(map(str, box))}" for name, box in extents.items())
    raise RegionError(
        f"region {region.name}: expected layers that cover it, got none of the kinds that the "
        f"criteria need ({format_known(kinds)}); known extents (minlon,minlat,maxlon,maxlat): "
        f"{known}; choose a region within them, or add layers of that region to the config "
        "(README: use your own layers)"
    )


def coverage_notes(
    region: Region, sites: Sites | None, answers: Sequence[Answers]
) -> Iterator[str]:
    """Describe where the layers leave facts of the criteria and constraints unknown.

    Parameters
    ----------
    region : Region
    sites : Sites of the region, or None
    answers : sequence of Answers

    Yields
    ------
    str, one for each criterion or constraint that the layers do not answer everywhere; none
    for one that lacks a kind of layer, which is a problem of its own
    """
    for each in answers:
        if each.known.all() or not each.has_layers:
            continue
        kinds = " and none of kind ".join(" or ".join(choice) for choice in each.uncovered)
        if sites is None or sites.frame.empty:
            yield f"{each.place}: no layer of kind {kinds} covers {region.name}; unknown there"
            continue
        missing, count = sites.frame.index[~each.known], len(sites.frame)
        if len(missing) == count:
            yield (
                f"{each.place}: no layer of kind {kinds} covers a site in {region.name}; unknown "
                f"at all {count} sites"
            )
        else:
            yield (
                f"{each.place}: no layer of kind {kinds} covers {len(missing)} of {count} sites, "
                f"where it is unknown: {format_known(missing, max_count=5)}"
            )


def unanswered_sites(sites: Sites, answers: Sequence[Answers]) -> dict[str, frozenset[str]]:
    """Name the sites at which a fact is unknown because no layer covers them.

    Parameters
    ----------
    sites : Sites of the region
    answers : sequence of Answers about them

    Returns
    -------
    dict of column to the ids of sites
    """
    return {each.column: frozenset(sites.frame.index[~each.known]) for each in answers}
