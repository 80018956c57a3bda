"""The rules of the house that a tool can check. Each failure names the file to change."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "awards"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"documents", "certificates-paper"} & set(path.parts)]
SHARED = {"layouts", "components", "errors", "documents"}
# Whoever opens the work commits it: the edge for requests, the worker for jobs, commands for themselves. The handle of
# the database commits what could only read.
COMMITTERS = {"core/edge.py", "jobs/worker.py", "core/db.py"}
FILES_OF_A_FEATURE = {
    *("__init__", "models", "services", "forms", "views", "tasks", "documents", "printing"),
    *(
        "route",
        "criteria",
        "report",
        "subject",
        "evidence",
        "sessions",
        "interrupted",
        "confirming",
        "worker",
        "seed",
        "watch",
    ),
}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def commits(path: Path) -> bool:
    return ".commit(" in path.read_text()


def test_every_view_declares_who_may_open_it(app: Flask) -> None:
    undeclared = [end for end, view in app.view_functions.items() if end != "static" and not hasattr(view, "access")]
    assert undeclared == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_edges_commit(path: Path) -> None:
    assert not commits(path) or name(path) in COMMITTERS or name(path).startswith("cli/")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    assert [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= 40] == []


def test_the_middle_function_is_short() -> None:
    lengths = [(f.end_lineno or 0) - f.lineno + 1 for path in MODULES for f in functions(path)]
    assert statistics.median(lengths) <= 10


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_public_function_says_what_it_does(path: Path) -> None:
    if (
        path.name not in {"services.py", "text.py", "words.py", "paper.py", "docx.py", "tree.py", "storage.py"}
        and "services" not in path.parts
    ):
        return
    tree = ast.parse(path.read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_carry_no_inline_style_or_script(path: Path) -> None:
    if path.parent.name == "layouts" and path.name == "paper.html":
        return
    assert re.findall(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|<style", path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.parent == PACKAGE], ids=name)
def test_a_feature_has_only_the_known_files(path: Path) -> None:
    if path.parent.name in {"core", "cli"}:
        return
    assert path.stem in FILES_OF_A_FEATURE


def test_addresses_are_kebab_case_and_their_parts_are_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert fixed == fixed.lower().replace("_", "-"), rule
        assert all(":" in part for part in re.findall(r"<([^>]+)>", rule.rule)) or rule.endpoint == "static", rule


def test_only_presets_seeds_and_law_name_a_level() -> None:
    named = re.compile(r"Level\.(COMMUNE|DISTRICT|PROVINCE|CENTRAL)\b")
    # Administrators are appointed at the centre only.
    allowed = ("core/levels.py", "campaigns/", "units/", "law/", "cli/", "accounts/services/people.py")
    assert [name(p) for p in MODULES if named.search(p.read_text()) and not name(p).startswith(allowed)] == []


def test_nothing_asks_the_system_for_the_time_but_the_clock() -> None:
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(")
    assert [name(p) for p in MODULES if asking.search(p.read_text())] == ["core/clock.py"]


def test_a_page_is_named_after_its_view(app: Flask) -> None:
    pages = [path for path in TEMPLATES if path.parent.name not in SHARED | {"templates"} and path.name[0] != "_"]
    names = {f"{path.parent.name}.{path.stem}" for path in pages}
    assert names - set(app.view_functions) == set()


def test_the_house_rules_catch_what_they_are_for(tmp_path: Path) -> None:
    """The negative control: a module that breaks the rules is seen."""
    bad = tmp_path / "views.py"
    bad.write_text("def a():\n" + "    x = 1\n" * 45 + "    db.session.commit()\n")
    assert commits(bad)
    assert [f.name for f in functions(bad) if (f.end_lineno or 0) - f.lineno >= 40] == ["a"]
