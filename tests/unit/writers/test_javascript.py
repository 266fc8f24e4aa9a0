"""The page's modules: every import resolves, none is circular, and the bundle is a plain script."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from fixtures.minimal import tiny_screening

from screening.writers import webmap
from screening.writers.webmap.javascript import join_modules, load_modules, parse_module
from screening.writers.webmap.payload import payload

WEBMAP = resources.files(webmap)
STATIC = WEBMAP / "static"


def test_every_module_is_imported_from_main() -> None:
    files = {each.name for each in STATIC.iterdir() if each.name.endswith(".js")}
    assert {f"{module.name}.js" for module in load_modules(("main",))} == files


def test_every_module_runs_after_those_it_imports_from() -> None:
    done: set[str] = set()
    for module in load_modules(("main",)):
        assert module.imports.keys() <= done, module.name
        done.add(module.name)


def test_every_imported_name_is_exported_and_used() -> None:
    modules = {module.name: module for module in load_modules(("main",))}
    for module in modules.values():
        for source, names in module.imports.items():
            assert set(names) <= set(modules[source].exports)
            assert all(re.search(rf"\b{name}\b", module.body) for name in names), module.name


def test_the_bundle_has_no_import_or_export_left() -> None:
    script = join_modules("main")
    assert not re.search(r"^\s*(import|export)\b|\bimport\s*[(.]", script, re.MULTILINE)
    assert script.index("const dom_js =") < script.index("const main_js =")


def test_circular_imports_are_refused() -> None:
    texts = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 2;\n',
    }
    with pytest.raises(ValueError, match=r"without circular imports, got .*a\.js.*b\.js"):
        load_modules(("a",), texts.__getitem__)


def test_a_name_that_is_not_exported_is_refused() -> None:
    texts = {"a.js": 'import { c } from "./b.js";\n', "b.js": "export const b = 2;\nconst c = 3;\n"}
    with pytest.raises(
        ValueError, match=r"a\.js: expected names that b\.js exports, got c; known: b"
    ):
        load_modules(("a",), texts.__getitem__)


@pytest.mark.parametrize(
    "line",
    [
        'import b from "./b.js";',
        'import * as b from "./b.js";',
        'import { b as c } from "./b.js";',
        'import { b } from "leaflet";',
        'const b = await import("./b.js");',
        "export default 1;",
        "export let b = 1;",
        'export { b } from "./b.js";',
    ],
)
def test_other_forms_of_import_and_export_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"a\.js: expected imports as"):
        parse_module("a", f"{line}\n")


def test_the_types_of_the_payload_name_what_it_holds() -> None:
    types = (WEBMAP / "payload.d.ts").read_text(encoding="utf-8")
    (body,) = re.findall(r"^interface Payload \{\n(.*?)^\}", types, re.MULTILINE | re.DOTALL)
    assert re.findall(r"^  (\w+):", body, re.MULTILINE) == list(payload(tiny_screening()))


def test_locked_node_packages_come_from_whatever_registry_is_set() -> None:
    lock = (WEBMAP / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')
