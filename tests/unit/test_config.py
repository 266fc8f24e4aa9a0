"""A config is read whole, or every problem in it is told at once."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from screening.config.loader import json_schema, load
from screening.config.schema import PARAMETER_KEYS
from screening.errors import ConfigError
from screening.model import FactorParameters
from screening.model.parameter_field import parameter_info

GOOD = """
[screening]
name = "demo"
region = "Texas"
[sites]
path = "sites.csv"
where = { status = ["mining"] }
[layers.grid]
kind = "substations"
path = "grid.gpkg"
precision_km = 0.5
[parameters]
route_factor = 1.2
[profile.training]
parameters = { substation_kv = 345 }
[profile.training.criteria]
grid_mw = { weight = 3, worst = 0, best = 100 }
[profile.training.constraints]
power = { factor = "grid_mw", minimum = 20 }
[profile.inference.criteria]
grid_mw = { weight = 1, worst = 0, best = 10 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(GOOD)
    return path


def problems(path: Path, text: str) -> tuple[str, ...]:
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.problems


def test_paths_are_relative_to_the_file(file: Path) -> None:
    config = load(file)
    assert config.sites_path == file.parent / "sites.csv"
    assert config.layers[0].path == file.parent / "grid.gpkg"
    assert config.folder == file.parent / "outputs" / "demo"


def test_parameters_of_the_profile_go_over_the_general_ones(file: Path) -> None:
    parameters = load(file).profile.parameters
    assert (parameters.substation_kv, parameters.route_factor) == (345, 1.2)
    assert load(file, profile="inference").profile.parameters.substation_kv == 138


def test_options_name_the_run_so_that_it_replaces_no_other(file: Path) -> None:
    assert load(file, profile="training", region="Texas").name == "demo"
    assert load(file, profile="inference").name == "demo-inference"
    other = load(file, region="Milam County, TX", sites=Path("my sites.csv"))
    assert other.name == "demo-my-sites-milam-county-tx"
    assert other.sites_where == {}
    assert load(file, out=file.parent / "here").folder == file.parent / "here"


BOUNDED = [
    (field.name, rule, bound)
    for field in fields(FactorParameters)
    if field.name in PARAMETER_KEYS
    for rule, bound in parameter_info(field).bounds.items()
]


@pytest.mark.parametrize(("name", "rule", "bound"), BOUNDED)
def test_a_parameter_beyond_its_bound_is_refused(
    file: Path, name: str, rule: str, bound: float
) -> None:
    beyond = {"gt": bound, "lt": bound, "ge": bound - 1, "le": 2 * bound + 1}[rule]
    file.write_text(GOOD.replace("route_factor = 1.2", f"{name} = {beyond}"))
    with pytest.raises(ConfigError, match=rf"parameters\.{name}: expected (greater|less) than"):
        load(file)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('metros = "Dallas"', "parameters.metros: expected valid list, got 'Dallas'"),
        ("route_factor = inf", "parameters.route_factor: expected finite number, got inf"),
        ("route_diversity = 3.5", "parameters.route_diversity: expected valid boolean"),
        ("rack_kv = 3", "parameters.rack_kv: not a known key; did you mean 'rack_kw'; known: "),
        ('air_class = "B1"', "air_class: expected a known name, got 'B1'; known: "),
    ],
)
def test_a_parameter_of_another_type_is_refused(file: Path, line: str, message: str) -> None:
    file.write_text(GOOD.replace("route_factor = 1.2", line))
    with pytest.raises(ConfigError, match=re.escape(message)):
        load(file)


def test_parameters_left_out_have_the_declared_defaults(file: Path) -> None:
    file.write_text(GOOD.replace("route_factor = 1.2", 'metros = ["Austin"]'))
    profile = load(file, profile="inference").profile
    assert profile.parameters.metros == ("Austin",)
    assert profile.stated_parameters == {"metros": ["Austin"]}
    expected = replace(profile.parameters, metros=())
    assert expected == FactorParameters()


def test_every_problem_is_told_at_once(file: Path) -> None:
    text = GOOD.replace("weight = 3", 'weight = "many"').replace("region =", "regoin =")
    text = text.replace('kind = "substations"', 'kind = "substation"')
    said = problems(file, text)
    assert len(said) == 3
    assert any("regoin" in line and "did you mean 'region'" in line for line in said)
    assert any("layers.grid.kind" in line and "'substations'" in line for line in said)
    assert any("criteria.grid_mw.weight" in line and "'many'" in line for line in said)
    assert all(str(file) in line for line in said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("worst = 0, best = 100", "worst = 5, best = 5", "worst and best to differ"),
        ("minimum = 20", 'reason = "none"', "minimum, maximum or both"),
        ("minimum = 20", "minimum = 20, maximum = 10", "minimum <= maximum"),
        ("weight = 3", "weight = 0", "greater than 0"),
        ("weight = 3", "weight = nan", "finite"),
        ("route_factor = 1.2", "route_factor = 0.9", "greater than or equal to 1"),
        ("route_factor = 1.2", 'cooling_design = "fans"', "known: ACC"),
        ('path = "sites.csv"', "", "sites.path: expected it to be given"),
        ("power =", '"po;wer" =', "po;wer"),
        ("[profile.training.criteria]", "[profile.training.criterai]", "criterai"),
    ],
)
def test_what_cannot_be_meant(file: Path, old: str, new: str, said: str) -> None:
    assert GOOD.count(old) == 1
    assert any(said in line for line in problems(file, GOOD.replace(old, new)))


