"""Write the tables of layer kinds into docs/layers.md: python docs/layer_kinds.py."""

from __future__ import annotations

import re
from pathlib import Path

from screening.catalog.custom_measures import RULES, UNIT_SUFFIXES
from screening.catalog.kinds import KINDS
from screening.catalog.layer_kind import Column, Exclusion, LayerKind
from screening.catalog.life_cycle import LIFE_CYCLE_CLASSES
from screening.factors import FACTORS, ColumnGroup
from screening.readers.layers.water_stress_parsing import CATEGORY
from screening.workflows.column_supply import config_key

PAGE = Path(__file__).resolve().with_name("layers.md")
GEOMETRY_WORDS = {
    "point": "points",
    "line": "lines",
    "polygon": "polygons",
    "raster": "raster",
    "stations": "an EPW or TMY3 file, or a folder or zip of them",
}


def kinds_table() -> str:
    """List the kinds: geometry and columns.

    Returns
    -------
    str, a Markdown table
    """
    rows = ["| kind | geometry | columns read | description |", "|---|---|---|---|"]
    rows += [
        f"| `{kind.name}` | {_geometry(kind)} | {_columns(kind)} | {kind.description} |"
        for kind in KINDS.values()
    ]
    return "\n".join(rows)


def _geometry(kind: LayerKind) -> str:
    text = " or ".join(GEOMETRY_WORDS[name] for name in kind.geometry)
    if kind.to_points:
        text += " (reduced to an interior point)"
    return text + (", or a table (CSV) of states" if kind.by_state else "")


def _columns(kind: LayerKind) -> str:
    names = [column.name for column in kind.columns]
    if len(names) > 12:
        return f"{len(names)} bands: `{names[0]}` … `{names[-1]}`"
    return " ".join(f"`{name}`" for name in names)


def columns_table() -> str:
    """List the columns of the vector kinds: unit, meaning, and names in files.

    Returns
    -------
    str, a Markdown table
    """
    rows = ["| kind | column | unit | meaning | read from the first of |", "|---|---|---|---|---|"]
    for kind in KINDS.values():
        rows += [_column_row(kind, column) for column in kind.columns if column.aliases]
    return "\n".join(rows)


def _column_row(kind: LayerKind, column: Column) -> str:
    meaning = column.description.rstrip(".")
    if column.required:
        meaning += " (required)"
    if column.if_stated:
        meaning += " (only if the file states it)"
    names = [
        *column.aliases,
        *(name for key, names in column.inputs.items() if key != CATEGORY for name in names),
    ]
    return f"| `{kind.name}` | `{column.name}` | {column.unit} | {meaning} | {', '.join(names)} |"


def needs_table() -> str:
    """List the columns of the facts with what they are derived from.

    Returns
    -------
    str, a Markdown table
    """
    rows = ["| columns | layers needed | also needed |", "|---|---|---|"]
    rows += [_needs_row(group) for factor in FACTORS.values() for group in factor.groups]
    rows.append("| the column of a `custom` layer, with those beside it | that layer |  |")
    return "\n".join(rows)


def _needs_row(group: ColumnGroup) -> str:
    names = [f"`{name}`" for name in group.columns]
    if group.names is not None:
        names.append("`rtt_to_NAME_ms` of each metro")
    kinds = " and ".join(_or(choice) for choice in group.kind_choices)
    also = [f"`{name}`" for name in group.required_columns]
    also += [f"`{config_key(switch)}`" for switch in group.switches]
    return f"| {' '.join(names)} | {kinds} | {' '.join(also)} |"


def _or(kinds: tuple[str, ...]) -> str:
    return " or ".join(f"`{kind}`" for kind in kinds)


def classes_table() -> str:
    """List the classes of features that are left out, as ``include`` names them.

    Returns
    -------
    str, a Markdown table
    """
    rows = ["| class | kinds | words of a status | keys |", "|---|---|---|---|"]
    rows += [
        f"| `{each.name}` | all | {', '.join(each.words)} | {', '.join(each.keys)} |"
        for each in LIFE_CYCLE_CLASSES
    ]
    kinds_of: dict[Exclusion, list[str]] = {}
    for kind in KINDS.values():
        for exclusion in kind.exclusions:
            kinds_of.setdefault(exclusion, []).append(kind.name)
    rows += [
        f"| `{exclusion.name}` | {', '.join(names)} | features {exclusion.reason} |  |"
        for exclusion, names in kinds_of.items()
    ]
    return "\n".join(rows)


def measures_table() -> str:
    """List the measures of custom layers: what each takes, and what its fact is.

    Returns
    -------
    str, a Markdown table
    """
    rows = ["| measure | fact | of | keys | unit | name ends |", "|---|---|---|---|---|---|"]
    for name, rule in RULES.items():
        files = [*(f"{shape}s" for shape in rule.geometry), *["a raster"] * rule.takes_raster]
        keys = ["`column`"] * (rule.column == "required") + ["`radius_km`"] * rule.takes_radius
        text = rule.text.format(column="the column's value", radius="`radius_km`")
        unit = "yours" if not rule.unit else rule.unit
        ending = rule.suffix or UNIT_SUFFIXES.get(rule.unit, "")
        rows.append(
            f"| `{name}` | {text} | {', '.join(files)} | {', '.join(keys)} | {unit} | "
            f"{f'`{ending}`' if ending else ''} |"
        )
    return "\n".join(rows)


def fill(page: str) -> str:
    """Put the tables between their markers.

    Parameters
    ----------
    page : str, Markdown

    Returns
    -------
    str
    """
    tables = {
        "kinds": kinds_table(),
        "columns": columns_table(),
        "needs": needs_table(),
        "classes": classes_table(),
        "measures": measures_table(),
    }
    for name, table in tables.items():
        pattern = rf"(<!-- {name} -->\n).*?(\n?<!-- end of {name} -->)"
        page = re.sub(
            pattern,
            lambda m, t=table: f"{m[1]}{t}\n{m[2].strip()}",
            page,
            flags=re.DOTALL,
        )
    return page


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
