"""Titles of the scoring methods, and which of them compare the sites with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class MethodTitle:
    """The title of a scoring method in outputs.

    Attributes
    ----------
    name : str, as ``method`` in a config
    title : str
    relative : bool, a site's score depends on the other sites
    """

    name: str
    title: str
    relative: bool


METHODS: Mapping[str, MethodTitle] = {
    method.name: method
    for method in (
        MethodTitle("wsm", "weighted sum", relative=False),
        MethodTitle("wpm", "weighted product", relative=False),
        MethodTitle("topsis", "TOPSIS", relative=True),
        MethodTitle("vikor", "VIKOR", relative=True),
        MethodTitle("promethee_2", "PROMETHEE II", relative=True),
    )
}


def get_method_title(name: str) -> str:
    """Return the title of a method, or its name if the catalog does not have it.

    Parameters
    ----------
    name : str, as ``method`` in a config

    Returns
    -------
    str

    Examples
    --------
    >>> get_method_title("wsm"), get_method_title("mine")
    ('weighted sum', 'mine')
    """
    method = METHODS.get(name)
    return method.title if method else name
