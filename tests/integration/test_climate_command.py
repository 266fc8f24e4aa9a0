"""``screening climate FILE`` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures.weather_files import epw, made_up_year

from screening.cli import app
from screening.climate import DESIGNS, ClimateHours, annual_performance, design_conditions

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def climate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Call:
    """Call the command beside ``middle.epw``: (exit code, stdout, stderr)."""
    (tmp_path / "middle.epw").write_text(epw(*made_up_year()))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["screening", "climate", *arguments])
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return call


def test_it_prints_design_values_and_every_design(climate: Call) -> None:
    code, out, _ = climate("middle.epw")
    assert code == 0
    assert out.startswith("Middle, 32, -100, 545 m\n")
    for design in DESIGNS:
        assert f" {design} " in out
    at = design_conditions(ClimateHours.of(*made_up_year()))
    assert f"dry bulb 0.4 %  {at.dry_bulb_04_c[0]:5.1f} °C" in out
    assert f"{at.free_cooling_hours[0]:.0f} h/yr up to 27 °C" in out


def test_json_holds_the_figures_of_the_climate_room(climate: Call) -> None:
    _, out, _ = climate("middle.epw", "--design", "WSE", "--json")
    told = json.loads(out)
    year = ClimateHours.of(*made_up_year())
    at = design_conditions(year)
    expected = annual_performance("WSE", year, at)
    assert list(told["designs"]) == ["WSE"]
    assert told["designs"]["WSE"]["pue_mean"] == pytest.approx(expected.pue_mean[0], abs=1e-4)
    assert told["designs"]["WSE"]["pue_peak"] == pytest.approx(expected.pue_peak[0], abs=1e-4)
    assert told["design_values"]["wet_bulb_04_c"] == pytest.approx(at.wet_bulb_04_c[0], abs=1e-4)
    assert (told["station"], told["elevation_m"], told["filled_hours"]) == ("Middle", 545.0, 0)


def test_warmer_and_wider(climate: Call) -> None:
    plain = json.loads(climate("middle.epw", "--design", "DAE", "--json")[1])
    warm = json.loads(climate("middle.epw", "--design", "DAE", "--json", "--delta", "1.5")[1])
    wide = json.loads(climate("middle.epw", "--design", "DAE", "--json", "--air-class", "A2")[1])
    rise = warm["design_values"]["dry_bulb_04_c"] - plain["design_values"]["dry_bulb_04_c"]
    assert rise == pytest.approx(1.5)
    assert warm["designs"]["DAE"]["pue_mean"] > plain["designs"]["DAE"]["pue_mean"]
    assert wide["designs"]["DAE"]["pue_mean"] < plain["designs"]["DAE"]["pue_mean"]
    assert wide["design_values"]["in_class_hours"] > plain["design_values"]["in_class_hours"]


def test_the_picture_is_a_png_of_the_year(climate: Call, tmp_path: Path) -> None:
    code, out, _ = climate("middle.epw", "--design", "IMM-W45-dry", "--plot", "year.png")
    assert (code, "plotted to year.png" in out) == (0, True)
    content = (tmp_path / "year.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 40_000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gone.epw",), "gone.epw: expected a weather file, got none"),
        (("middle.epw", "--design", "FAN"), "cooling design: expected one of DAE, IEC"),
        (("middle.epw", "--air-class", "A9"), "air class: expected one of recommended"),
        (("middle.epw", "--delta", "nan"), "--delta: expected -30 to 30 kelvin, got nan"),
        (("middle.epw", "--plot", "no/such/folder.png"), "expected a file that can be written"),
    ],
)
def test_what_cannot_be_done_is_told(climate: Call, arguments: tuple[str, ...], told: str) -> None:
    code, _, err = climate(*arguments)
    assert code == 2
    assert told in err
    assert "Traceback" not in err
