"""Pages: whom they are for, links that lead somewhere, commands that there are, output as it is now."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys

import click
import pytest

from autograder.commands.grade import grade
from autograder.commands.ta import main
from tests.grading import PROJECT
from tests.manner.pages import anchors, blocks, code, pages, prose

WORDS_A_MINUTE = 200
HEAD = re.compile(r"# .+\n\n\*For [^;*]+; (?:(\d+) minutes?|to look things up)\.\*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
OWN = [path for path in pages() if path.name != "README.md" or path.parent != PROJECT]


def name(path):
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("page", OWN, ids=name)
def test_a_page_says_whom_it_is_for_and_how_long_it_takes(page):
    text = page.read_text(encoding="utf-8")
    head = HEAD.match(text)
    assert head
    if head[1]:
        assert abs(int(head[1]) - len(text.split()) / WORDS_A_MINUTE) <= 1


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page):
    dead = []
    for link in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not re.match(r"https?:", link) and not (
            path.exists() and (not anchor or anchor in anchors(path.read_text(encoding="utf-8")))
        ):
            dead.append(link)
    assert dead == []


def test_the_index_names_every_page():
    index = PROJECT / "docs" / "README.md"
    named = set(LINK.findall(index.read_text(encoding="utf-8")))
    assert {page.name for page in (PROJECT / "docs").glob("*.md")} - {"README.md"} <= named


def staff_commands(text):
    """Each `ta ...` and `./run_autograder ...` of a page, as its words."""
    for line in code(text):
        line = line.partition("#")[0].removeprefix("$ ")  # noqa: PLW2901
        if match := re.match(r"(?:\./|sh )?(ta|run_autograder) (.*)", line.strip()):
            yield match[1], shlex.split(re.sub(r"[\[\]]|\.\.\.", " ", match[2]))


def unknown(program, words):
    """Return the first word that the program does not know; "" if it knows all."""
    command, words = main if program == "ta" else grade, iter(words)
    options = options_of(main)
    for word in words:
        options |= options_of(command)
        if word.startswith("--"):
            if word not in options:
                return word
            if not options[word].is_flag:
                next(words, "")
        elif isinstance(command, click.Group):
            if (found := command.get_command(click.Context(command), word)) is None:
                return "" if re.match(r"[A-Z]+$", word) else word
            command = found
    return ""


def options_of(command):
    options = [param for param in command.params if isinstance(param, click.Option)]
    return {name: option for option in options for name in option.opts} | {
        "--help": click.Option(["--help"], is_flag=True)
    }


@pytest.mark.parametrize("page", pages(), ids=name)
def test_commands_of_staff_exist(page):
    told = staff_commands(page.read_text(encoding="utf-8"))
    assert [(program, *words) for program, words in told if unknown(program, words)] == []


def test_a_command_that_does_not_exist_is_noticed():
    assert unknown("ta", ["fixture", "verify"]) == "fixture"
    assert unknown("ta", ["fixtures", "verify", "--quickly"]) == "--quickly"
    assert unknown("run_autograder", ["reference", "--code"]) == "--code"


@pytest.mark.parametrize("page", pages(), ids=name)
def test_modules_that_are_run_exist(page):
    for line in code(page.read_text(encoding="utf-8")):
        for module in re.findall(r"python -m ((?:benchmarks|tests|autograder|cs231n)[\w.]*)", line):
            path = module.replace(".", "/")
            roots = (PROJECT, PROJECT / "reference")
            assert any((root / f"{path}.py").exists() or (root / path).is_dir() for root in roots), line


@pytest.mark.parametrize("page", pages(), ids=name)
def test_tests_that_are_run_exist(page):
    for line in code(page.read_text(encoding="utf-8")):
        for path in re.findall(r"(?:tests/run|pytest) (tests/[\w/.]+)", line):
            assert (PROJECT / path).exists(), line


def test_the_readme_shows_what_its_commands_print(tmp_path):
    """The commands for staff print the isolation of the machine; all else is as the page shows it."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    solution, mistake = blocks(readme)
    command, *shown = solution.splitlines()
    assert printed(command) == lines(shown)
    make, edit, command, *shown = mistake.splitlines()
    old, new = re.search(r"'s/(.+)/(.+)/'", edit).groups()
    assert make == "$ mkdir submission && cp -r reference/cs231n submission"
    shutil.copytree(PROJECT / "reference" / "cs231n", tmp_path / "submission" / "cs231n")
    layers = tmp_path / "submission" / "cs231n" / "layers.py"
    text = layers.read_text(encoding="utf-8")
    assert text.count(old) == 1
    layers.write_text(text.replace(old, new), encoding="utf-8")
    told = printed(command.replace("submission", str(tmp_path / "submission")))
    assert "\n".join(lines(shown[1:])) in "\n".join(told)


@pytest.mark.nightly
def test_the_page_for_authors_shows_what_a_new_check_prints(tmp_path):
    """The page leaves out the end of the sentence on points, which names a file."""
    command, shown = blocks((PROJECT / "docs" / "extending.md").read_text(encoding="utf-8"))[:2]
    for part in ("assignment.py", "graders", "reference"):
        copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy
        copy(PROJECT / part, tmp_path / part)
    ta, *words = shlex.split(command)
    assert ta == "./ta"
    run = [sys.executable, "-m", "autograder", "--assignment", str(tmp_path), *words]
    done = subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, check=True)
    told = re.sub(r"(, but ).*(assignment.py states 100; ).*", r"\1\2...", done.stdout)
    assert told.splitlines() == shown.splitlines()


def printed(command):
    """What a `$ ./run_autograder ...` of a page prints."""
    dollar, program, submission, *options = shlex.split(command)
    assert (dollar, program) == ("$", "./run_autograder")
    run = [sys.executable, "-m", "autograder", "grade", PROJECT / submission, *options]
    return lines(
        subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    )


def lines(told):
    """Lines without what the machine decides, and without the blanks that pad tables."""
    text = "\n".join(line.rstrip() for line in told)
    text = re.sub(r"Isolation: .*?(?=\nFixtures:|\n\n|\Z)", "Isolation: ...", text, flags=re.DOTALL)
    return [line for line in text.splitlines() if line]
