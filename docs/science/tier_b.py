"""Effect of station years on the starter run: ``python docs/science/tier_b.py PATH``.

Prints the table of ``cooling.md``. PATH is a folder or zip of EPW or TMY3 files; the config is
that of the repository.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pandas as pd

import screening

CONFIG = Path(__file__).resolve().parents[2] / "config.toml"
LAYER = '\n[layers.station_years]\nkind = "climate_hourly"\npath = "{path}"\n'
COLUMN_FORMATS = {
    "dry_bulb_04_c": "{:.1f}",
    "wet_bulb_04_c": "{:.1f}",
    "free_cooling_hours": "{:.0f}",
    "pue_mean": "{:.3f}",
    "pue_peak": "{:.3f}",
    "it_mw": "{:.0f}",
    "score": "{:.1f}",
}


def main(path: Path) -> None:
    """Run the config with and without the stations, and print both."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=CONFIG.parent) as file:
        file.write(CONFIG.read_text(encoding="utf-8") + LAYER.format(path=path.resolve()))
        file.flush()
        with_stations = screening.run(file.name).sites
    without_stations = screening.run(CONFIG).sites
    header = ["site", "station, km", *COLUMN_FORMATS, "rank"]
    print("|", " | ".join(header), "|")
    print("|---|---|" + "---:|" * (len(header) - 2))
    for site, row in with_stations[with_stations["rank"].notna()].iterrows():
        print("|", " | ".join(_cells(without_stations.loc[site], row)), "|")
    change = (
        with_stations[list(COLUMN_FORMATS)]
        - without_stations.loc[with_stations.index, list(COLUMN_FORMATS)]
    )
    print("\nmean change:", ", ".join(f"{n} {v:+.3g}" for n, v in change.mean().items()))
    print("basis:", with_stations["climate_basis"].value_counts().to_dict())


def _cells(before: pd.Series, after: pd.Series) -> list[str]:
    station = f"{str(after['climate_station']).title()}, {after['climate_station_km']:.0f}"
    cells = [
        f"{template.format(before[n])} → {template.format(after[n])}"
        for n, template in COLUMN_FORMATS.items()
    ]
    return [str(after["name"]), station, *cells, f"{before['rank']} → {after['rank']}"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
