"""Grades a question with two people in headless Chromium: python tests/browser/look_at_review.py RUN FOLDER

RUN is a run of `./ta regrade` whose submissions answer an inline question; it is copied, and left as it is. Two graders
grade all answers to one question at the same time, by keyboard; one undoes; the server is killed and started again.
Fails where anything is lost, totals and tables differ, a page writes to the console, asks for anything but this server,
or is wider than the window. Pictures of all pages, light and dark, go into FOLDER. Needs Playwright and Chromium.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
STAFF = (
    "import sys; sys.path.append(sys.argv.pop(1)); from autograder.__main__ import staff; staff()",
    str(ROOT),
)
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1400, 400)
QUESTION = "Dropout 1"


@contextmanager
def served(run: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address; it is killed in the end, as by a power cut."""
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", *STAFF, "review", str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def main() -> None:
    """Grade, kill, start again, compare, and take the pictures."""
    source, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(shutil.copytree(source, Path(scratch) / "run"))
        (run / "marks.sqlite").unlink(missing_ok=True)
        with served(run) as (_, address):
            set_up(address, problems)
            graders = [
                threading.Thread(target=grade, args=(address, who, problems)) for who in ("ann", "bob")
            ]
            for grader in graders:
                grader.start()
            for grader in graders:
                grader.join()
            before = shown(address, problems)
        with served(run) as (_, address):
            after = shown(address, problems)
            print(f"graded: {before[0]}; after the kill: {after[0]}")
            problems += ["the kill lost something"] * (before != after)
            problems += [f"not all are graded: {after[0]}"] * (len(set(after[0].split(" of "))) > 1)
            problems += look(address, target)
        problems += tables(run, after[1])
    print("\n".join(problems) or f"nothing wrong; the pictures are in {target}")
    sys.exit(bool(problems))


@contextmanager
def browsing(problems: list[str], address: str, dark: bool = False, width: int = 1400) -> Iterator[Page]:
    """A page of a browser of its own, signed in; what it writes to the console or asks for elsewhere is a problem."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        scheme = "dark" if dark else "light"
        context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 1000}, color_scheme=scheme
        )
        page = context.new_page()
        host = address.partition("?")[0]
        page.on("console", lambda message: problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (problems.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith((host, "data:")) else problems.append(r.url))
        page.goto(address)
        yield page
        browser.close()


def set_up(address: str, problems: list[str]) -> None:
    """The question carries 4 points and has two rubric items, which are made while grading."""
    with browsing(problems, address) as page:
        page.goto(f"{address.partition('?')[0]}inline/{QUESTION}")
        page.fill("main [name=points]", "4")
        page.click("main button")
        page.wait_for_selector("[data-focus=r]")
        for text, points in (("names the scale", "3"), ("says why", "1,5")):
            page.keyboard.press("r")
            page.keyboard.type(text)
            page.keyboard.press("Tab")
            page.keyboard.type(points)
            page.keyboard.press("Enter")
            page.wait_for_selector(f"text={text}")
        page.keyboard.press("u")
        page.keyboard.press("u")
        page.wait_for_selector("text=names the scale")


def grade(address: str, who: str, problems: list[str]) -> None:
    """By keyboard: a digit for the answer, then the next that nobody grades, as fast as keys can be pressed."""
    with browsing(problems, address) as page:
        page.fill("nav [name=name]", who)
        page.click("nav button")
        page.goto(f"{address.partition('?')[0]}inline/{QUESTION}")
        for number in range(60):
            done, _, total = position(page)
            if done == total:
                break
            page.keyboard.press("1" if number % 3 else "0")
            if number == 4:
                page.keyboard.press("u")
                page.keyboard.press("1")
            page.keyboard.press("n")
            page.wait_for_function("last.then(() => true)")


def position(page: Page) -> tuple[int, str, int]:
    """How many answers are graded, of how many."""
    words = page.inner_text("header .soft").replace(",", "").split()
    return int(words[4]), " of ", int(words[3])


def shown(address: str, problems: list[str]) -> tuple[str, dict[str, float]]:
    """Progress of the question, and everybody's points, as the pages have them."""
    with browsing(problems, address) as page:
        host = address.partition("?")[0]
        page.goto(f"{host}inline")
        row = page.locator("tr", has_text=QUESTION)
        progress = row.locator("td").nth(2).inner_text()
        page.goto(f"{host}submissions")
        rows = page.locator("tbody tr")
        cells = [rows.nth(i).locator("td").all_inner_texts() for i in range(rows.count())]
        return progress, {cell[1]: float(cell[2]) for cell in cells}


def look(address: str, target: Path) -> list[str]:
    """Pictures of all pages in all ways."""
    problems: list[str] = []
    host = address.partition("?")[0]
    for width in WIDTHS:
        for dark in (False, True):
            with browsing(problems, address, dark, width) as page:
                for name in (
                    "",
                    "inline",
                    f"inline/{QUESTION}",
                    "submissions",
                    "who",
                    "similar",
                    "requests",
                    "journal",
                ):
                    page.goto(host + name)
                    problems += picture(page, target, name or "class", width, dark)
                page.goto(f"{host}submissions")
                page.locator("tbody a").nth(1).click()
                page.wait_for_load_state()
                problems += picture(page, target, "submission", width, dark)
    return problems


def picture(page: Page, target: Path, name: str, width: int, dark: bool) -> list[str]:
    """A picture of the page's top; a page that is wider than its window is a problem."""
    file = f"{name.replace('/', '-').replace(' ', '-')}-{width}-{'dark' if dark else 'light'}.png"
    page.screenshot(path=target / file)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{file}: {over} pixels too wide"] if over > 0 else []


def tables(run: Path, points: dict[str, float]) -> list[str]:
    """The tables have the same points as the pages."""
    command = [sys.executable, "-I", "-B", "-c", *STAFF, "gradebook", str(run)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    with (run / "gradescope.csv").open(newline="", encoding="utf-8-sig") as file:
        told = {row["Submission ID"]: float(row["Total Score"]) for row in csv.DictReader(file)}
    return [] if told == points else [f"the tables say {told}, the pages {points}"]


if __name__ == "__main__":
    main()
