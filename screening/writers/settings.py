"""What the run was set to, as its record holds it: the parts that writers show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.model import ScreeningResult


@dataclass(frozen=True)
class Settings:
    """Settings of a run.

    Attributes
    ----------
    description : str, what the profile is for
    missing : str, ``unknown`` or ``renormalise``
    min_coverage_fraction : float
    parameters : mapping of parameter to its number or name, the profile's over the file's
    """

    description: str
    missing: str
    min_coverage_fraction: float
    parameters: Mapping[str, Any]


def read_settings(screening: ScreeningResult) -> Settings:
    """Find the settings in a screening's record.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    Settings, as the config's defaults are where the record does not say

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> profile = {"training": {"missing": "renormalise", "parameters": {"substation_kv": 138}}}
    >>> record = {"config": {"profile": profile}}
    >>> found = read_settings(SimpleNamespace(profile="training", record=record))
    >>> found.missing, found.min_coverage_fraction, found.parameters
    ('renormalise', 0.0, {'substation_kv': 138})
    """
    config = screening.record.get("config", {})
    profile = config.get("profile", {}).get(screening.profile, {})
    return Settings(
        description=profile.get("description", ""),
        missing=profile.get("missing", "unknown"),
        min_coverage_fraction=float(profile.get("min_coverage_fraction", 0.0)),
        parameters={**config.get("parameters", {}), **profile.get("parameters", {})},
    )
