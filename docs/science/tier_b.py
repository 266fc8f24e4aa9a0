"""What station years change: ``python docs/science/tier_b.py PATH`` prints the table.

PATH is a folder or zip of EPW or TMY3 files; the config is the starter's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pandas as pd

import screening

CONFIG = Path(__file__).resolve().parents[2] / "config.toml"
LAYER = '\n[layers.station_years]\nkind = "climate_hourly"\npath = "{path}"\n'
SHOWN = {
    "dry_bulb_04_c": "{:.1f}",
    "wet_bulb_04_c": "{:.1f}",
    "free_cooling_hours": "{:.0f}",
    "pue_mean": "{:.3f}",
    "pue_peak": "{:.3f}",
    "it_mw": "{:.0f}",
    "score": "{:.1f}",
}


def main(path: Path) -> None:
    """Run the starter config with and without the stations, and print both."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml", dir=CONFIG.parent) as file:
        file.write(CONFIG.read_text(encoding="utf-8") + LAYER.format(path=path.resolve()))
        file.flush()
        with_stations = screening.run(file.name).sites
    plain = screening.run(CONFIG).sites
    heads = ["site", "station, km", *SHOWN, "rank"]
    print("|", " | ".join(heads), "|")
    print("|---|---|" + "---:|" * (len(heads) - 2))
    for site, then in with_stations[with_stations["rank"].notna()].iterrows():
        print("|", " | ".join(_row(plain.loc[site], then)), "|")
    change = with_stations[list(SHOWN)] - plain.loc[with_stations.index, list(SHOWN)]
    print("\nmean change:", ", ".join(f"{n} {v:+.3g}" for n, v in change.mean().items()))
    print("basis:", with_stations["climate_basis"].value_counts().to_dict())


def _row(now: pd.Series, then: pd.Series) -> list[str]:
    station = f"{str(then['climate_station']).title()}, {then['climate_station_km']:.0f}"
    cells = [f"{form.format(now[n])} → {form.format(then[n])}" for n, form in SHOWN.items()]
    return [str(then["name"]), station, *cells, f"{now['rank']} → {then['rank']}"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
