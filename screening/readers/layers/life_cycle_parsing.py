"""Which features of a file are not in service, by words, keys and prefixes."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.life_cycle import (
    AFFIRMATIVE,
    CHANGES_MEANING,
    EXPECTED,
    IN_SERVICE,
    LIFE_CYCLE_CLASSES,
    NEGATED,
    NEGATIVE,
    NOT_STATED,
    STATUS_ALIASES,
)
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import DBF_WIDTH, normalize_name

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

NOT_UNDERSTOOD = "?"
"""Stands for a text that is none of ours."""
CEASED = "retired"
"""Class of a feature with an ``end_date`` in the past."""
TO_COME = "planned"
"""Class of a feature that is in service from a year to come."""

_KEYS = {key: each.name for each in LIFE_CYCLE_CLASSES for key in each.keys}
_ORDER = [each.name for each in LIFE_CYCLE_CLASSES]
"""Of several classes of a text the last counts: "planned, cancelled"."""
_THINGS = (
    *("power", "telecom", "communication", "man_made", "building", "substation", "utility"),
    *("line", "cable"),
)
_PREFIXED = re.compile(rf"({'|'.join(_KEYS)})[:_ ]({'|'.join(_THINGS)})")
_STATUS_NAMES = frozenset(
    normalize_name(name[:width]) for name in STATUS_ALIASES for width in (len(name), DBF_WIDTH)
) - {"constructi"}
"""Columns of a status, as a shapefile shortens them too; that of ``construction`` is a key's."""
_SHORTENED = {
    name[:DBF_WIDTH]: _KEYS[key]
    for key in _KEYS
    for name in (key, *(f"{key}{mark}{thing}" for mark in ":_" for thing in _THINGS))
    if len(name) > DBF_WIDTH
}
_END_DATE = "end_date"
_START_DATE = "start_date"
_SERVICE_DATE_NAMES = (
    *("opening_date", "in_service_date", "energization_date", "commissioning_date", "isd"),
)
_SERVICE_DATES = frozenset(
    normalize_name(name[:width]) for name in _SERVICE_DATE_NAMES for width in (len(name), DBF_WIDTH)
)
"""Columns of the date from which an asset is in service, as a shapefile shortens them too."""
_PHRASES = {
    **{
        (*before.split(), *phrase.split()): name
        for name, negations in NEGATED.items()
        for before in negations
        for phrase in IN_SERVICE
    },
    **{tuple(phrase.split()): "" for phrase in IN_SERVICE},
    **{tuple(phrase.split()): each.name for each in LIFE_CYCLE_CLASSES for phrase in each.words},
}
"""Phrases and their class, empty in service; what a class itself lists goes before a negation."""
_SQUASHED = {"".join(words): name for words, name in _PHRASES.items()}
_LONGEST = max(map(len, _PHRASES))


@cache
def life_cycle_class(text: str) -> str:
    """Find the class that a status states.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A name of ``LIFE_CYCLE_CLASSES``; empty where the text states service, or nothing;
        ``NOT_UNDERSTOOD`` for other texts, such as those that state both or negate a class.

    Examples
    --------
    >>> [life_cycle_class(text) for text in ("Planned (2027)", "UNDER CONST", "NOT AVAILABLE")]
    ['planned', 'under construction', '']
    >>> [life_cycle_class(text) for text in ("not in service", "not proposed", "planned upgrade")]
    ['not in service', '?', '?']
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^0-9a-z]+", " ", plain.replace("gised", "gized")).split()
    squashed = "".join(words)
    if not squashed or " ".join(words) in NOT_STATED:
        return ""
    if squashed in _SQUASHED:
        return _SQUASHED[squashed]
    stated, rest = _find_phrases(words)
    if not stated or CHANGES_MEANING & set(rest):
        return NOT_UNDERSTOOD
    if set(stated) == {""}:
        return _of_service(rest)
    if "" in stated:
        is_to_come = stated[0] != "" and _latest_year(rest) >= dt.date.today().year
        return stated[0] if is_to_come else NOT_UNDERSTOOD
    return max(stated, key=_ORDER.index)


def _of_service(rest: Collection[str]) -> str:
    """Tell whether words beside "in service" put it into the future."""
    if _latest_year(rest) > dt.date.today().year:
        return TO_COME
    return NOT_UNDERSTOOD if EXPECTED & set(rest) else ""


def _find_phrases(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Find known phrases from left to right, the longest first; and the words between."""
    stated, rest, index = [], [], 0
    while index < len(words):
        for length in range(min(_LONGEST, len(words) - index), 0, -1):
            phrase = tuple(words[index : index + length])
            if phrase in _PHRASES:
                stated.append(_PHRASES[phrase])
                break
        else:
            length = 1
            rest.append(words[index])
        index += length
    return stated, rest


