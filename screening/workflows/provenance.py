"""Metadata of a run: its inputs, settings, versions and timings."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.model import (
    InputFile,
    PortfolioTotals,
    ProfileSettings,
    RankSampling,
    RunMetadata,
    SiteCounts,
)
from screening.version import __version__

if TYPE_CHECKING:
    from screening.config.settings import Config
    from screening.model import Layer, LayerInfo, Profile, Sites

PACKAGES = ("geopandas", "numpy", "pandas", "pyogrio", "pyproj", "rasterio", "scipy", "shapely")
"""Packages whose versions a run records."""


def list_inputs(sites: Sites, layers: Mapping[str, Sequence[Layer]]) -> tuple[InputFile, ...]:
    """List every input file.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind

    Returns
    -------
    tuple of InputFile, the sites first, then the layers in their order
    """
    table = InputFile("sites", "sites", sites.path, sites.sha256, len(sites.frame), np.nan)
    return (table, *(_layer_input(layer.info) for group in layers.values() for layer in group))


def _layer_input(info: LayerInfo) -> InputFile:
    return InputFile(
        *(info.name, info.kind, info.path, info.sha256, info.feature_count, info.precision_km),
        *(info.licence, info.source, info.retrieved),
    )


def inputs_table(inputs: Sequence[InputFile]) -> pd.DataFrame:
    """Lay out input files as a table.

    Parameters
    ----------
    inputs : sequence of InputFile

    Returns
    -------
    DataFrame, a column per attribute of :class:`InputFile`, a row per file
    """
    columns = [field.name for field in fields(InputFile)]
    return pd.DataFrame([asdict(file) for file in inputs], columns=columns)


def run_metadata(
    config: Config,
    *,
    scoring: Mapping[str, Any],
    inputs: tuple[InputFile, ...],
    counts: SiteCounts,
    portfolio: PortfolioTotals,
    warnings: Sequence[str],
    seconds: Mapping[str, float],
) -> RunMetadata:
    """Compose the metadata of a run.

    Parameters
    ----------
    config : Config
    scoring : mapping with ``weighting``, ``relative`` and ``robustness``, as
        :attr:`screening.scoring.ranked_sites.RankedSites.metadata`
    inputs : tuple of InputFile
    counts : SiteCounts
    portfolio : PortfolioTotals
    warnings : sequence of str
    seconds : mapping of stage to seconds

    Returns
    -------
    RunMetadata
    """
    return RunMetadata(
        inputs=inputs,
        seed=config.seed,
        scenario=config.scenario,
        config=dict(config.document),
        settings=profile_settings(config.profile),
        weighting=scoring["weighting"],
        relative=tuple(scoring["relative"]),
        left_out_criteria=config.profile.left_out,
        robustness=RankSampling(**scoring["robustness"]),
        counts=counts,
        portfolio=portfolio,
        warnings=tuple(warnings),
        seconds=dict(seconds),
        versions=package_versions(),
    )


def profile_settings(profile: Profile) -> ProfileSettings:
    """Select the settings of a profile that a run records.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    ProfileSettings
    """
    return ProfileSettings(
        profile.description,
        profile.missing,
        profile.min_coverage_fraction,
        profile.stated_parameters,
    )


def package_versions() -> dict[str, str]:
    """Look up the versions of this program, of Python and of ``PACKAGES``.

    Returns
    -------
    dict of name to version
    """
    return {
        "screening": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
