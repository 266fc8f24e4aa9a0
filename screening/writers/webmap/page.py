"""The page: names that never change, nothing fetched, a panel beside the map.

The file is written from the templates alone; :mod:`screening.writers.webmap.notebook` makes
a folium map of the same templates and the same facts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from jinja2 import Template

from screening.writers.webmap.assets import (
    ICON,
    STYLES,
    data_uri,
    in_json,
    in_script,
    leaflet_script,
    leaflet_style,
    marker_images,
    own,
)
from screening.writers.webmap.javascript import join_modules
from screening.writers.webmap.payload import payload
from screening.writers.webmap.words import WORDS

if TYPE_CHECKING:
    from screening.model import Screening

MAX_ZOOM = 18
PAGE, MAP, PANEL = "page.html", "map.html", "panel.html"
"""Templates of the document, and of what stands in its head, body and script."""

SIDES = ("header", "html", "script")
"""Macros of a part's template, by where in the document they stand."""

NAME = "map_screening"
"""What the page's script calls the map."""


def render(screening: Screening) -> str:
    """Fill the page's templates.

    Parameters
    ----------
    screening : Screening

    Returns
    -------
    str, HTML; the same for the same screening
    """
    data = payload(screening)
    parts = [
        (Template(own(name)).module, facts)
        for name, facts in ((MAP, map_facts()), (PANEL, panel_facts(data)))
    ]
    sides = {
        side: _Side([getattr(macros, side)(facts, {}) for macros, facts in parts]) for side in SIDES
    }
    text: str = Template(own(PAGE)).render(this=page_facts(data) | sides, kwargs={})
    return text


@dataclass(frozen=True)
class _Side:
    """What stands in one place of the document, joined as folium joins a page's elements."""

    texts: list[str]

    def render(self) -> str:
        return "".join(f"\n    {text}" for text in self.texts)


def page_facts(data: dict[str, Any]) -> dict[str, Any]:
    """Give what the document's template shows.

    Parameters
    ----------
    data : dict, from :func:`screening.writers.webmap.payload.payload`

    Returns
    -------
    dict
    """
    return {
        "title": escape(f"{WORDS['title']} · {data['run']['region']}"),
        "icon": data_uri(ICON.encode(), "image/svg+xml"),
    }


def map_facts() -> dict[str, Any]:
    """Give what the map's template shows.

    Returns
    -------
    dict
    """
    return {
        "map_name": NAME,
        "words": _escaped_words(),
        "leaflet_script": leaflet_script(),
        "leaflet_style": leaflet_style(),
        "marker_images": in_json(dict(marker_images())),
        "leaflet_options": json.dumps(
            {
                "center": [0.0, 0.0],
                "zoom": 5,
                "zoomSnap": 0.25,
                "minZoom": 2,
                "maxZoom": MAX_ZOOM,
                "preferCanvas": True,
                "zoomControl": False,
            }
        ),
    }


def panel_facts(data: dict[str, Any]) -> dict[str, Any]:
    """Give what the panel's template shows: the ranking, the layers, and the data of both.

    Parameters
    ----------
    data : dict, from :func:`screening.writers.webmap.payload.payload`

    Returns
    -------
    dict
    """
    return {
        "map_name": NAME,
        "words": _escaped_words(),
        "region": escape(data["run"]["region"]),
        "data": in_json(data),
        "script": _script(),
        "style": "\n".join(own(name) for name in STYLES),
    }


@cache
def _escaped_words() -> dict[str, str]:
    return {name: escape(text) for name, text in WORDS.items()}


@cache
def _script() -> str:
    return in_script(join_modules("main"))
