"""Words about cells that were not read: how many, which, and how to write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from screening.readers.number_text import clean_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXAMPLE = "12.5"
"""A number as it is to be written."""


def number_advice(text: str, example: str) -> str:
    """Say how to write a number that was not read.

    Parameters
    ----------
    text : str
    example : str, a number as it is to be written

    Returns
    -------
    str, a clause
    """
    text = text.strip()
    plain = clean_number(text)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", plain):
        either = f"{plain.replace('.', '')} or {plain.replace('.', ',')}"
        return f"write {either}, as {text} is ambiguous in a file with decimal commas"
    if re.fullmatch(r"[+-]?\d*\.\d+", plain):
        return f"write {plain.replace('.', ',')} with a comma, as other rows do"
    return f"write it without unit and separators, such as {example}"


def quote_texts(texts: Iterable[str], *, max_count: int = 3) -> str:
    """Quote some distinct texts for a message.

    Parameters
    ----------
    texts : iterable of str
    max_count : int

    Returns
    -------
    str, such as ``'2 x 250', 'high'``
    """
    distinct = list(dict.fromkeys(texts))
    return ", ".join(repr(text) for text in distinct[:max_count])


def count_texts(texts: NDArray[np.object_], bad: NDArray[np.bool_]) -> str:
    """Count bad cells and quote some of them.

    Parameters
    ----------
    texts : ndarray of str or ``None``, (n,)
    bad : ndarray of bool, (n,)

    Returns
    -------
    str, such as ``'2 x 250' in 1 of 12 features``
    """
    quoted = quote_texts(str(text) for text in texts[bad])
    return f"{quoted} in {int(bad.sum())} of {len(bad)} features"


def unread_notes(name: str, unread: NDArray[np.object_]) -> tuple[str, ...]:
    """Tell of text that is no number.

    Parameters
    ----------
    name : str
    unread : ndarray of str or ``None``, (n,), ``None`` where there is nothing to tell

    Returns
    -------
    tuple of str
    """
    bad = np.array([text is not None for text in unread], dtype=bool)
    if not bad.any():
        return ()
    advice = number_advice(str(unread[bad][0]), _EXAMPLE)
    return (f"read no {name} from {count_texts(unread, bad)}, which count as unknown; {advice}",)
