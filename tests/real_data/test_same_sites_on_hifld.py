"""The starter sites, run on HIFLD's own files: what generalising the grid changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from screening import api

pytestmark = pytest.mark.real_data


def test_nearest_345_kv_line_and_substation_agree(
    repository: Path, shared_data: Path, tmp_path: Path
) -> None:
    text = (repository / "config.toml").read_text(encoding="utf-8")
    starter = api.run(repository / "config.toml")
    for kind, file in (
        ("substations", "hifld_tx_substations.gpkg"),
        ("transmission_lines", "hifld_tx_lines.gpkg"),
    ):
        for kv in (345, 138):
            text = text.replace(f'"layers/texas/{kind}_{kv}kv.geojson"', f'"{shared_data / file}"')
    text = text.replace('"layers/', f'"{repository / "layers"}/')
    config = tmp_path / "hifld.toml"
    config.write_text(text, encoding="utf-8")
    hifld = api.run(config)

    columns = ["line_345kv_distance_km", "line_distance_km", "substation_distance_km"]
    ours, theirs = starter.sites[columns], hifld.sites[columns].loc[starter.sites.index]
    off = ours - theirs
    print(ours.join(theirs.add_suffix("_hifld")).round(2).to_string())
    for column in columns:
        known = off[column].dropna()
        print(f"{column}: {len(known)} sites, median |difference| {known.abs().median():.2f} km, "
              f"most {known.abs().max():.2f} km")  # fmt: skip
        assert len(known) >= 18
        # both ends are generalised: the site's row is not, the asset is by its layer's precision
        layer = "line" if column.startswith("line") else "substation"
        coordinates = starter.sites["coord_precision_km"]
        allowed = starter.sites[f"{layer}_precision_km"] - coordinates
        assert (known.abs() <= allowed[known.index] + 0.01).all()
    assert starter.sites["rank"].notna().sum() == hifld.sites["rank"].notna().sum()
    assert np.isfinite(theirs["line_345kv_distance_km"]).all()
