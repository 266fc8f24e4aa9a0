"""Keys of earlier versions in a config or SOURCES.toml: read under present names, reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RENAMED_KEYS: Mapping[str, str] = {
    "evaporative_stress_most": "max_water_stress",
    "last_km": "site_exclusion_km",
    "hub_networks_count": "hub_min_networks",
    "reserve_fraction": "transformer_reserve_fraction",
    "normals_fit": "normals_regression",
    "least_coverage_fraction": "min_coverage_fraction",
    "most_sites": "max_sites",
    "reach_km": "complete_beyond_km",
    "complete_from_kv": "complete_min_kv",
    "why": "rationale",
    "about": "description",
}
"""Former key to present key."""

FREE_KEYS = frozenset({"columns", "where", "copy", "set", "scale", "add", "sources", "limits"})
"""Tables whose keys are column names or other names of the user."""


def rename_keys(document: Mapping[str, Any], place: str = "") -> tuple[dict[str, Any], list[str]]:
    """Replace former keys by present ones, in all tables of a TOML document.

    Parameters
    ----------
    document : mapping, as TOML gives it
    place : str, the table that ``document`` is, for the notes

    Returns
    -------
    dict
        A table that has both names keeps both, so that validation reports the former one,
        which is to be removed.
    notes : list of str, one per former key

    Examples
    --------
    >>> rename_keys({"robustness": {"most_sites": 5}})
    ({'robustness': {'max_sites': 5}}, ['robustness.most_sites is now max_sites'])
    """
    renamed: dict[str, Any] = {}
    notes: list[str] = []
    for key, value in document.items():
        here = f"{place}{key}"
        name = RENAMED_KEYS.get(key, key)
        if name in document or isinstance(value, Mapping):
            name = key
        if name != key:
            notes.append(f"{here} is now {name}")
        if isinstance(value, Mapping) and key not in FREE_KEYS:
            value, more = rename_keys(value, f"{here}.")
            notes += more
        renamed[name] = value
    return renamed, notes