def _latest_year(words: Collection[str]) -> int:
    """Give the latest year that is named, 0 for none: "proposed, in service 2031"."""
    return max((int(word) for word in words if re.fullmatch(r"2\d{3}", word)), default=0)


def is_life_cycle_column(field: str) -> bool:
    """Tell whether a column of a file states a life cycle.

    Parameters
    ----------
    field : str

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_life_cycle_column(name) for name in ("STATUS", "disused:power", "voltage")]
    [True, True, False]
    """
    return (
        normalize_name(field) in _STATUS_NAMES
        or field.casefold() in (*_KEYS, *_SHORTENED, _END_DATE, _START_DATE)
        or normalize_name(field) in _SERVICE_DATES
        or _PREFIXED.fullmatch(field.casefold()) is not None
    )


def life_cycle_classes(
    table: pd.DataFrame, things: Collection[str], *, openstreetmap: bool
) -> tuple[NDArray[np.object_], dict[str, int]]:
    """Find the class of each feature, of the first column that states one.

    Parameters
    ----------
    table : DataFrame, (n,)
    things : collection of str, values of keys that name a feature of the kind: in
        ``construction = line`` the key is affirmed
    openstreetmap : bool, an ``end_date`` in the past is the end of the feature, a ``start_date``
        to come its beginning

    Returns
    -------
    classes : ndarray of str, (n,), names of ``LIFE_CYCLE_CLASSES``, empty where in service
    not_understood : dict of text to number of features that it left in service
    """
    classes = np.full(len(table), "", dtype=object)
    unread: dict[str, int] = {}
    for field in map(str, table.columns):
        if not (is_life_cycle_column(field) or field.casefold() == "power"):
            continue
        texts = as_text(table[field])
        meaning = {
            text: "" if text is None else _cell_class(field, text, things, openstreetmap)
            for text in set(texts)
        }
        found = np.array([meaning[text] for text in texts], dtype=object)
        for text in texts[found == NOT_UNDERSTOOD]:
            unread[text] = unread.get(text, 0) + 1
        found[found == NOT_UNDERSTOOD] = ""
        classes = np.where(classes == "", found, classes)
    return classes, unread


def _cell_class(field: str, text: str, things: Collection[str], openstreetmap: bool) -> str:
    key, value = field.casefold(), text.casefold()
    if normalize_name(key) in _STATUS_NAMES:
        return life_cycle_class(text)
    if key == _END_DATE:
        return CEASED if openstreetmap and _is_past(text) else ""
    if key == _START_DATE:
        return TO_COME if openstreetmap and _is_to_come(text) else ""
    if normalize_name(key) in _SERVICE_DATES:
        return TO_COME if _is_to_come(text) else ""
    if key == "power":
        return _KEYS.get(value, "")
    if value in NEGATIVE or value in NOT_STATED:
        return ""
    prefix = _PREFIXED.fullmatch(key)
    if prefix is not None:
        return _KEYS[prefix[1]]
    if value in AFFIRMATIVE or value in things:
        return _KEYS[key] if key in _KEYS else _SHORTENED[key]
    # a column of this name is often about how a thing was built: "aerial", "buried"
    if not key.startswith("constructi"):
        return NOT_UNDERSTOOD
    stated = life_cycle_class(text)  # construction_status, in a shapefile
    return "" if stated == NOT_UNDERSTOOD else stated


def _is_past(text: str) -> bool:
    """Tell whether an ISO date, or its year or month alone, is over."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return False
    return text < dt.date.today().isoformat()[: len(text)]


def _is_to_come(text: str) -> bool:
    """Tell whether an ISO date, also with a time, or its year or month alone, is yet to come."""
    date = re.match(r"\d{4}(-\d{2}){0,2}(?=$|[ T])", text)
    return date is not None and date[0] > dt.date.today().isoformat()[: len(date[0])]


def prefixed_value(table: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Give a column of OpenStreetMap with the values that stand under a life-cycle prefix.

    Parameters
    ----------
    table : DataFrame, (n,)
    name : str, a column, such as ``power``

    Returns
    -------
    ndarray of str or None, (n,)
        Where the column is empty or a class (``power = construction``), the value under the
        prefix or key (``construction:power = line``, ``construction = line``).
    """
    values = as_text(table[name]) if name in table else np.full(len(table), None, dtype=object)
    for key in _KEYS:
        for field in (f"{key}:{name}", f"{key}_{name}", key):
            if field not in table:
                continue
            beneath = as_text(table[field])
            is_open = np.array([value is None or value in _KEYS for value in values], dtype=bool)
            is_thing = np.array(
                [
                    text is not None and text.casefold() not in (*AFFIRMATIVE, *NEGATIVE)
                    for text in beneath
                ],
                dtype=bool,
            )
            values = np.where(is_open & is_thing, beneath, values)
    return values