def test_a_profile_that_is_not_there(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"'edge'; known: inference, training; .*profile\.edge"):
        load(file, profile="edge")


def test_files_that_are_no_config(file: Path) -> None:
    assert "expected TOML" in problems(file, "[screening\n")[0]
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file)
    with pytest.raises(ConfigError, match="screening init"):
        load(file.parent / "absent.toml")


def test_the_shipped_config_is_good(repository: Path) -> None:
    training, inference = (
        load(repository / "config.toml", profile=name) for name in ("training", "inference")
    )
    assert training.name == "texas"
    assert training.profile.criteria != inference.profile.criteria
    assert all(path.is_file() for path in training.boundaries)
    assert all(layer.path.exists() for layer in training.layers)


def test_the_schema_describes_every_table(repository: Path) -> None:
    schema = json.loads(json.dumps(json_schema()))
    document = tomllib.loads((repository / "config.toml").read_text())
    assert set(document) <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_a_config_offers_the_methods_and_weightings_there_are() -> None:
    from typing import get_args

    from screening.config.schema import ProfileTable
    from screening.scoring import METHODS, WEIGHTINGS

    fields = ProfileTable.model_fields
    assert set(get_args(fields["method"].annotation)) == set(METHODS)
    assert set(get_args(fields["weighting"].annotation)) == set(WEIGHTINGS)
    relative = {name for name in METHODS if METHODS[name].relative}
    assert relative == {"topsis", "vikor", "promethee_2"}


CONVERSION = """
[profile.training.requirements]
it_mw = 80
backup_generation = false
power_redundancy = "2N"
limits = { flood_risk = 40 }
[profile.training.requirements.sources]
it_mw = "the tenant's letter"
[conversion]
usd_year = 2027
draws = 500
[conversion.costs]
ups = { low = 0.5, base = 0.7, high = 0.9, source = "a quote" }
[conversion.months]
generators = { base = 12 }
[economics]
discount_fraction = { base = 0.09 }
"""


def test_every_number_of_the_conversion_can_be_set(file: Path) -> None:
    file.write_text(GOOD + CONVERSION)
    given = load(file).assumptions
    asked = given.profile_requirements("training")
    assert (asked.it_mw, asked.backup_generation, asked.power_redundancy) == (80, False, "2N")
    assert asked.limits == {"flood_risk": 40}
    assert asked.source("it_mw") == "the tenant's letter"
    assert asked.source("power_redundancy") == "the config"
    assert given.profile_requirements("inference").it_mw == 50
    assert (given.usd_year, given.draws) == (2027, 500)
    assert given.costs["ups"].bounds == (0.5, 0.7, 0.9)
    assert given.costs["ups"].cited == "a quote [set in the config]"
    # ours are brought from 2025 to 2027 at 5.5 % a year
    assert given.costs["generators"].base == pytest.approx(1.0 * 1.055**2)
    assert given.months["generators"].bounds == (12, 12, 12)
    assert given.economics["discount_fraction"].bounds == (0.09, 0.09, 0.09)
    assert given.economics["ramp_months"].bounds == (0, 6, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[economics]\nlease = { base = 1 }",
            "economics.lease: not a known number; did you mean 'lease_years'; known: ",
        ),
        (
            "[economics]\ndiscount_fraction = { base = 9 }",
            "toml: economics.discount_fraction: expected at most 1, got 9",
        ),
        ("[economics]\nfleet_j_per_th = { base = 0 }", "expected more than 0, got 0"),
        ("[conversion.costs]\nupss = { base = 1 }", "did you mean 'ups'"),
        ("[conversion.costs]\nups = { low = 2, base = 1 }", "expected low <= base <= high"),
        ("[conversion.costs]\nups = { base = -1 }", "greater than or equal to 0"),
        ("[conversion]\ndraws = 3", "greater than or equal to 100"),
        (
            "[conversion.numbers]\nmarket_correlation = { base = 0.9 }",
            "expected market_correlation + driver_correlation of at most 1",
        ),
        ("[profile.training.requirements]\npower_redundancy = '3N'", "'N', 'N+1' or '2N'"),
        ("[profile.training.requirements]\nit_mw = 0", "greater than 0"),
        (
            "[profile.training.requirements]\nrack = 1",
            "rack: not a known key; did you mean 'rack_kw'; known: ",
        ),
        ("[profile.training.requirements]\nsources = { rack = 'x' }", "expected names of lines"),
    ],
)
def test_what_the_conversion_cannot_use_is_told(file: Path, text: str, said: str) -> None:
    (problem,) = problems(file, GOOD + text)
    assert said in problem
