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
class ColumnGroup:
    """Columns of a factor that need the same inputs.

    Where an input is missing, the columns are absent from the result, or unknown at every site.

    Attributes
    ----------
    columns : tuple of str, each in ``screening.catalog.fields``
    all_kinds : tuple of str, layer kinds of each of which a layer is needed
    any_kind : tuple of str, layer kinds of one of which a layer is needed
    required_columns : tuple of str, columns of earlier factors, or of the sites, that are
        needed too
    switches : tuple of str, attributes of FactorParameters that must be set, or true
    names : callable or None, gives more columns: those named by parameters
    """

    columns: tuple[str, ...] = ()
    all_kinds: tuple[str, ...] = ()
    any_kind: tuple[str, ...] = ()
    required_columns: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    names: Callable[[FactorParameters], tuple[str, ...]] | None = None

    @property
    def kind_choices(self) -> tuple[tuple[str, ...], ...]:
        """The layer kinds that are needed: of each tuple, any one."""
        return (*((kind,) for kind in self.all_kinds), *((self.any_kind,) if self.any_kind else ()))

    def column_names(self, parameters: FactorParameters) -> tuple[str, ...]:
        """List the columns, those named by parameters included.

        Parameters
        ----------
        parameters : FactorParameters

        Returns
        -------
        tuple of str
        """
        return (*self.columns, *(self.names(parameters) if self.names else ()))


@dataclass(frozen=True)
class Factor:
    """Columns derived from layers of some kinds, by one function.

    Attributes
    ----------
    name : str
    groups : tuple of ColumnGroup, the columns of the result, by what they need
    compute : callable, ``(sites, layers, parameters) -> FactorResult``
        A pure function of its arguments; call it through :func:`compute_factor`.
    optional_columns : tuple of str, columns of earlier factors that ``sites.frame`` has for
        it, besides those that its groups require; NaN where none of them gave it
    parameters : tuple of str, the attributes of FactorParameters that ``compute`` reads
    optional_layer_kinds : tuple of str, more layer kinds that it reads, without which it has
        data too
    indexes : tuple of IndexRequest, which may be prepared before ``compute`` is called; one
        that is missing here costs time, and changes no result
    more_groups : callable or None, gives more groups: those of columns that parameters name,
        each with layer kinds of its own
    """

    name: str
    groups: tuple[ColumnGroup, ...]
    compute: Callable[[Sites, Layers, FactorParameters], FactorResult]
    optional_columns: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    optional_layer_kinds: tuple[str, ...] = ()
    indexes: tuple[IndexRequest, ...] = ()
    more_groups: Callable[[FactorParameters], tuple[ColumnGroup, ...]] | None = None

    def all_groups(self, parameters: FactorParameters) -> tuple[ColumnGroup, ...]:
        """List the groups, those that parameters give included.

        Parameters
        ----------
        parameters : FactorParameters

        Returns
        -------
        tuple of ColumnGroup
        """
        return (*self.groups, *(self.more_groups(parameters) if self.more_groups else ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the result, without those named by parameters."""
        return tuple(name for group in self.groups for name in group.columns)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Columns of earlier factors, or of the sites, that some of the columns need."""
        return tuple(
            dict.fromkeys(name for group in self.groups for name in group.required_columns)
        )

    @property
    def layer_kinds(self) -> tuple[str, ...]:
        """Layer kinds that some of the columns need."""
        choices = (choice for group in self.groups for choice in group.kind_choices)
        return tuple(dict.fromkeys(kind for choice in choices for kind in choice))

    def select_layers(self, layers: Layers, parameters: FactorParameters) -> Layers:
        """Select the layers of the kinds that the factor reads.

        Parameters
        ----------
        layers : layers by kind
        parameters : FactorParameters

        Returns
        -------
        layers by kind
        """
        groups = self.all_groups(parameters)
        needed = {kind for group in groups for choice in group.kind_choices for kind in choice}
        kinds = needed | set(self.optional_layer_kinds)
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
    return factor.compute(sites, factor.select_layers(layers, parameters), declared)
