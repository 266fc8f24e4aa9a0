"""What the run was set to, as its record holds it: the parts that writers show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.model import Screening


@dataclass(frozen=True)
class Settings:
    """Settings of a run.

    Attributes
    ----------
    about : str, what the profile is for
    missing : str, ``unknown`` or ``renormalise``
    least_coverage_fraction : float
    parameters : mapping of parameter to its number or name, the profile's over the file's
    """

    about: str
    missing: str
    least_coverage_fraction: float
    parameters: Mapping[str, Any]


def settings_of(screening: Screening) -> Settings:
    """Find the settings in a screening's record.

    Parameters
    ----------
    screening : Screening

    Returns
    -------
    Settings, as the config's defaults are where the record does not say

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> profile = {"training": {"missing": "renormalise", "parameters": {"substation_kv": 138}}}
    >>> record = {"config": {"profile": profile}}
    >>> found = settings_of(SimpleNamespace(profile="training", record=record))
    >>> found.missing, found.least_coverage_fraction, found.parameters
    ('renormalise', 0.0, {'substation_kv': 138})
    """
    config = screening.record.get("config", {})
    profile = config.get("profile", {}).get(screening.profile, {})
    return Settings(
        about=profile.get("about", ""),
        missing=profile.get("missing", "unknown"),
        least_coverage_fraction=float(profile.get("least_coverage_fraction", 0.0)),
        parameters={**config.get("parameters", {}), **profile.get("parameters", {})},
    )
