"""What a scenario does to columns: copy, set, scale, add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

    from screening.model import ColumnOverride

    Frame = TypeVar("Frame", bound=pd.DataFrame)


def column_override(changes: Sequence[ColumnOverride]) -> Callable[[Frame], Frame]:
    """Make the function that applies changes to whichever of their columns a table has.

    Parameters
    ----------
    changes : sequence of ColumnOverride

    Returns
    -------
    callable, DataFrame -> DataFrame of the same kind; what is unknown stays unknown unless
    it is set; a column is copied where both stand in one table

    Examples
    --------
    >>> import pandas as pd
    >>> from screening.model import ColumnOverride
    >>> facts = pd.DataFrame({"pue_mean": [1.1, float("nan")], "name": ["a", "b"]})
    >>> warmer = ColumnOverride("pue_mean", "add", 0.1)
    >>> larger = ColumnOverride("it_mw", "scale", 2)
    >>> column_override([warmer, larger])(facts).round(2)
       pue_mean name
    0       1.2    a
    1       NaN    b
    """

    def changed(frame: Frame) -> Frame:
        for change in changes:
            if change.column not in frame:
                continue
            if change.how == "copy":
                if change.value in frame:
                    frame = frame.assign(**{change.column: frame[change.value]})
            elif change.how == "set":
                frame = frame.assign(**{change.column: change.value})
            else:
                held = frame[change.column].astype(float)
                by = float(change.value)
                moved = held * by if change.how == "scale" else held + by
                frame = frame.assign(**{change.column: moved})
        return frame

    return changed
