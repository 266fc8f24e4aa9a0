"""The Python interface: :func:`run` and its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening import pipeline, writers
from screening.catalog.declared_measures import declare_config
from screening.config import loader as configuration
from screening.errors import ScreeningError
from screening.model import ScreeningResult
from screening.reporting.explain import explain
from screening.scoring import validate_ahp_weights
from screening.scoring.ranked_sites import pairwise_table
from screening.workflows.load_inputs import load_inputs

if TYPE_CHECKING:
    import folium

    from screening.config.settings import Config

TABLE_COLUMNS = ("rank", "name", "operator", "status", "grid_mw", "it_mw", "score", "excluded_by")


@dataclass(frozen=True)
class Screening(ScreeningResult):
    """The result of a run, with methods to explain, map and write it."""

    def explain(self, site: str) -> str:
        """Explain the rank of a site; see :func:`screening.reporting.explain.explain`."""
        return explain(self, site)

    def to_map(self) -> folium.Map:
        """Make the offline map, for a notebook."""
        from screening.writers import webmap

        declare_config(self.metadata.config)
        return webmap.to_map(self)

    def write(
        self,
        folder: str | Path,
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        also: Sequence[str] = (),
    ) -> Path:
        """Write the run's folder, in full or not at all.

        Parameters
        ----------
        folder : path
        only, skip, also : names of ``screening.writers.WRITERS``

        Returns
        -------
        Path, the folder

        Raises
        ------
        OutputError
        """
        return writers.write_outputs(self, Path(folder), writers.select_writers(only, skip, also))

    def _repr_html_(self) -> str:
        shown = [name for name in TABLE_COLUMNS if name in self.sites]
        return str(self.sites[shown].to_html(notebook=True))


Run = Screening
"""Former name of :class:`Screening`."""


def run(config: str | Path = "config.toml", **overrides: Any) -> Screening:
    """Screen the sites of a config.

    Parameters
    ----------
    config : path of a TOML file
    **overrides : ``sites`` (path), ``region``, ``profile``, ``seed``, ``scenario``

    Returns
    -------
    Screening
        Nothing is written; see :meth:`Screening.write`.

    Raises
    ------
    ScreeningError
        With every problem of the config and of the inputs.
    """
    if overrides.get("sites") is not None:
        overrides["sites"] = Path(overrides["sites"])
    return run_config(configuration.load(Path(config), partial=True, **overrides))


def run_config(
    config: Config,
    *,
    progress: Callable[[str], None] = lambda _: None,
    problems: Sequence[str] = (),
) -> Screening:
    """Screen the sites of a loaded config.

    Parameters
    ----------
    config : Config
    progress : callable, receives the name of each stage
    problems : sequence of str, earlier problems, reported with those of the inputs

    Returns
    -------
    Screening

    Raises
    ------
    ScreeningError
    """
    return Screening(**vars(pipeline.run(config, progress=progress, problems=problems)))


def check(config: Config) -> tuple[list[str], list[str]]:
    """Find every problem of a run, without running.

    Parameters
    ----------
    config : Config

    Returns
    -------
    (problems, notes), lists of str
    """
    inputs = load_inputs(config)
    problems = list(inputs.problems)
    if config.profile.weighting == "ahp":
        try:
            validate_ahp_weights(
                pairwise_table(config.profile), [c.factor for c in config.profile.criteria]
            )
        except ScreeningError as error:
            problems += error.problems
    try:
        writers.check_folder(config.folder)
    except ScreeningError as error:
        problems += error.problems
    return problems, inputs.notes
