"""A validated config, with the options of the command line applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.conversion.assumptions import Assumptions
from screening.model import ColumnOverride, LayerSpec, MonteCarloSettings, Profile


@dataclass(frozen=True)
class UnreadParts:
    """What a config's own problems leave out of it, so that nothing else is blamed for it.

    Attributes
    ----------
    sites, region, boundaries : bool, whether the config's problems are about these
    settings : bool, whether they are about parameters, or about the later year
    layers : frozenset of str, names of layers that the problems are about
    layer_kinds : frozenset of str, kinds that these have, or may have
    files : tuple of (label, Path), of the sites and layers that the problems are about
    """

    sites: bool = False
    region: bool = False
    boundaries: bool = False
    settings: bool = False
    layers: frozenset[str] = frozenset()
    layer_kinds: frozenset[str] = frozenset()
    files: tuple[tuple[str, Path], ...] = ()


NOTHING_UNREAD = UnreadParts()


@dataclass(frozen=True)
class Config:
    """The settings of a run.

    Attributes
    ----------
    path : Path, of the file
    name : str, of the run
    folder : Path, the run's folder
    region : str or None, as the config has it
    seed : int
    profile : Profile
    others : tuple of Profile, the other profiles of the file
    sites_path : Path
    sites_columns : mapping of our column to the file's
    sites_where : mapping of column to the values of rows to read
    layers : tuple of LayerSpec
    boundaries : tuple of Path
    draws : MonteCarloSettings
    scenario : str, the scenario applied; "" for none
    scenarios : mapping of name to description, all scenarios of the file
    scenario_configs : mapping of name to Config, the file with that scenario applied; none
        where one is applied already
    notes : tuple of str, notes of the config reader to report
    changes : tuple of ColumnOverride, of the scenario
    assumptions : Assumptions, of the conversion
    document : mapping, the file as it was parsed, overrides applied; for ``run.json``
    problems : tuple of str, of the file; only its valid parts are in the other fields then
    unread : UnreadParts
    """

    path: Path
    name: str
    folder: Path
    region: str | None
    seed: int
    profile: Profile
    others: tuple[Profile, ...]
    sites_path: Path
    sites_columns: Mapping[str, str]
    sites_where: Mapping[str, list[str]]
    layers: tuple[LayerSpec, ...]
    boundaries: tuple[Path, ...]
    draws: MonteCarloSettings
    scenario: str
    scenarios: Mapping[str, str]
    scenario_configs: Mapping[str, Config]
    changes: tuple[ColumnOverride, ...]
    notes: tuple[str, ...]
    assumptions: Assumptions
    document: Mapping[str, Any]
    problems: tuple[str, ...] = ()
    unread: UnreadParts = NOTHING_UNREAD
