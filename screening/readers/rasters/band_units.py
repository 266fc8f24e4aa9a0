"""Units that a raster declares for its bands → the units of our columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.errors import format_known

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column

_UNDECLARED = frozenset({"", "none", "unknown", "unspecified", "n/a", "na", "undefined"})
"""Texts that declare no unit."""
_UNIT_TAGS = ("units", "unit", "UNITS", "UNIT")
"""Tags of a band in which tools write its unit where the format has no field for it."""
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_LAST_WORD = re.compile(r"[\s_.\-]([^\W\d_]{2,})(?:[\s_.\-]*\d+)?\s*$")
"""A word of two letters or more, as a single one may number the bands: ``band_f``."""
_TENTHS = re.compile(r"^(?:0\.1 ?|1/10 ?|tenths? (?:of )?(?:an? )?)|(?: ?[*x×] ?10)$")
"""Marks a unit as a tenth of another: "0.1 degC", "tenths of °C", "degC*10"."""


class _Conversion(NamedTuple):
    """A unit: value × ``factor`` + ``offset`` is in the unit of the column."""

    factor: float
    offset: float
    title: str


_CELSIUS = ("c", "celsius", "celcius", "centigrade")
_FAHRENHEIT = ("f", "fahrenheit", "farenheit")
_KELVIN = ("k", "kelvin", "kelvins")
_ZERO_C_IN_K = 273.15
_FT_M, _US_FT_M = 0.3048, 1200.0 / 3937.0

_TEMPERATURE: Mapping[str, _Conversion] = {
    **dict.fromkeys(_CELSIUS, _Conversion(1.0, 0.0, "°C")),
    **dict.fromkeys(_FAHRENHEIT, _Conversion(5.0 / 9.0, -160.0 / 9.0, "°F")),
    **dict.fromkeys(_KELVIN, _Conversion(1.0, -_ZERO_C_IN_K, "K")),
}
_DIFFERENCE: Mapping[str, _Conversion] = {
    unit: conversion._replace(offset=0.0) for unit, conversion in _TEMPERATURE.items()
}
_LENGTH: Mapping[str, _Conversion] = {
    **dict.fromkeys(
        ("m", "meter", "meters", "metre", "metres", "mtr"), _Conversion(1.0, 0.0, "m")
    ),
    **dict.fromkeys(
        ("ft", "foot", "feet", "international foot", "international feet", "ft int"),
        _Conversion(_FT_M, 0.0, "ft"),
    ),
    **dict.fromkeys(
        ("us survey foot", "us survey feet", "us foot", "us feet", "us ft", "ftus", "usft",
         "ft us", "foot us", "survey foot", "survey feet"),
        _Conversion(_US_FT_M, 0.0, "US survey ft"),
    ),
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"),
                    _Conversion(1000.0, 0.0, "km")),
    **dict.fromkeys(("dm", "decimeter", "decimeters", "decimetre", "decimetres"),
                    _Conversion(0.1, 0.0, "dm")),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"),
                    _Conversion(0.01, 0.0, "cm")),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"),
                    _Conversion(0.001, 0.0, "mm")),
}  # fmt: skip
_CONVERSIONS: Mapping[str, Mapping[str, _Conversion]] = {
    "°C": _TEMPERATURE,
    "K": _DIFFERENCE,
    "m": _LENGTH,
}
"""Units that are converted, by the unit of the column. A column in K is a difference of two
temperatures, so that a zero point has no part in it."""


@dataclass(frozen=True)
class DeclaredUnit:
    """What a raster declares of a band.

    Attributes
    ----------
    text : str, its unit, ``""`` where none is declared
    is_scaled : bool, a scale or offset is declared too, and is already applied
    """

    text: str
    is_scaled: bool


def declared_units(raster: Any, numbers: Sequence[int]) -> list[DeclaredUnit]:
    """Look up the units that a raster declares for some bands.

    Parameters
    ----------
    raster : open rasterio dataset
    numbers : sequence of int, band numbers from 1

    Returns
    -------
    list of DeclaredUnit
    """
    declared = []
    for number in numbers:
        tags = raster.tags(number)
        texts = (raster.units[number - 1], *(tags.get(tag) for tag in _UNIT_TAGS))
        text = next((text.strip() for text in texts if text and text.strip()), "")
        text = text or _unit_in_description(raster.descriptions[number - 1] or "")
        is_scaled = (raster.scales[number - 1], raster.offsets[number - 1]) != (1.0, 0.0)
        declared.append(DeclaredUnit(text, is_scaled))
    return declared


def _unit_in_description(text: str) -> str:
    """Find the unit that ends a band's name; empty where it ends in no unit.

    >>> [_unit_in_description(text) for text in ("elevation_ft", "Tmax [°F]", "dem (GLO-30)")]
    ['ft', '°F', '']
    """
    found = _IN_BRACKETS.search(text) or _LAST_WORD.search(text)
    if found is None:
        return ""
    key = _key(_plain(found[1]))
    return found[1] if any(key in known for known in _CONVERSIONS.values()) else ""


def convert_units(
    columns: Sequence[Column], declared: Sequence[DeclaredUnit], values: NDArray[np.float32]
) -> tuple[list[str], list[str]]:
    """Convert bands in place from the units that they declare.

    A band that declares no unit is taken to be in the unit of its column.

    Parameters
    ----------
    columns : sequence of Column, of the bands
    declared : sequence of DeclaredUnit, of the same bands
    values : ndarray, (n_bands, n_rows, n_columns), scale and offset applied; changed in place

    Returns
    -------
    notes : list of str, which bands were converted
    problems : list of str, units that are not known for such a band

    Examples
    --------
    >>> import numpy as np
    >>> from screening.catalog.layer_kind import Column
    >>> values = np.array([[[50.0]]], dtype=np.float32)
    >>> convert_units([Column("t", "T", "", "°C")], [DeclaredUnit("deg F", False)], values)
    (['1 band is declared in °F and was converted to °C: t'], [])
    >>> float(values[0, 0, 0])
    10.0
    """
    notes: list[str] = []
    converted: dict[tuple[str, str], list[str]] = {}
    unknown: dict[tuple[str, str], list[str]] = {}
    for column, unit, band in zip(columns, declared, values, strict=True):
        conversion = _conversion(unit, column.unit)
        if column.unit not in _CONVERSIONS and _plain(unit.text) not in _UNDECLARED:
            notes += _taken_as(column, unit)
        if conversion is None:
            unknown.setdefault((unit.text, column.unit), []).append(column.name)
        elif (conversion.factor, conversion.offset) != (1.0, 0.0):
            band[:] = band.astype("float64") * conversion.factor + conversion.offset
            converted.setdefault((conversion.title, column.unit), []).append(column.name)
    notes += [
        f"{_count(names)} declared in {title} and {'was' if len(names) == 1 else 'were'} "
        f"converted to {ours}: {format_known(names, max_count=4)}"
        for (title, ours), names in converted.items()
    ]
    problems = [
        f"expected a unit that converts to {ours}, got {text!r} for {format_known(names)}; "
        f"known: {', '.join(_titles(ours))}; correct the unit that the raster declares"
        for (text, ours), names in unknown.items()
    ]
    return notes, problems


def _taken_as(column: Column, declared: DeclaredUnit) -> list[str]:
    """Tell of a declared unit that is another than the column's, of which none converts."""
    if _key(_plain(declared.text)) == _key(_plain(column.unit)):
        return []
    return [f"band {column.name} declares the unit {declared.text!r} and is taken as {column.unit}"]


