"""Words: one for one thing, and docstrings that begin with a verb or a noun."""

from __future__ import annotations

import ast
import re

import pytest

from tests.grading import PROJECT
from tests.manner.pages import tracked

# What is not said, and what is said instead.
WORDS = {
    r"hand[-_]ins?\b|handed_in\b": "submission",
    r"editions?\b": "offering",
    r"stand[-_]ins?\b|stood in for": "shim (for a package), stub (for a function)",
    r"mended|sound (?:layers?|code|ones?)\b": "reference layers",
    r"kill.tables?\b": "mutation report",
    r"by heart\b|learnt by": "overfit, memorise",
    r"studios?\b": "notebook executor",
    r"apprais\w+": "accuracy scoring",
    r"surveys?\b": "static analysis",
    r"advice\b": "review flags",
    r"manners\b": "style, behaviour",
}
FORBIDDEN = re.compile("|".join(rf"\b(?:{word})" for word in WORDS), re.IGNORECASE)
QUESTIONS = ("What", "Whether", "How", "Why", "Where", "Which", "When", "Who")
OWN_LIST = PROJECT / "tests" / "manner" / "test_words.py"
HISTORY = PROJECT / "CHANGELOG.md"  # names what was renamed


def modules(*folders):
    return [path for path in tracked("*.py") if path.relative_to(PROJECT).parts[0] in folders]


def public(tree):
    """The definitions that other modules see, with their names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in public(node))


def documented(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [("<module>", tree), *public(tree)]


@pytest.mark.parametrize(
    "folder",
    ["autograder", "graders", "tests", "docs", "examples", "benchmarks", "reference", "student_template"],
)
def test_one_word_for_one_thing(folder):
    texts = tracked("*.py", "*.md", "*.html", "*.j2", "*.js", "*.sh", "*.toml", "*.ipynb")
    said = [
        f"{path.relative_to(PROJECT)}:{number}: {match[0]}"
        for path in texts
        if path.relative_to(PROJECT).parts[0] == folder and path not in (OWN_LIST, HISTORY)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for match in FORBIDDEN.finditer(line)
    ]
    assert said == []


def test_every_public_name_of_the_engine_has_a_docstring():
    missing = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in modules("autograder")
        for name, node in documented(path)
        if not ast.get_docstring(node) and path.stat().st_size
    ]
    assert missing == []


def test_docstrings_begin_with_a_verb_or_a_noun():
    asking = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in modules("autograder", "graders", "benchmarks")
        for name, node in documented(path)
        if (ast.get_docstring(node) or "").startswith(tuple(f"{word} " for word in QUESTIONS))
    ]
    assert asking == []
