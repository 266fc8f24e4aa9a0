"""The TOML file → a frozen :class:`Config`, or every problem in it at once.

pydantic lives here and nowhere else. Paths in the file are relative to the file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from screening.climate import DESIGNS, NORMALS_FITS
from screening.errors import ConfigError, known
from screening.model import Constraint, Criterion, LayerSpec, Missing, Parameters

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
ConstraintName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
KINDS = (
    "substations",
    "transmission_lines",
    "fiber_routes",
    "points_of_presence",
    "climate_normals",
)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _Screening(_Table):
    name: str = Field("screening", description="The run's folder is outputs/<name>.")
    region: str | None = Field(
        None, description="A state, a Texas county, minlon,minlat,maxlon,maxlat, or a polygon file."
    )
    profile: str = Field("training", description="Which [profile.NAME] to score by.")
    out: str = Field("outputs", description="Folder that holds the runs.")
    seed: int = Field(0, ge=0, description="Seed of everything random.")
    boundaries: list[str] = Field(
        default_factory=list, description="Polygon files that regions are named after."
    )


class _Sites(_Table):
    path: str = Field(description="CSV, GeoJSON, GeoPackage, Shapefile, GeoParquet, KML, XLSX.")
    columns: dict[str, str] = Field(default_factory=dict, description="Our column = the file's.")
    where: dict[str, list[str]] = Field(
        default_factory=dict, description="Keep rows whose column has one of these values."
    )


class _Layer(_Table):
    kind: Literal[KINDS]  # type: ignore[valid-type]
    path: str
    columns: dict[str, str] = Field(default_factory=dict, description="Our column = the file's.")
    precision_km: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    licence: str | None = None
    source: str | None = None
    retrieved: str | None = None
    covers: str | None = Field(None, description="Region in which the layer knows the answer.")
    complete_from_kv: Annotated[float, Field(ge=0)] | None = Field(
        None, description="The layer knows every asset of at least this voltage [kV]."
    )
    reach_km: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None, description="How far beyond `covers` the layer knows every asset [km]."
    )
    note: str | None = None


class _Parameters(_Table):
    substation_kv: Positive | None = None
    route_factor: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None
    us_per_km: Positive | None = None
    equipment_ms: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    hub_networks_count: Annotated[int, Field(ge=0)] | None = None
    cooling_design: str | None = None
    normals_fit: str | None = None

    @model_validator(mode="after")
    def _names_are_known(self) -> _Parameters:
        for key, names in (("cooling_design", DESIGNS), ("normals_fit", NORMALS_FITS)):
            name = getattr(self, key)
            if name is not None and name not in names:
                raise ValueError(
                    f"{key}: expected a known name, got {name!r}; known: {known(names, most=40)}"
                )
        return self


class _Criterion(_Table):
    weight: Positive
    worst: Finite
    best: Finite
    why: str = ""

    @model_validator(mode="after")
    def _anchors_differ(self) -> _Criterion:
        if self.worst == self.best:
            raise ValueError(f"expected worst and best to differ, got {self.worst:g} for both")
        return self


class _Constraint(_Table):
    factor: str
    minimum: Finite | None = None
    maximum: Finite | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _limits_make_sense(self) -> _Constraint:
        if self.minimum is None and self.maximum is None:
            raise ValueError("expected minimum, maximum or both, got neither")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(
                f"expected minimum <= maximum, got {self.minimum:g} > {self.maximum:g}"
            )
        return self


class _Profile(_Table):
    about: str = ""
    method: Literal["wsm", "wpm"] = "wsm"
    missing: Missing = "unknown"
    least_coverage_fraction: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0, description="Share of the weight that must be known for a score."
    )
    parameters: _Parameters = Field(default_factory=_Parameters)
    criteria: dict[str, _Criterion] = Field(min_length=1)
    constraints: dict[ConstraintName, _Constraint] = Field(default_factory=dict)


class _File(_Table):
    """The whole config file."""

    screening: _Screening = Field(default_factory=_Screening)
    sites: _Sites
    layers: dict[str, _Layer] = Field(min_length=1)
    parameters: _Parameters = Field(default_factory=_Parameters)
    profile: dict[str, _Profile] = Field(min_length=1)


@dataclass(frozen=True)
class Profile:
    """What a kind of tenant wants.

    Attributes
    ----------
    name, about, method : str
    missing : ``"unknown"`` or ``"renormalise"``
    least_coverage_fraction : float, share of the weight that must be known for a score
    criteria : tuple of Criterion
    constraints : tuple of Constraint
    parameters : Parameters
    """

    name: str
    about: str
    method: str
    missing: Missing
    least_coverage_fraction: float
    criteria: tuple[Criterion, ...]
    constraints: tuple[Constraint, ...]
    parameters: Parameters


@dataclass(frozen=True)
class Config:
    """A run, decided.

    Attributes
    ----------
    path : Path, of the file
    name : str, of the run
    folder : Path, the run lands here
    region : str or None, as written
    seed : int
    profile : Profile
    sites_path : Path
    sites_columns : mapping of our column to the file's
    sites_where : mapping of column to values kept
    layers : tuple of LayerSpec
    boundaries : tuple of Path
    document : mapping, the file as it was parsed, overrides applied; for ``run.json``
    """

    path: Path
    name: str
    folder: Path
    region: str | None
    seed: int
    profile: Profile
    sites_path: Path
    sites_columns: Mapping[str, str]
    sites_where: Mapping[str, list[str]]
    layers: tuple[LayerSpec, ...]
    boundaries: tuple[Path, ...]
    document: Mapping[str, Any]


def load(
    path: Path,
    *,
    sites: Path | None = None,
    region: str | None = None,
    profile: str | None = None,
    out: Path | None = None,
    seed: int | None = None,
) -> Config:
    """Read a config and apply the options of the command line.

    Parameters
    ----------
    path : Path, a TOML file
    sites : Path or None, replaces the whole ``[sites]`` table
    region, profile : str or None
    out : Path or None, the run's folder itself
    seed : int or None

    Returns
    -------
    Config
        Its name says which options differ from the file, so that a run with other
        options does not take the place of the file's own.

    Raises
    ------
    ConfigError
        With every problem of the file.
    """
    document = _read(path)
    if sites is not None:
        document = document | {"sites": {"path": str(sites)}}
    for key, value in (("region", region), ("profile", profile), ("seed", seed)):
        if value is not None:
            document["screening"] = {**document.get("screening", {}), key: value}
    parsed = _validate(path, document)
    said = _name_parts(parsed, _read(path), sites, region, profile)
    config = _config(path, parsed, "-".join(said))
    return replace(config, folder=out or config.folder, sites_path=sites or config.sites_path)


def json_schema() -> dict[str, Any]:
    """Describe the config file for editors and validators.

    Returns
    -------
    dict, a JSON Schema (draft 2020-12)
    """
    schema = _File.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: expected a config file, got none; "
            "write one with `screening init DIR`, or name another"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a readable UTF-8 TOML file, got {error}") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: expected TOML, got {error}") from error


def _validate(path: Path, document: Mapping[str, Any]) -> _File:
    try:
        parsed = _File.model_validate(document)
    except ValidationError as error:
        raise ConfigError(*_messages(path, error)) from None
    chosen = parsed.screening.profile
    if chosen not in parsed.profile:
        raise ConfigError(
            f"{path}: profile: expected one of the file's profiles, got {chosen!r}; "
            f"known: {known(parsed.profile)}; choose one or add [profile.{chosen}]"
        )
    return parsed


def _messages(path: Path, error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        place = ".".join(str(part) for part in item["loc"])
        kind, got = item["type"], item["input"]
        if kind == "extra_forbidden":
            *parents, name = item["loc"]
            names = _names_at(parents)
            close = difflib.get_close_matches(str(name), names, n=1)
            hint = f"; did you mean {close[0]}?" if close else "; remove it"
            yield f"{path}: {place}: not a known key; known: {known(names, most=20)}{hint}"
        elif kind == "missing":
            yield f"{path}: {place}: expected it to be given, got nothing; add it"
        elif kind == "value_error":
            yield f"{path}: {place}: {item['ctx']['error']}"
        else:
            yield f"{path}: {place}: {_expected(item['msg'])}, got {got!r}"


def _expected(message: str) -> str:
    said = re.sub(r"^Input should be (a |an )?", "", message)
    return f"expected {said}" if said != message else message


def _names_at(parents: list[int | str]) -> list[str]:
    """List the keys that the table at this place may have."""
    model: Any = _File
    for part in parents:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[str(part)].annotation
        else:  # dict[str, Model]: any name leads to the model
            model = model.__args__[1]
    return list(model.model_fields)


def _name_parts(
    parsed: _File,
    original: Mapping[str, Any],
    sites: Path | None,
    region: str | None,
    profile: str | None,
) -> list[str]:
    file = original.get("screening", {})
    parts = [parsed.screening.name]
    if sites is not None:
        parts.append(_slug(sites.stem))
    if region is not None and region != file.get("region"):
        parts.append(_slug(Path(region).stem if Path(region).suffix else region))
    if profile is not None and profile != file.get("profile", "training"):
        parts.append(_slug(profile))
    return parts


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-")


def _config(path: Path, parsed: _File, name: str) -> Config:
    base = path.parent
    general = parsed.screening
    region = general.region
    if region and Path(region).suffix and (base / region).is_file():
        region = str(base / region)
    return Config(
        path=path,
        name=name,
        folder=base / general.out / name,
        region=region,
        seed=general.seed,
        profile=_profile(parsed),
        sites_path=base / parsed.sites.path,
        sites_columns=parsed.sites.columns,
        sites_where=parsed.sites.where,
        layers=tuple(
            LayerSpec(name=name, path=base / layer.path, **layer.model_dump(exclude={"path"}))
            for name, layer in parsed.layers.items()
        ),
        boundaries=tuple(base / boundary for boundary in general.boundaries),
        document=parsed.model_dump(exclude_none=True),
    )


def _profile(parsed: _File) -> Profile:
    name = parsed.screening.profile
    profile = parsed.profile[name]
    numbers = parsed.parameters.model_dump(exclude_none=True)
    numbers |= profile.parameters.model_dump(exclude_none=True)
    return Profile(
        name=name,
        about=profile.about,
        method=profile.method,
        missing=profile.missing,
        least_coverage_fraction=profile.least_coverage_fraction,
        criteria=tuple(
            Criterion(factor, c.weight, c.worst, c.best, c.why)
            for factor, c in profile.criteria.items()
        ),
        constraints=tuple(
            Constraint(label, **constraint.model_dump())
            for label, constraint in profile.constraints.items()
        ),
        parameters=replace(Parameters(), **numbers),
    )