def _conversion(declared: DeclaredUnit, ours: str) -> _Conversion | None:
    """Find how a declared unit converts; None where it is not known for such a band."""
    text = _plain(declared.text)
    if text in _UNDECLARED or ours not in _CONVERSIONS:
        return _Conversion(1.0, 0.0, ours)
    known = _CONVERSIONS[ours]
    if _key(text) in known:
        return known[_key(text)]
    whole = known.get(_key(_TENTHS.sub("", text)))
    # with a scale as well, it is not clear which of the two says what the numbers are
    if whole is None or not _TENTHS.search(text) or declared.is_scaled:
        return None
    return whole._replace(factor=whole.factor / 10.0, title=f"tenths of {whole.title}")


def _plain(text: str) -> str:
    """Write a unit in lower case, with one sign for degrees.

    >>> [_plain(text) for text in ("℉", "ºC", "Â°F", " K ")]
    ['°f', '°c', '°f', 'k']
    """
    degrees = text.replace("º", "°").replace("Â°", "°")
    return unicodedata.normalize("NFKC", degrees).casefold().strip()


def _key(text: str) -> str:
    """Reduce a spelling of a unit to the key of the tables.

    >>> [_key(text) for text in ("°f", "deg_f", "degrees fahrenheit", "degf", "us-survey-foot")]
    ['f', 'f', 'fahrenheit', 'f', 'us survey foot']
    """
    spaced = re.sub(r"[\s_.\-/]+", " ", text.replace("u.s.", "us")).strip()
    return re.sub(r"^(?:°|deg(?:rees?)?(?= |[cfk]$)) ?", "", spaced)


def _titles(ours: str) -> list[str]:
    return list(dict.fromkeys(conversion.title for conversion in _CONVERSIONS[ours].values()))


def _count(names: Sequence[str]) -> str:
    return "1 band is" if len(names) == 1 else f"{len(names)} bands are"
