"""Limits of a profile that no work package can lift, and the workloads that a site suits."""

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
"""Profiles that the workload column distinguishes."""


@dataclass(frozen=True)
class SiteLimit:
    """One limit at every site.

    Attributes
    ----------
    label : str, name of the limited fact
    column : str
    limit_text : str, such as ``"at most 20 ms"``
    fails, unknown : ndarray of bool, (n_sites,); a fact known only to lie between two bounds
        fails where all between them does, and is unknown where a part of it does
    """

    label: str
    column: str
    limit_text: str
    fails: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def text(self, facts: FactTable, site: int) -> str:
        """Describe how a site fails it, such as ``"round trip 31.0 ms of at most 20 ms"``."""
        field = get_field(self.column)
        low, high = (bound[site] for bound in facts.bounds(self.column))
        unit = "" if field.unit in ("", "-") else f" {field.unit}"
        at_least = "" if low == high else "at least "
        return f"{self.label} {at_least}{low:.{field.digits}f}{unit} of {self.limit_text}"


def site_limits(facts: FactTable, requirements: Requirements) -> tuple[SiteLimit, ...]:
    """Compare every site with the limits of a profile.

    Parameters
    ----------
    facts : FactTable
    requirements : Requirements

    Returns
    -------
    tuple of SiteLimit: power, round trip, PUE, water, and the profile's own ``limits``. An
        unknown fact fails no site.
    """
    maxima = {
        "rtt_ms": ("round trip", requirements.rtt_ms_maximum),
        "pue_mean": ("PUE", requirements.pue_maximum),
        "wue_l_per_kwh": ("water", requirements.water_l_per_kwh_maximum),
    }
    maxima |= {name: (get_field(name).alias, limit) for name, limit in requirements.limits.items()}
    power = facts.number("it_mw")
    limits = [
        SiteLimit(
            "IT power",
            "it_mw",
            f"at least {requirements.it_mw:g} MW",
            power < requirements.it_mw,
            np.isnan(power),
        )
    ]
    for column, (label, limit) in maxima.items():
        low, high = facts.bounds(column)
        if column == "wue_l_per_kwh":
            is_dry = np.isnan(low) & is_dry_cooled(facts)
            low, high = np.where(is_dry, 0.0, low), np.where(is_dry, 0.0, high)
        fails = low > limit
        unit = "" if get_field(column).unit in ("", "-") else f" {get_field(column).unit}"
        limits.append(
            SiteLimit(label, column, f"at most {limit:g}{unit}", fails, ~fails & ~(high <= limit))
        )
    return tuple(limits)


def suitable_workloads(
    facts: FactTable, profiles: Mapping[str, Requirements]
) -> tuple[list[str], list[str]]:
    """Classify the workload that each site suits: training, inference, either or neither.

    Parameters
    ----------
    facts : FactTable
    profiles : mapping of profile to Requirements

    Returns
    -------
    (workload, reasons), lists of str, (n_sites,); ``""`` where the profiles name no workload
    """
    named = [name for name in WORKLOADS if name in profiles]
    limits_by_profile = {name: site_limits(facts, profiles[name]) for name in named}
    workloads, reasons = [], []
    for site in range(facts.count):
        suits, findings = [], []
        for name in named:
            failed = [
                limit.text(facts, site) for limit in limits_by_profile[name] if limit.fails[site]
            ]
            unknown = [limit.label for limit in limits_by_profile[name] if limit.unknown[site]]
            if failed:
                findings.append(f"{name}: {', '.join(failed)}")
            else:
                suits.append(name)
                findings.append(
                    f"{name}: " + (f"verify {', '.join(unknown)}" if unknown else "no limit")
                )
        workloads.append(_workload(suits, named))
        reasons.append("; ".join(findings))
    return workloads, reasons


def _workload(suits: list[str], named: list[str]) -> str:
    if not named:
        return ""
    if not suits:
        return "neither"
    return suits[0] if len(suits) == 1 else "either"
