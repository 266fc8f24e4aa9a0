"""The page on conversion shows the numbers that the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.config.loader import load
from screening.conversion.assumptions.assumption_tables import assumption_tables


def test_the_page_lists_every_number(repository: Path) -> None:
    page = (repository / "docs" / "science" / "conversion.md").read_text(encoding="utf-8")
    config = load(repository / "config.toml")
    for title, heads, rows in assumption_tables(config.assumptions, config.profile.name):
        assert f"### {title}" in page
        for row in (heads, *rows):
            assert f"| {' | '.join(row)} |" in page


def test_the_page_shows_the_announced_conversions_as_they_come_out(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from benchmarks import announced

    page = (repository / "docs" / "science" / "conversion.md").read_text(encoding="utf-8")
    announced.main()
    for line in capsys.readouterr().out.splitlines():
        assert line in page


@pytest.mark.parametrize("profile", ["training", "inference", "colocation"])
def test_every_requirement_of_a_shipped_profile_has_a_source(
    repository: Path, profile: str
) -> None:
    requirements = load(
        repository / "config.toml", profile=profile
    ).assumptions.profile_requirements(profile)
    title, _, rows = next(assumption_tables(load(repository / "config.toml").assumptions, profile))
    assert title == f"[profile.{profile}.requirements]"
    assert len(rows) == 15
    for line, _, source in rows:
        assert source not in ("", "the config"), line
    assert requirements.it_mw == {"training": 50, "inference": 10, "colocation": 5}[profile]
