"""The page's ES modules, joined into one classic script.

A page that is opened as a file cannot import modules: browsers refuse ``file:`` imports, and
``data:`` or ``blob:`` ones would have to be allowed in the page's content policy. Each module
therefore becomes a function that runs once, after those it imports from, and returns what it
exports. Only the forms that ``static/*.js`` uses are understood; any other is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from screening.writers.webmap.assets import own

if TYPE_CHECKING:
    from collections.abc import Callable

_IMPORT = re.compile(r'^import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_FOREIGN = (re.compile(r"import\b.*"), re.compile(r"export\b.*"))  # apart: a literal head is fast
_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Module:
    """A module of ``static/``.

    Attributes
    ----------
    name : str, its file's stem
    imports : mapping of a module's name to the names taken from it
    exports : tuple of str; functions, constants and classes, so no binding ever changes
    body : str, the script without ``import`` and ``export``
    """

    name: str
    imports: dict[str, tuple[str, ...]]
    exports: tuple[str, ...]
    body: str


def parse_module(name: str, text: str) -> Module:
    r"""Read a module's imports and exports.

    Parameters
    ----------
    name : str, for messages and for the bundle
    text : str

    Returns
    -------
    Module

    Raises
    ------
    ValueError
        An ``import`` or ``export`` of another form: default, renamed, re-exported, dynamic.

    Examples
    --------
    >>> found = parse_module("b", 'import { one } from "./a.js";\nexport const two = 2 * one;')
    >>> found.imports, found.exports, found.body
    ({'a': ('one',)}, ('two',), 'const two = 2 * one;')
    """
    imports = {source: tuple(_NAME.findall(names)) for names, source in _IMPORT.findall(text)}
    body = _EXPORT.sub(r"\1", _IMPORT.sub("", text))
    if foreign := next((found for each in _FOREIGN if (found := each.search(body))), None):
        raise ValueError(
            f"{name}.js: expected imports as 'import {{ name }} from \"./module.js\";' and exports "
            f"of functions, constants or classes, got {foreign[0].strip()!r}"
        )
    return Module(name, imports, tuple(found for _, found in _EXPORT.findall(text)), body)


def load_modules(entries: tuple[str, ...], read: Callable[[str], str] = own) -> list[Module]:
    """Load modules and all that they import, in an order in which they can run.

    Parameters
    ----------
    entries : tuple of str, names of modules
    read : function from a file's name to its text

    Returns
    -------
    list of Module, each after those that it imports from; always the same order

    Raises
    ------
    ValueError
        Modules import each other in a circle, or a name that no module exports.
    """
    found: dict[str, Module] = {}
    waiting = list(reversed(entries))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = parse_module(name, read(f"{name}.js"))
            waiting += found[name].imports
    for module in found.values():
        for source, names in module.imports.items():
            if unknown := set(names) - set(found[source].exports):
                raise ValueError(
                    f"{module.name}.js: expected names that {source}.js exports, got "
                    f"{', '.join(sorted(unknown))}; known: {', '.join(found[source].exports)}"
                )
    try:
        order = TopologicalSorter({name: list(found[name].imports) for name in sorted(found)})
        return [found[name] for name in order.static_order()]
    except CycleError as error:
        circle = " → ".join(f"{name}.js" for name in error.args[1])
        raise ValueError(f"expected modules without circular imports, got {circle}") from None


@cache
def join_modules(*entries: str) -> str:
    """Join modules and all that they import into one script.

    Parameters
    ----------
    *entries : str, names of modules

    Returns
    -------
    str
        A constant ``<name>_js`` for each module, holding what it exports.
    """
    return "\n".join(_wrap(module) for module in load_modules(entries))


def _wrap(module: Module) -> str:
    """Give a module a scope of its own."""
    taken = "".join(
        f"const {{ {', '.join(names)} }} = {source}_js;\n"
        for source, names in module.imports.items()
    )
    given = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    return f"const {module.name}_js = (() => {{\n{taken}{module.body}{given}}})();"
