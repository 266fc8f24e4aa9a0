"""Ranks bitcoin mines for conversion to AI data centers: why, what to build, how uncertain.

Examples
--------
::

    import screening

    result = screening.run("config.toml", region="Milam County, TX")
    result.sites[["rank", "name", "score"]]
    print(result.explain("tx-riot-platforms-rockdale"))
    result.write("outputs/milam")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from screening.version import __version__

if TYPE_CHECKING:
    from screening.api import Run, Screening, run
    from screening.climate import cooling_performance
    from screening.readers.weather.weather_parsing import read_weather
    from screening.workflows.site_screening import screen

__all__ = [
    "Run",
    "Screening",
    "__version__",
    "cooling_performance",
    "read_weather",
    "run",
    "screen",
]

_LAZY_IMPORTS = {
    "Run": "screening.api",
    "Screening": "screening.api",
    "run": "screening.api",
    "cooling_performance": "screening.climate",
    "read_weather": "screening.readers.weather.weather_parsing",
    "screen": "screening.workflows.site_screening",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use, so that ``--help`` stays fast."""
    if name not in _LAZY_IMPORTS:
        raise AttributeError(f"module 'screening' has no attribute {name!r}")
    return getattr(import_module(_LAZY_IMPORTS[name]), name)


def __dir__() -> list[str]:
    """List the public names, also those that are not imported yet."""
    return __all__
