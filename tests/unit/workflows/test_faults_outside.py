"""A run of a region is not stopped by faults outside it, and tells what it left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixtures.world import write_world

from screening.config.loader import load
from screening.errors import ScreeningError
from screening.workflows.load_inputs import load_inputs

OUTSIDE = "far,Far,Op 9,mining,-80,40,0.5,-5,PG&E\n"
INSIDE = "near,Near,Op 9,mining,-100,31,0.5,-5,AEP\n"
LOST = "lost,Lost,Op 9,mining,,,0.5,5,AEP\n"


def inputs_with(folder: Path, line: str):
    config = write_world(folder)
    with (folder / "sites.csv").open("a") as file:
        file.write(line)
    return load_inputs(load(config))


def test_a_fault_outside_the_region_is_told(tmp_path: Path) -> None:
    inputs = inputs_with(tmp_path, OUTSIDE)
    _, sites, _, _ = inputs.complete()
    assert len(sites.frame) == 5
    assert sum(sites.left_out.values()) == 2  # this row, and one that the filter leaves out
    assert (
        "sites: left out 1 of 7 rows with a fault, as they lie outside the region, such as row 8 "
        "(Far): expected grid_mw of 0 or more, got -5; correct it, or leave it empty if unknown"
    ) in inputs.notes


@pytest.mark.parametrize("line", [INSIDE, LOST])
def test_a_fault_that_could_lie_inside_stops_the_run(tmp_path: Path, line: str) -> None:
    with pytest.raises(ScreeningError, match="row 8"):
        inputs_with(tmp_path, line).complete()
