"""Custom layers as they were read: which geometry outputs draw of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from screening.catalog.custom_measures import SHAPES, Measure, Shape
from screening.catalog.declared_measures import declare_measures
from screening.model import VectorLayer

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.model import Layer, Profile


def with_geometry(config: Config, layers: Mapping[str, Sequence[Layer]]) -> Config:
    """Record the geometry of custom layers, which their files decide.

    Parameters
    ----------
    config : Config
    layers : layers by kind

    Returns
    -------
    Config
        Its measures and its document have the geometry, so that a run that is read back draws
        the same; the same where it has no custom layer.
    """
    measures = config.profile.parameters.measures
    if not measures:
        return config
    known = tuple(_with_geometry(measure, layers) for measure in measures)
    declare_measures(known)
    tables = dict(config.document["layers"])
    for measure in known:
        tables[measure.layer] = {**tables[measure.layer], "geometry": measure.geometry or ""}
    document: dict[str, Any] = {**config.document, "layers": tables}
    return replace(
        config,
        profile=_with_measures(config.profile, known),
        others=tuple(_with_measures(profile, known) for profile in config.others),
        document=document,
    )


def _with_measures(profile: Profile, measures: tuple[Measure, ...]) -> Profile:
    return replace(profile, parameters=replace(profile.parameters, measures=measures))


def _with_geometry(measure: Measure, layers: Mapping[str, Sequence[Layer]]) -> Measure:
    for layer in layers.get(measure.kind_name, ()):
        if isinstance(layer, VectorLayer):
            return replace(measure, geometry=_most(layer))
    return measure


def _most(layer: VectorLayer) -> Shape:
    """Name the type of most features: point, line or polygon."""
    dimension = shapely.get_dimensions(layer.frame.geometry.to_numpy())
    return SHAPES[int(np.bincount(dimension[dimension >= 0], minlength=len(SHAPES)).argmax())]
