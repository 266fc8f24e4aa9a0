"""A dataset that GDAL may open, found to be what its file's name says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A dataset, and what is known of it before it is opened.

    Attributes
    ----------
    dataset : str
        GDAL's name of it, with the prefix of one driver where there is one.
    drivers : tuple of str, GDAL's names of the only drivers that may open it
    stem : str, the file's name without extension: the layer to read where one has this name
    notes : tuple of str, warnings
    encoding : str, Python's name of the encoding of its text, empty where the driver knows it
    features_count : int or None, the features that the file contains, None if not known
    reads_all_layers : bool, its layers are folders of the same data
    is_cut : bool, the file says itself that features are missing
    """

    dataset: str
    drivers: tuple[str, ...]
    stem: str
    notes: tuple[str, ...] = ()
    encoding: str = ""
    features_count: int | None = None
    reads_all_layers: bool = False
    is_cut: bool = False


def cut_note(sign: str) -> str:
    """Word the note about a page of a server's answer.

    Parameters
    ----------
    sign : str, how the file says that more pages exist

    Returns
    -------
    str
    """
    return (
        f"the file says that features are missing ({sign}): it is one page of a server's "
        "answer, and farther features are not in it; download the other pages too"
    )
