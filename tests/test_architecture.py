"""The house keeps its measures: small rooms, one door per context, words for everything public."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "bot", "domain", "gateways", "notifications", "presentation", "simulator", "web")
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
REFUSED_NAMES = {"utils", "helpers", "common", "flows", "misc", "manager"}
PRIVATE_ROOMS = {"models", "rules"}
ROOMS = {"models", "schemas", "lifecycle", "rules", "queries", "service", "events", "errors"}


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in _files():
        yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_function_is_longer_than_a_page() -> None:
    """A function that does not fit a page decides and acts at once."""
    long = [
        f"{file}:{node.lineno} {node.name} ({length})"
        for file, tree in _trees()
        for node in _functions(tree)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_a_room() -> None:
    """A room that grows becomes a folder of the same name."""
    long = [f"{file} ({lines})" for file in _files() if (lines := len(file.read_text().splitlines())) > LONGEST_FILE]
    assert long == []


def test_nothing_has_a_name_that_says_nothing() -> None:
    """Files are named by the trade or by the rooms of a context."""
    assert [str(file) for file in _files() if file.stem in REFUSED_NAMES] == []


def test_contexts_have_the_same_rooms() -> None:
    """After one context you can walk in all of them."""
    strange = [
        str(file.relative_to(ROOT))
        for context in sorted((ROOT / "domain").iterdir())
        if context.is_dir() and context.name not in ("shared", "__pycache__")
        for file in sorted(context.iterdir())
        if file.name not in ("__init__.py", "__pycache__") and file.stem not in ROOMS
    ]
    assert strange == []


def test_tables_and_rules_are_private_to_their_context() -> None:
    """Other contexts enter by service, queries, schemas, lifecycle, events and errors."""
    broken = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("domain."):
                parts = node.module.split(".")
                named = {parts[2]} if len(parts) > 2 else {alias.name for alias in node.names}
                is_own = file.parts[:2] == ("domain", parts[1])
                if len(parts) > 1 and named & PRIVATE_ROOMS and not is_own and parts[1] != "shared":
                    broken.append(f"{file}:{node.lineno} {node.module}")
    assert broken == []


def test_every_module_says_what_it_owns() -> None:
    """A module without a docstring is a room without a sign."""
    assert [str(file) for file, tree in _trees() if tree.body and not ast.get_docstring(tree)] == []


def test_everything_public_says_what_it_promises() -> None:
    """Public functions and classes at module level have a docstring."""
    silent = [
        f"{file}:{node.lineno} {node.name}"
        for file, tree in _trees()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_functions_take_at_most_four_positional_parameters() -> None:
    """What other rooms call names its fifth value, or takes one value; commands are called by typer."""
    many = [
        f"{file}:{node.lineno} {node.name}"
        for file, tree in _trees()
        if file.parts[:2] != ("app", "cli")
        for node in _functions(tree)
        if not node.name.startswith("_") and len([arg for arg in node.args.args if arg.arg not in ("self", "cls")]) > 4
    ]
    assert many == []


def test_nothing_happens_in_the_domain_but_by_the_edge() -> None:
    """Verbs never commit: the transaction is opened and closed at the edge."""
    commits = [
        f"{file}:{node.lineno}"
        for file, tree in _trees()
        if file.parts[0] == "domain" and file.name != "database.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("commit", "rollback")
    ]
    assert commits == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_there(package: str) -> None:
    """The floors of the house all stand."""
    assert (ROOT / package / "__init__.py").exists()
