"""The page's ES modules, bundled into one classic script.

A page that is opened as a file cannot import modules: browsers block ``file:`` imports, and
``data:`` or ``blob:`` imports would need an exception in the content security policy. Each module
therefore becomes a function that runs once, after the modules that it imports, and returns its
exports. Only the syntax that ``static/*.js`` uses is supported; any other is an error.
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
_UNSUPPORTED = (
    re.compile(r"import\b.*"),
    re.compile(r"export\b.*"),
)  # two patterns: a literal prefix is fast
_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Module:
    """A module of ``static/``.

    Attributes
    ----------
    name : str, stem of its file name
    imports : mapping of a module's name to the imported names
    exports : tuple of str; functions, constants and classes, so that bindings are constant
    body : str, the code without ``import`` and ``export``
    """

    name: str
    imports: dict[str, tuple[str, ...]]
    exports: tuple[str, ...]
    body: str


def parse_module(name: str, text: str) -> Module:
    r"""Parse a module's imports and exports.

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
        Unsupported ``import`` or ``export``: default, renamed, re-exported or dynamic.

    Examples
    --------
    >>> module = parse_module("b", 'import { one } from "./a.js";\nexport const two = 2 * one;')
    >>> module.imports, module.exports, module.body
    ({'a': ('one',)}, ('two',), 'const two = 2 * one;')
    """
    imports = {source: tuple(_NAME.findall(names)) for names, source in _IMPORT.findall(text)}
    body = _EXPORT.sub(r"\1", _IMPORT.sub("", text))
    if unsupported := next(filter(None, (pattern.search(body) for pattern in _UNSUPPORTED)), None):
        raise ValueError(
            f"{name}.js: expected imports as 'import {{ name }} from \"./module.js\";' and exports "
            f"of functions, constants or classes, got {unsupported[0].strip()!r}"
        )
    return Module(name, imports, tuple(export for _, export in _EXPORT.findall(text)), body)


def load_modules(entries: tuple[str, ...], read: Callable[[str], str] = own) -> list[Module]:
    """Load modules and their imports, in dependency order.

    Parameters
    ----------
    entries : tuple of str, names of modules
    read : function from a file's name to its text

    Returns
    -------
    list of Module, each after its imports; the order is deterministic

    Raises
    ------
    ValueError
        Circular imports, or an import of a name that the module does not export.
    """
    modules: dict[str, Module] = {}
    stack = list(reversed(entries))
    while stack:
        name = stack.pop()
        if name not in modules:
            modules[name] = parse_module(name, read(f"{name}.js"))
            stack += modules[name].imports
    for module in modules.values():
        for source, names in module.imports.items():
            if unknown := set(names) - set(modules[source].exports):
                raise ValueError(
                    f"{module.name}.js: expected names that {source}.js exports, got "
                    f"{', '.join(sorted(unknown))}; known: {', '.join(modules[source].exports)}"
                )
    try:
        order = TopologicalSorter({name: list(modules[name].imports) for name in sorted(modules)})
        return [modules[name] for name in order.static_order()]
    except CycleError as error:
        circle = " → ".join(f"{name}.js" for name in error.args[1])
        raise ValueError(f"expected modules without circular imports, got {circle}") from None


@cache
def join_modules(*entries: str) -> str:
    """Bundle modules and their imports into one script.

    Parameters
    ----------
    *entries : str, names of modules

    Returns
    -------
    str
        With a constant ``<name>_js`` per module: an object of its exports.
    """
    return "\n".join(_wrap(module) for module in load_modules(entries))


def _wrap(module: Module) -> str:
    """Wrap a module in a function scope."""
    imports = "".join(
        f"const {{ {', '.join(names)} }} = {source}_js;\n"
        for source, names in module.imports.items()
    )
    exports = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    return f"const {module.name}_js = (() => {{\n{imports}{module.body}{exports}}})();"
