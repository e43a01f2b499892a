"""The house tests itself: what keeps the rooms apart and the files honest."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "var", "staticfiles", "test-results", "__pycache__"}
# shared words that need nothing themselves, and so belong to the standard library's level
PURE = ("processes.words", "processes.text")

# spelt with a bracket, so that this file is not the first to break the rule
FORBIDDEN = re.compile(r"/w[o]rk/|/r[o]ot/\.|/h[o]me/\w|\bA[I] agent\b|\bL[L]M\b|c[h]atbot")
LOADS = re.compile(
    r"<(?:script|link|img|iframe|source|video)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//"
)


def files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        own = not NOT_OURS & set(path.relative_to(ROOT).parts)
        if own and path.is_file() and path.suffix in suffixes:
            yield path


def templates() -> list[Path]:
    return [path for path in files(".html") if "templates" in path.parts]


def lines_that(matches: re.Pattern[str], paths: Iterator[Path] | list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if matches.search(line)
    ]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports() == 0


@pytest.mark.parametrize("path", ["engine", "roles.py", "words.py", "text.py"])
def test_the_ground_of_the_heart_imports_only_the_standard_library(path: str) -> None:
    ground = ROOT / "processes" / path
    modules = ground.rglob("*.py") if ground.is_dir() else [ground]

    others = {
        name
        for module in modules
        for name in imports(module)
        if name.partition(".")[0] not in sys.stdlib_module_names and name not in PURE
    }

    assert others == set()


def test_django_fsm_is_the_maintained_distribution() -> None:
    assert packages_distributions()["django_fsm"] == ["django-fsm-2"]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_noqa_gives_its_reason() -> None:
    without = re.compile(r"# n[o]qa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* -+ \w)")

    assert lines_that(without, files(".py")) == []


def test_every_ignored_type_is_named() -> None:
    without = re.compile(r"# type: i[g]nore(?!\[[\w-]+(?:, ?[\w-]+)*\])")

    assert lines_that(without, files(".py")) == []


def test_every_partial_says_what_it_takes() -> None:
    partials = [path for path in templates() if path.name.startswith("_")]

    silent = [
        str(path.relative_to(ROOT))
        for path in partials
        if not path.read_text(encoding="utf-8").startswith("{# takes:")
    ]

    assert silent == []


def test_no_template_loads_anything_from_another_site() -> None:
    assert lines_that(LOADS, templates()) == []


def test_no_template_has_a_script_or_a_style_of_its_own() -> None:
    """The content security policy would refuse it."""
    inline = re.compile(r"<style|\sstyle=|\son\w+=[\"']|<script(?![^>]*\bsrc=)|\shx-on")

    assert lines_that(inline, templates()) == []


def test_no_file_names_somebodys_machine_or_tools() -> None:
    texts = files(".py", ".html", ".md", ".toml", ".yaml", ".yml", ".txt", ".in", ".css", ".js")

    assert lines_that(FORBIDDEN, texts) == []


def test_no_file_of_code_is_over_350_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(".py")
        if not {"migrations", "rulesets"} & set(path.parts)
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }

    assert long == {}


def test_nothing_is_reached_by_an_address_without_a_name() -> None:
    rooms, unnamed = [], []
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if getattr(pattern, "namespace", None):
            rooms.append(pattern.namespace)
        elif hasattr(pattern, "url_patterns"):
            waiting += pattern.url_patterns
        elif not pattern.name:
            unnamed.append(str(pattern.pattern))

    assert (rooms, unnamed) == (["admin"], [])


def test_only_the_rehearsal_keeps_files_that_nobody_inspected() -> None:
    rooms = ("processes", "forms", "notifications", "workflow_app")
    names = {
        str(path.relative_to(ROOT))
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in rooms
        and "keep_own" in path.read_text(encoding="utf-8")
    }

    assert names == {"processes/services/documents.py", "processes/rehearsal/play.py"}


def test_what_takes_files_from_the_network_is_known() -> None:
    """Two hand what they take to the inspection, one only looks if there is any; a new one is looked at."""
    takes = [p for p in files(".py") if p.relative_to(ROOT).parts[0] in ("forms", "workflow_app")]
    names = {
        str(path.relative_to(ROOT))
        for path in takes
        if "request.FILES" in path.read_text(encoding="utf-8")
    }

    assert names == {f"forms/views/{name}.py" for name in ("documents", "duties", "kept")}
