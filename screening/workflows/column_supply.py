"""What the columns of a run can be derived from, and what is lacking for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.catalog.fields import FIELDS, metro_column
from screening.config.schema import CLIMATE_KEYS
from screening.factors import ColumnNeeds, column_needs, computable_columns

if TYPE_CHECKING:
    from screening.model import FactorParameters

MAX_PLACES = 6
"""Places of the config that one message names."""


@dataclass(frozen=True)
class Supply:
    """What the columns of a run can be derived from.

    Attributes
    ----------
    kinds : frozenset of str, kinds of the layers that the config declares
    stated : frozenset of str or None, columns of numbers of the sites; None where the sites
        could not be read, and no column is known not to be theirs
    settings_known : bool, whether the config's parameters could all be read
    """

    kinds: frozenset[str]
    stated: frozenset[str] | None
    settings_known: bool = True

    def numeric_columns(self, parameters: FactorParameters) -> set[str]:
        """Name the columns of numbers that the run will have.

        Parameters
        ----------
        parameters : FactorParameters

        Returns
        -------
        set of str
        """
        stated = self.stated or frozenset()
        named = {metro_column(name) for name in parameters.metros}
        named |= {name for each in parameters.measures for name in each.columns if name != each.why}
        computed = computable_columns(self.kinds, stated, parameters)
        return {
            name
            for name in computed
            if name in stated or name in named or (name in FIELDS and FIELDS[name].unit)
        }

    def missing(self, column: str, parameters: FactorParameters) -> ColumnNeeds | None:
        """Tell what of a column's needs the run lacks.

        Parameters
        ----------
        column : str, not one of :meth:`numeric_columns`
        parameters : FactorParameters

        Returns
        -------
        ColumnNeeds, or None for a column that no layer would give as numbers
        """
        needs = column_needs(column, self.stated or (), parameters)
        if needs is None or (column in FIELDS and not FIELDS[column].unit):
            return None
        choices = (c for c in needs.kind_choices if self.kinds.isdisjoint(c))
        switches = (name for name in needs.switches if not getattr(parameters, name))
        return ColumnNeeds(tuple(choices), tuple(switches))


@dataclass(frozen=True)
class Missing:
    """What a run lacks.

    Attributes
    ----------
    by_choice : mapping of layer kinds, any one of which suffices, to the places of the config
        that need it
    by_switch : mapping of parameter that must be set to the places that need it
    unknown : sequence of (place, column), columns that no layer would give as numbers
    """

    by_choice: Mapping[tuple[str, ...], list[str]]
    by_switch: Mapping[str, list[str]]
    unknown: Sequence[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.by_choice or self.by_switch or self.unknown)

    def summary(self, prefix: str = "") -> str:
        """Say in a phrase what is lacking, and for what.

        Parameters
        ----------
        prefix : str, left out of the places

        Returns
        -------
        str
        """
        texts = [
            *(f"no layer of kind {' or '.join(choice)}" for choice in self.by_choice),
            *(f"{config_key(switch)} is not set" for switch in self.by_switch),
            *(f"no column of numbers {column!r}" for _, column in self.unknown),
        ]
        places = [place for group in self.by_choice.values() for place in group]
        places += [place for group in self.by_switch.values() for place in group]
        places += [place for place, _ in self.unknown]
        named = [place.removeprefix(prefix) for place in places]
        return f"{', '.join(texts)}, for {places_text(named)}"


def find_missing(
    references: Sequence[tuple[str, str]], supply: Supply, parameters: FactorParameters
) -> Missing:
    """Find what a run lacks for columns that its config refers to.

    Parameters
    ----------
    references : sequence of (place in the config, column)
    supply : Supply
    parameters : FactorParameters

    Returns
    -------
    Missing
    """
    columns = supply.numeric_columns(parameters)
    by_choice: dict[tuple[str, ...], list[str]] = {}
    by_switch: dict[str, list[str]] = {}
    unknown: list[tuple[str, str]] = []
    for place, column in references:
        if column in columns:
            continue
        lacking = supply.missing(column, parameters)
        if lacking is None:
            is_judged = supply.settings_known or not is_metro_column(column)
            if supply.stated is not None and is_judged:
                unknown.append((place, column))
            continue
        for choice in lacking.kind_choices:
            by_choice.setdefault(choice, []).append(place)
        for switch in lacking.switches if supply.settings_known else ():
            by_switch.setdefault(switch, []).append(place)
    return Missing(by_choice, by_switch, unknown)


def config_key(switch: str) -> str:
    """Name the key of the config that sets a parameter.

    Parameters
    ----------
    switch : str, attribute of FactorParameters

    Returns
    -------
    str

    Examples
    --------
    >>> config_key("climate_year"), config_key("route_diversity")
    ('climate.year', 'parameters.route_diversity')
    """
    keys = {field: f"climate.{key}" for key, field in CLIMATE_KEYS.items()}
    return keys.get(switch, f"parameters.{switch}")


def places_text(places: Sequence[str]) -> str:
    """Join places of the config, each once, the first ones of many.

    Parameters
    ----------
    places : sequence of str

    Returns
    -------
    str
    """
    distinct = list(dict.fromkeys(places))
    more = len(distinct) - MAX_PLACES
    shown = ", ".join(distinct[:MAX_PLACES])
    return f"{shown} and {more} more" if more > 0 else shown


def is_metro_column(column: str) -> bool:
    """Tell whether a column is the round trip to a metro, which the parameters name.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool

    Examples
    --------
    >>> is_metro_column("rtt_to_dallas_ms"), is_metro_column("rtt_ms")
    (True, False)
    """
    return column.startswith("rtt_to_") and column.endswith("_ms")
