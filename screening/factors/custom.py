"""Facts of custom layers, as the config names them: one measure of each layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from screening import joins
from screening.factors.factor import ColumnGroup, Factor
from screening.model import (
    FactorParameters,
    FactorResult,
    Layers,
    RasterLayer,
    Sites,
    VectorLayer,
)

if TYPE_CHECKING:
    from screening.catalog.custom_measures import Measure


def custom(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Measure each custom layer at every site.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind
    parameters : FactorParameters, its ``measures``

    Returns
    -------
    FactorResult
        Of each measure with a layer its columns; unknown where the layer does not cover the site.

    Source
    ------
    docs/layers.md, "Layers of your own measure"
    """
    columns: dict[str, pd.Series] = {}
    for measure in parameters.measures:
        for layer in layers.get(measure.kind_name, ()):
            table = None
            if isinstance(layer, VectorLayer):
                table = VECTOR_MEASURES[measure.how](sites, layer, measure)
            elif isinstance(layer, RasterLayer):
                table = RASTER_MEASURES[measure.how](sites, layer, measure)
            if table is not None:
                columns |= _named(table, measure)
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index))


def _named(table: pd.DataFrame, measure: Measure) -> dict[str, pd.Series]:
    """Name the columns of a measure, of those that the joins give."""
    named = {measure.name: table["value"]}
    words = ["precision"] if measure.has_precision else []
    words += ["min", "max", "why"] if measure.is_bounded else []
    return named | {measure.derived_name(word): table[word] for word in words}


VectorMeasure = Callable[[Sites, VectorLayer, "Measure"], pd.DataFrame]
RasterMeasure = Callable[[Sites, RasterLayer, "Measure"], pd.DataFrame]


def _nearest(sites: Sites, layer: VectorLayer, measure: Measure) -> pd.DataFrame:
    found = joins.nearest(sites, joins.index_features([layer]))
    names = {"distance_km": "value", "distance_min_km": "min", "distance_max_km": "max"}
    return found.rename(columns={**names, "precision_km": "precision"})


VECTOR_MEASURES: Mapping[str, VectorMeasure] = {
    "nearest_km": _nearest,
    "inside": lambda sites, layer, _: joins.inside_areas(sites, layer),
    "value_at": lambda sites, layer, measure: joins.area_values(sites, layer, measure.value_column),
    "count_within": lambda sites, layer, measure: joins.count_in_circle(
        sites, layer, measure.radius_km
    ),
    "sum_within": lambda sites, layer, measure: joins.sum_in_circle(
        sites, layer, measure.radius_km, measure.value_column
    ),
    "length_within": lambda sites, layer, measure: joins.length_in_circle(
        sites, layer, measure.radius_km
    ),
    "share_within": lambda sites, layer, measure: joins.share_of_circle(
        sites, layer, measure.radius_km
    ),
}
"""By ``measure`` of a config: value, and its uncertainty, or its bounds and the reason."""

RASTER_MEASURES: Mapping[str, RasterMeasure] = {
    "value_at": lambda sites, layer, _: joins.cell_values(sites, layer),
    "mean_within": lambda sites, layer, measure: joins.mean_in_circle(
        sites, layer, measure.radius_km
    ),
}


def _groups(parameters: FactorParameters) -> tuple[ColumnGroup, ...]:
    return tuple(
        ColumnGroup(measure.columns, all_kinds=(measure.kind_name,))
        for measure in parameters.measures
    )


CUSTOM = Factor(
    name="custom",
    groups=(),
    compute=custom,
    parameters=("measures",),
    more_groups=_groups,
)
"""The columns are the config's; no other factor reads them."""
