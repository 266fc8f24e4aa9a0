"""Public names are verb phrases and nouns without dialect; module names are unique."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

BANNED_MODULES = {"utils", "helpers", "common", "manager", "words", "look"}
BANNED_PARTS = {"MOST", "LEAST"}
BANNED_LAST_PARTS = {
    *("told", "said", "kept", "held", "mended", "settled", "drawn", "shown", "checked", "opened"),
    *("covered", "taken", "overlaid", "joined", "scored", "asked", "found", "given", "made"),
}


def modules(repository: Path) -> list[Path]:
    return sorted((repository / "screening").rglob("*.py"))


def public_names(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Functions, classes and their methods, and constants of a module."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_names(
                [item for item in node.body if isinstance(item, ast.FunctionDef)]
            )
        targets = [node.target] if isinstance(node, ast.AnnAssign) else []
        targets += node.targets if isinstance(node, ast.Assign) else []
        names = (name for target in targets for name in ast.walk(target))
        yield from (
            name.id for name in names if isinstance(name, ast.Name) and not name.id.startswith("_")
        )


def is_dialect(name: str) -> bool:
    parts = name.split("_")
    if parts[0] == "is":  # a predicate, such as is_covered
        return False
    last = parts[-1].lower()
    return bool(BANNED_PARTS & {*parts}) or name.endswith("_of") or last in BANNED_LAST_PARTS


def test_module_names_are_unique_and_name_their_content(repository: Path) -> None:
    stems = Counter(path.stem for path in modules(repository))
    repeated = {stem for stem, count in stems.items() if count > 1} - {"__init__", "__main__"}
    assert sorted(repeated | (BANNED_MODULES & {*stems})) == []


def test_public_names_are_free_of_dialect(repository: Path) -> None:
    names = [
        f"{path.relative_to(repository)}: {name}"
        for path in modules(repository)
        for name in public_names(ast.parse(path.read_text(encoding="utf-8")).body)
        if is_dialect(name)
    ]
    assert names == []
