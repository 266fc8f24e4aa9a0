"""The registry record of a factor: what it reads, what it gives, and the function between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from screening.catalog.fields import FIELDS
from screening.errors import format_known
from screening.model import FactorParameters, FactorResult, Layers, Sites


@dataclass(frozen=True)
class IndexRequest:
    """A search index that a factor uses over all layers of a kind.

    Attributes
    ----------
    layer_kind : str
    at_least_kv : tuple of float [kV] or str, thresholds in the order of
        :func:`screening.joins.index_features`; a str names a parameter
    """

    layer_kind: str
    at_least_kv: tuple[float | str, ...] = ()

    def resolve(self, parameters: FactorParameters) -> tuple[float, ...]:
        """Give the thresholds under some parameters.

        Parameters
        ----------
        parameters : FactorParameters

        Returns
        -------
        tuple of float [kV]
        """
        return tuple(
            float(getattr(parameters, kv)) if isinstance(kv, str) else kv for kv in self.at_least_kv
        )


@dataclass(frozen=True)
class Factor:
    """A group of columns derived from layers of some kinds.

    Attributes
    ----------
    name : str
    layer_kinds : tuple of str, layer kinds without which the factor has no data
    columns : tuple of str, columns of the result, each in ``screening.catalog.fields``
    compute : callable, ``(sites, layers, parameters) -> FactorResult``
        A pure function of its arguments; call it through :func:`compute_factor`.
    required_columns : tuple of str, columns of earlier factors that ``sites.frame`` has for
        it; NaN where none of them gave it
    optional_columns : tuple of str, the same, but the factor has data without them too
    parameters : tuple of str, the attributes of FactorParameters that ``compute`` reads
    optional_layer_kinds : tuple of str, more layer kinds that it reads, without which it has
        data too
    indexes : tuple of IndexRequest, which may be prepared before ``compute`` is called; one
        that is missing here costs time, and changes no result
    """

    name: str
    layer_kinds: tuple[str, ...]
    columns: tuple[str, ...]
    compute: Callable[[Sites, Layers, FactorParameters], FactorResult]
    required_columns: tuple[str, ...] = ()
    optional_columns: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    optional_layer_kinds: tuple[str, ...] = ()
    indexes: tuple[IndexRequest, ...] = ()

    def select_layers(self, layers: Layers) -> Layers:
        """Select the layers of the kinds that the factor reads.

        Parameters
        ----------
        layers : layers by kind

        Returns
        -------
        layers by kind
        """
        kinds = {*self.layer_kinds, *self.optional_layer_kinds}
        return {kind: group for kind, group in layers.items() if kind in kinds}


def detailed(column: str) -> tuple[str, ...]:
    """List a column with those of its precision, its bounds and the reason for them.

    Parameters
    ----------
    column : str, of ``screening.catalog.fields``

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> detailed("rtt_ms")
    ('rtt_ms', 'rtt_precision_ms', 'rtt_min_ms', 'rtt_max_ms', 'hub_distance_why')
    """
    return column, *FIELDS[column].details


class DeclaredParameters:
    """The parameters that a factor declares, and no others.

    Parameters
    ----------
    factor : Factor
    parameters : FactorParameters
    """

    def __init__(self, factor: Factor, parameters: FactorParameters) -> None:
        self.__dict__.update({name: getattr(parameters, name) for name in factor.parameters})

    def __getattr__(self, name: str) -> Any:
        """Refuse a parameter that the factor does not declare."""
        raise AttributeError(
            f"factor parameters: expected one that the factor declares, got {name!r}; known: "
            f"{format_known(self.__dict__)}; add it to `parameters` of the Factor record"
        )


def compute_factor(
    factor: Factor, sites: Sites, layers: Layers, parameters: FactorParameters
) -> FactorResult:
    """Compute a factor from the layers and the parameters that it declares.

    Parameters
    ----------
    factor : Factor
    sites : Sites
    layers : layers by kind
    parameters : FactorParameters

    Returns
    -------
    FactorResult

    Raises
    ------
    AttributeError
        Where the factor reads a parameter that it does not declare: cached results would
        be wrong then.
    """
    declared = cast("FactorParameters", DeclaredParameters(factor, parameters))
    return factor.compute(sites, factor.select_layers(layers), declared)
