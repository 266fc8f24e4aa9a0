"""Names of carriers: lists of them, and spellings that mean the same one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_LEGAL = frozenset(
    (
        *(
            "llc",
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "ltd",
            "limited",
            "lp",
        ),
        *("llp", "plc", "gmbh", "ag", "sa", "nv", "bv", "the", "group", "holding", "holdings"),
    )
)
"""Words after a name that do not distinguish firms."""
_DESCRIPTIVE = frozenset(
    (
        *("communications", "communication", "technologies", "technology", "telecom", "networks"),
        *("telecommunications", "network", "fiber", "fibre"),
    )
)
"""Words that may be left out of a name: Lumen Technologies is Lumen, if there is a Lumen."""
_NOT_NAMES = frozenset(
    (
        *(
            "",
            "-",
            "?",
            "n/a",
            "na",
            "none",
            "null",
            "unknown",
            "tbd",
            "other",
            "others",
            "various",
        ),
        *("multiple", "etc", "etc.", "not available"),
    )
)
_JOINED = (
    "co|company|sons|light|power|electric|gas|water|wireless|telegraph|telephone|telecom|cable|"
    "partners|associates|brothers"
)
"""Words that belong to the name before an *and*: Power & Light."""
_STATES = frozenset(
    (
        *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL"),
        *("IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT"),
        *("NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI"),
        *("SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC", "PR"),
    )
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CERTAIN = re.compile(r"[;|\n\r\t•]")
_LIKELY = re.compile(
    r",(?:\s*(?:and|&)\s)?|(?<!\d)/|/(?!\d)|(?<=\S\S)\s+[+]\s+(?=\S\S)"
    rf"|(?<!\s[A-Za-z])(?<!^[A-Za-z])\s+(?:&|and)\s+(?=\S\S)(?!(?:{_JOINED})\b)",
    re.IGNORECASE,
)
"""Also *AT & T* and *C & W* stay one name, as a single letter is none."""


def split_names(text: str | None) -> tuple[str, ...]:
    """Divide a list of carriers.

    Parameters
    ----------
    text : str or None
        Divided by semicolons, bars, commas, slashes, line breaks, or *and*, also as ``&``
        between blanks. What stands in brackets, and legal forms after a comma, belong to the
        name before.

    Returns
    -------
    tuple of str, as written

    Examples
    --------
    >>> split_names("Zayo, Lumen, AT&T"), split_names("Zayo Group, LLC / Level 3 and Cogent")
    (('Zayo', 'Lumen', 'AT&T'), ('Zayo Group, LLC', 'Level 3', 'Cogent'))
    >>> split_names("Florida Power & Light; n/a; City of Austin, TX")
    ('Florida Power & Light', 'City of Austin, TX')
    """
    names: list[str] = []
    plain = re.sub(r"(?i)\bd/b/a\b", "dba", re.sub(r"(?i)\bn/a\b", "", text or ""))
    for item in _CERTAIN.split(plain):
        held = _BRACKETS.findall(item)
        parts = _LIKELY.split(_BRACKETS.sub("\0", item))
        of_item: list[str] = []
        for part in (_restore(part, held).strip() for part in parts):
            if of_item and part and _belongs_to_name(part):
                of_item[-1] += f", {part}"
            elif part.casefold() not in _NOT_NAMES:
                of_item.append(part)
        names += of_item
    return tuple(names)


def listed_names(text: object) -> tuple[str, ...]:
    """Divide the list of a layer that was read, whose names are divided by semicolons.

    Parameters
    ----------
    text : str, or missing

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> listed_names("Zayo Group, LLC; AT&T"), listed_names(None)
    (('Zayo Group, LLC', 'AT&T'), ())
    """
    parts = (part.strip() for part in text.split(";")) if isinstance(text, str) else ()
    return tuple(part for part in parts if part)


def _restore(part: str, held: list[str]) -> str:
    """Put the brackets back, in their order."""
    while "\0" in part and held:
        part = part.replace("\0", held.pop(0), 1)
    return part


def _belongs_to_name(part: str) -> bool:
    return part in _STATES or set(_words(part)) <= _LEGAL


def _words(name: str) -> list[str]:
    """Give the words of a name in lower case, without punctuation.

    >>> _words("Zayo Group, L.L.C. (Texas)"), _words("AT & T")
    (['zayo', 'group', 'llc'], ['att'])
    """
    plain = _BRACKETS.sub(" ", name).casefold()
    plain = re.sub(r"\s*&\s*(?=\w\b)|(?<=\b\w)\s*&\s*", "", plain)
    plain = re.sub(r"(?<=\b\w)\.\s?(?=\w\b)|['’]", "", plain)
    return re.findall(r"\w+", plain.replace("&", " and "))


def name_key(name: str) -> str:
    """Reduce a name to what distinguishes it, so that spellings of one carrier agree.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> name_key("zayo group"), name_key("Zayo"), name_key("AT&T Inc."), name_key("Level 3")
    ('zayo', 'zayo', 'att', 'level 3')
    """
    words = _words(name)
    while len(words) > 1 and words[-1] in {*_LEGAL, "and"}:
        words.pop()
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    return " ".join(words)


def unify_names(lists: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """Choose one spelling of each carrier: the most frequent, of several the first.

    Parameters
    ----------
    lists : iterable of sequence of str, the carriers of each route

    Returns
    -------
    mapping of each name to the chosen spelling

    Examples
    --------
    >>> unify_names([["Zayo", "Lumen Technologies"], ["zayo group", "Zayo"], ["Lumen"]])
    {'Zayo': 'Zayo', 'Lumen Technologies': 'Lumen Technologies', 'zayo group': 'Zayo', \
'Lumen': 'Lumen Technologies'}
    """
    counts = Counter(name for names in lists for name in names)
    keys = {name: name_key(name) for name in counts}
    known = set(keys.values())
    keys = {name: _shortest(key, known) for name, key in keys.items()}
    chosen: dict[str, str] = {}
    for name, _ in counts.most_common():
        chosen.setdefault(keys[name], name)
    return {name: chosen[key] for name, key in keys.items()}


def _shortest(key: str, known: set[str]) -> str:
    """Leave descriptive words out where the name without them is known too."""
    words = key.split()
    while len(words) > 1 and words[-1] in _DESCRIPTIVE:
        words.pop()
        if " ".join(words) in known:
            key = " ".join(words)
    return key
