"""A config once it has been read: what a run needs to know, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.conversion.assumptions import Assumptions
from screening.model import ColumnOverride, LayerSpec, MonteCarloSettings, Profile


@dataclass(frozen=True)
class Config:
    """A run, decided.

    Attributes
    ----------
    path : Path, of the file
    name : str, of the run
    folder : Path, the run lands here
    region : str or None, as written
    seed : int
    profile : Profile
    others : tuple of Profile, the file's other ones
    sites_path : Path
    sites_columns : mapping of our column to the file's
    sites_where : mapping of column to values kept
    layers : tuple of LayerSpec
    boundaries : tuple of Path
    draws : MonteCarloSettings
    scenario : str, the one applied; "" for none
    scenarios : mapping of name to what it is about, all of the file
    notes : tuple of str, what the reader of the file has to report
    changes : tuple of ColumnOverride, what the scenario does to the sites
    assumptions : Assumptions, of the conversion
    document : mapping, the file as it was parsed, overrides applied; for ``run.json``
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
    changes: tuple[ColumnOverride, ...]
    notes: tuple[str, ...]
    assumptions: Assumptions
    document: Mapping[str, Any]
