"""What no package can build, held against a profile; and which workload a site suits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.fields import get_field
from screening.conversion.utility_packages import is_dry_cooled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Requirements
    from screening.conversion.sizing import FactTable

WORKLOADS = ("training", "inference")
"""Profiles that the workload verdict speaks of."""


@dataclass(frozen=True)
class SiteLimit:
    """One limit at every site.

    Attributes
    ----------
    label : str, what is held against it
    column : str
    asked : str, such as ``"at most 20 ms"``
    fails, unknown : ndarray of bool, (n_sites,)
    """

    label: str
    column: str
    asked: str
    fails: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def text(self, facts: FactTable, site: int) -> str:
        """Say how a site fails it, such as ``"round trip 31.0 ms of at most 20 ms"``."""
        field = get_field(self.column)
        value = facts.number(self.column)[site]
        unit = "" if field.unit in ("", "-") else f" {field.unit}"
        return f"{self.label} {value:.{field.digits}f}{unit} of {self.asked}"


def site_limits(facts: FactTable, asked: Requirements) -> tuple[SiteLimit, ...]:
    """Hold every site against what no package can mend.

    Parameters
    ----------
    facts : FactTable
    asked : Requirements

    Returns
    -------
    tuple of Limit: power, round trip, PUE, water, and the profile's own ``site_limits``. What is
        not known fails nobody.
    """
    most = {
        "rtt_ms": ("round trip", asked.rtt_ms_maximum),
        "pue_mean": ("PUE", asked.pue_maximum),
        "wue_l_per_kwh": ("water", asked.water_l_per_kwh_maximum),
    }
    most |= {name: (get_field(name).alias, limit) for name, limit in asked.limits.items()}
    power = facts.number("it_mw")
    found = [
        SiteLimit(
            "IT power",
            "it_mw",
            f"at least {asked.it_mw:g} MW",
            power < asked.it_mw,
            np.isnan(power),
        )
    ]
    for column, (label, limit) in most.items():
        value = facts.number(column)
        if column == "wue_l_per_kwh":
            value = np.where(np.isnan(value) & is_dry_cooled(facts), 0.0, value)
        unit = "" if get_field(column).unit in ("", "-") else f" {get_field(column).unit}"
        found.append(
            SiteLimit(label, column, f"at most {limit:g}{unit}", value > limit, np.isnan(value))
        )
    return tuple(found)


def suitable_workloads(
    facts: FactTable, profiles: Mapping[str, Requirements]
) -> tuple[list[str], list[str]]:
    """Say which workload each site suits: training, inference, either, neither.

    Parameters
    ----------
    facts : FactTable
    profiles : mapping of profile to Requirements

    Returns
    -------
    (workload, why), lists of str, (n_sites,); ``""`` where the profiles name no workload
    """
    named = [name for name in WORKLOADS if name in profiles]
    held = {name: site_limits(facts, profiles[name]) for name in named}
    verdicts, reasons = [], []
    for site in range(facts.count):
        suits, told = [], []
        for name in named:
            failed = [each.text(facts, site) for each in held[name] if each.fails[site]]
            dark = [each.label for each in held[name] if each.unknown[site]]
            if failed:
                told.append(f"{name}: {', '.join(failed)}")
            else:
                suits.append(name)
                told.append(f"{name}: " + (f"verify {', '.join(dark)}" if dark else "no limit"))
        verdicts.append(_word(suits, named))
        reasons.append("; ".join(told))
    return verdicts, reasons


def _word(suits: list[str], named: list[str]) -> str:
    if not named:
        return ""
    if not suits:
        return "neither"
    return suits[0] if len(suits) == 1 else "either"
