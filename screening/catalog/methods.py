"""What the scoring methods are called, and which of them compare sites with one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class MethodTitle:
    """A scoring method, as outputs name it.

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
    each.name: each
    for each in (
        MethodTitle("wsm", "weighted sum", relative=False),
        MethodTitle("wpm", "weighted product", relative=False),
        MethodTitle("topsis", "TOPSIS", relative=True),
        MethodTitle("vikor", "VIKOR", relative=True),
        MethodTitle("promethee_2", "PROMETHEE II", relative=True),
    )
}
