"""Tables of the config made from dataclasses whose fields are declared by ``parameter``.

pydantic validates what the user wrote; the model keeps plain frozen dataclasses.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, create_model

from screening.model.parameter_field import parameter_info

T = TypeVar("T")


def build_table(
    name: str,
    base: type[BaseModel],
    declaration: type,
    keys: Mapping[str, str],
    *,
    types: Mapping[str, Any] | None = None,
    optional: bool = True,
) -> Any:
    """Make the pydantic model of a table from the fields of a dataclass.

    Parameters
    ----------
    name : str, of the model
    base : type of BaseModel
    declaration : dataclass whose fields are declared by ``parameter``
    keys : mapping of the table's key to the field's name, in the order of the table
    types : mapping of field name to the type that replaces the declared one, for choices
        that the model room does not know
    optional : bool, whether a key left out is ``None`` instead of the default

    Returns
    -------
    type of BaseModel
    """
    hints = get_type_hints(declaration) | dict(types or {})
    declared = {field.name: field for field in dataclasses.fields(declaration)}
    columns: dict[str, Any] = {
        key: _table_field(declared[field], hints[field], optional=optional)
        for key, field in keys.items()
    }
    return create_model(name, __base__=base, **columns)


def build_dataclass(declaration: type[T], values: Mapping[str, Any]) -> T:
    """Make the dataclass from validated values; fields without a value take their default.

    Parameters
    ----------
    declaration : dataclass
    values : mapping of field name to value; arrays as lists

    Returns
    -------
    an instance of ``declaration``
    """
    return declaration(
        **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    )


def _table_field(field: dataclasses.Field[Any], hint: Any, *, optional: bool) -> tuple[Any, Any]:
    """Give type and default of a key, as ``create_model`` takes them."""
    info = parameter_info(field)
    kind, nullable = _split_optional(hint)
    if get_origin(kind) is tuple:  # TOML has arrays, and messages say "list"
        kind = list[get_args(kind)[0]]  # type: ignore[misc]
    bounds: dict[str, Any] = dict(info.bounds)
    if kind is float:
        bounds["allow_inf_nan"] = False
    bounded = Annotated[kind, Field(**bounds)] if bounds else kind
    unit = f" [{info.unit}]" if info.unit not in ("", "-") else ""
    description = info.description.removesuffix(".") + unit + "."
    default = None if optional and not nullable else field.default
    annotation = bounded | None if optional or nullable else bounded
    return annotation, Field(default, description=description)


def _split_optional(hint: Any) -> tuple[Any, bool]:
    """Take ``None`` out of a union.

    >>> _split_optional(int | None), _split_optional(str)
    ((<class 'int'>, True), (<class 'str'>, False))
    """
    members = get_args(hint) if type(None) in get_args(hint) else ()
    rest = [member for member in members if member is not type(None)]
    return (rest[0], True) if rest else (hint, False)
