"""Check that a run has what the columns are derived from which its config refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from screening.catalog.fields import metro_column
from screening.conversion.assumptions import REQUIREMENT_COLUMNS
from screening.errors import did_you_mean, format_known
from screening.factors import ColumnNeeds
from screening.joins import find_layers
from screening.model import VectorLayer
from screening.workflows.column_supply import (
    Supply,
    config_key,
    find_missing,
    is_metro_column,
    places_text,
)

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.model import FactorParameters, Layer, Profile


def column_problems(config: Config, supply: Supply) -> list[str]:
    """List what the config's profile, scenario and metros refer to and the run will not have.

    Parameters
    ----------
    config : Config
    supply : Supply

    Returns
    -------
    list of str
        One problem for each lacking kind of layer, setting and unknown column, with all that
        needs it.
    """
    texts = _describe_missing(_all_columns(config), supply, config.profile.parameters)
    return [f"{config.path}: {text}" for text in texts]


def unavailable_profiles(config: Config, supply: Supply) -> dict[str, str]:
    """Name the config's other profiles that this run's inputs do not suffice for.

    Parameters
    ----------
    config : Config
    supply : Supply

    Returns
    -------
    dict of profile name to what is lacking
    """
    reasons = {}
    for profile in config.others:
        lacking = find_missing(_profile_columns(profile), supply, profile.parameters)
        if lacking:
            reasons[profile.name] = lacking.summary(f"profile.{profile.name}.")
    return reasons


def scenario_notes(config: Config, supply: Supply) -> list[str]:
    """Describe what the config's scenarios refer to and a run of them would not have.

    Parameters
    ----------
    config : Config
    supply : Supply, of the config itself

    Returns
    -------
    list of str, one for each scenario that cannot be run
    """
    notes = []
    for name, scenario in config.scenario_configs.items():
        same_sites = (scenario.sites_path, scenario.sites_columns) == (
            config.sites_path,
            config.sites_columns,
        )
        unread = scenario.unread.layer_kinds | config.unread.layer_kinds
        theirs = Supply(
            frozenset(layer.kind for layer in scenario.layers) | unread,
            supply.stated if same_sites else None,
        )
        lacking = find_missing(_all_columns(scenario), theirs, scenario.profile.parameters)
        own = find_missing(_all_columns(config), supply, config.profile.parameters)
        reasons = [lacking.summary()] if lacking and lacking != own else []
        reasons += [
            text.removeprefix(f"{config.path}: ")
            for text in scenario.problems
            if text not in config.problems
        ]
        if reasons:
            notes.append(f"scenario {name} cannot be run: {'; '.join(reasons)}")
    return notes


def requirement_notes(config: Config, supply: Supply) -> list[str]:
    """Describe the stated requirements that no site can be compared with.

    Parameters
    ----------
    config : Config
    supply : Supply

    Returns
    -------
    list of str
        Requirements whose fact needs a kind of layer that the config lacks: the fact is
        unknown at every site, which the build list asks to verify.
    """
    profile = config.profile
    columns = supply.numeric_columns(profile.parameters)
    stated = config.document["profile"].get(profile.name, {}).get("requirements", {})
    by_choice: dict[tuple[str, ...], list[str]] = {}
    for name, facts in REQUIREMENT_COLUMNS.items():
        if name not in stated or not columns.isdisjoint(facts):
            continue
        lacking = supply.missing(facts[0], profile.parameters) or ColumnNeeds()
        for choice in lacking.kind_choices:
            by_choice.setdefault(choice, []).append(name)
    return [
        f"profile {profile.name}: requirements {', '.join(names)} cannot be verified at any site: "
        f"no layer of kind {' or '.join(choice)}"
        for choice, names in by_choice.items()
    ]


def metro_problems(config: Config, layers: Mapping[str, Sequence[Layer]]) -> list[str]:
    """List the metros of the config that no layer has.

    Parameters
    ----------
    config : Config
    layers : layers by kind, with every layer of kind ``points_of_presence``

    Returns
    -------
    list of str; empty where there is no such layer, which :func:`column_problems` reports
    """
    presence = list(find_layers(layers, "points_of_presence", VectorLayer))
    if not presence:
        return []
    names = {
        str(name).casefold(): str(name)
        for layer in presence
        for name in layer.frame.loc[layer.frame["kind"] == "metro", "name"]
    }
    return [
        f"{config.path}: parameters.metros: expected a point of presence of kind metro, got "
        f"{name!r}; {did_you_mean(name, names.values())}"
        f"known: {format_known(names.values(), max_count=40)}; use one of these, or add it to the "
        "layer"
        for name in config.profile.parameters.metros
        if name.casefold() not in names
    ]


def _all_columns(config: Config) -> list[tuple[str, str]]:
    """List where a config refers to a column, and which."""
    references = [*_scenario_columns(config), *_profile_columns(config.profile)]
    references += _limit_columns(config)
    metros = config.profile.parameters.metros
    return references + [("parameters.metros", metro_column(name)) for name in metros[:1]]


def _scenario_columns(config: Config) -> Iterator[tuple[str, str]]:
    for change in config.changes:
        place = f"scenario.{config.scenario}.{change.how}"
        yield place, change.column
        if change.how == "copy":
            yield f"{place}.{change.column}", str(change.value)


def _profile_columns(profile: Profile) -> list[tuple[str, str]]:
    """List where a profile refers to a column, and which."""
    place = f"profile.{profile.name}"
    references = [(f"{place}.criteria.{c.factor}", c.factor) for c in profile.criteria]
    references += [(f"{place}.constraints.{c.name}.factor", c.factor) for c in profile.constraints]
    return references


def _limit_columns(config: Config) -> list[tuple[str, str]]:
    requirements = config.assumptions.requirements.get(config.profile.name)
    place = f"profile.{config.profile.name}.requirements.limits"
    return [(f"{place}.{name}", name) for name in (requirements.limits if requirements else ())]


def _describe_missing(
    references: Sequence[tuple[str, str]], supply: Supply, parameters: FactorParameters
) -> Iterator[str]:
    """Describe each lacking input once, with the places that need it; then unknown columns."""
    lacking = find_missing(references, supply, parameters)
    for choice, places in lacking.by_choice.items():
        yield _kind_text(choice, places, supply)
    for switch, places in lacking.by_switch.items():
        yield (
            f"{config_key(switch)}: expected it to be set, got nothing or false; needed by "
            f"{places_text(places)}; set it, or remove what needs it"
        )
    for place, column in lacking.unknown:
        yield _unknown_text(place, column, supply.numeric_columns(parameters))


def _kind_text(choice: tuple[str, ...], places: Sequence[str], supply: Supply) -> str:
    return (
        f"layers: expected a layer of kind {' or '.join(choice)}, got kinds "
        f"{format_known(supply.kinds)}; needed by {places_text(places)}; add one "
        f'([layers.NAME] with kind = "{choice[0]}"), state the facts as columns of the sites, or '
        "remove what needs it"
    )


def _unknown_text(place: str, column: str, columns: Collection[str]) -> str:
    advice = "use one of these, or add it to the sites as numbers"
    if is_metro_column(column):
        advice = "name the place in parameters.metros"
    return (
        f"{place}: expected a column of numbers of this run, got {column!r}; "
        f"{did_you_mean(column, columns)}known: {format_known(columns, max_count=40)}; {advice}"
    )
