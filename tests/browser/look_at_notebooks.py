"""Opens the page of a hostile notebook, as grading keeps it, in headless Chromium.

    python tests/browser/look_at_notebooks.py FOLDER

The notebook tries to run scripts and to fetch things in every way that a notebook has. A script that runs changes the
page's title or asks the server that watches here, and so does whatever is fetched; nothing else has an address. Fails
where anything ran or was asked for. First the same is opened without protection, to see that it would be noticed. The
pages, and a picture to be looked at, go into FOLDER.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assignment import ASSIGNMENT  # noqa: E402
from autograder.execution.compiled_submission import compile_submission  # noqa: E402
from autograder.execution.probe_launch import launch_probes  # noqa: E402
from autograder.execution.time_budget import TimeBudget  # noqa: E402
from autograder.isolation.zygote import Zygote  # noqa: E402
from autograder.notebooks.notebook_executor import NotebookExecutor  # noqa: E402
from autograder.submission import Submission  # noqa: E402
from tests.browser.look_at_reports import browse, console_lines  # noqa: E402

RAN = "a script ran"
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # nothing else has an address
# Each in a text cell, in a raw cell, as printed text, and as every kind of output. SERVER is the one that watches.
ATTEMPTS = (
    f"<script>document.title = '{RAN}'; fetch('SERVER/script')</script>",
    f"<img src='SERVER/picture' onerror=\"document.title = '{RAN}'\">",
    f"<svg onload=\"document.title = '{RAN}'\"><image href='SERVER/svg'></image></svg>",
    "<iframe src='SERVER/frame'></iframe><object data='SERVER/object'></object><embed src='SERVER/embed'>",
    "<link rel=stylesheet href='SERVER/sheet'>",
    "<style>@import 'SERVER/import'; body { background: url(SERVER/background) }</style>",
    f"<input autofocus onfocus=\"document.title = '{RAN}'\"><video src='SERVER/video' autoplay></video>",
    "<meta http-equiv=refresh content='0; url=SERVER/refresh'><base href='SERVER/'>",
    "![picture](SERVER/markdown.png)",
    f"</pre></div></section><script>document.title = '{RAN}'</script>",
    f"$\\href{{SERVER/formula}}{{x}} \\text{{<img src=SERVER/text onerror=\"document.title = '{RAN}'\">}}$",
    "<math href='SERVER/math'><mtext><img src='SERVER/mtext'><style>@import 'SERVER/mstyle'</style></mtext></math>",
)
KINDS = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "text/plain")


def main() -> None:
    """Execute the notebook, open its page, and say what came of it."""
    target = Path(sys.argv[1]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with watching() as (server, asked):
        attempts = [attempt.replace("SERVER", server) for attempt in ATTEMPTS]
        bare = target / "hostile-unprotected.html"
        bare.write_text("<!DOCTYPE html><title>as it was</title>" + "\n".join(attempts[:7]), encoding="utf-8")
        noticed = problems_of(bare, asked)
        page = target / "hostile.html"
        page.write_bytes(executed(notebook(attempts)))
        problems = problems_of(page, asked)
        browse([ALONE, f"--screenshot={target / 'hostile.png'}", "--window-size=1000,2400", page.as_uri()])
    if not noticed:
        problems.append("what the page without protection does was not noticed: this script sees nothing")
    print("\n".join(problems) or f"{len(noticed)} things noticed without protection, none in {page}")
    sys.exit(bool(problems))


@contextmanager
def watching() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def problems_of(page: Path, asked: list[str]) -> list[str]:
    """What a page does beyond being read, as its reader opens it from disk."""
    asked.clear()
    document, log = browse([ALONE, "--dump-dom", page.as_uri()])
    ran = [f"{page.name}: {RAN}"] if f"<title>{RAN}" in document else []
    # What the page's own policy has to forbid, it tells the console; nothing should come that far.
    return [*ran, *(f"{page.name}: asks for {path}" for path in asked), *console_lines(log)]


def notebook(attempts: list[str]) -> bytes:
    """A notebook that tries all of them."""
    show = "\n".join(
        [
            "from IPython.display import HTML, Javascript, SVG, display",
            f"attempts, kinds = {attempts!r}, {KINDS!r}",
            "for attempt in attempts:",
            "    print(attempt)",
            "    for kind in kinds:",
            "        display({kind: attempt}, raw=True)",
            "    display(dict.fromkeys(kinds, attempt), raw=True)",
        ]
    )
    text = [{"cell_type": "markdown", "source": attempt, "metadata": {}} for attempt in attempts]
    raw = [{"cell_type": "raw", "source": attempt, "metadata": {}} for attempt in attempts]
    sources = (
        show,
        f"raise ValueError({''.join(attempts)!r})",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    )
    code = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in sources
    ]
    return json.dumps(
        {"cells": [*text, *raw, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    ).encode()


def executed(source: bytes) -> bytes:
    """The page that a grading keeps of this notebook."""
    with Zygote(launch_probes(ASSIGNMENT)) as zygote:
        package = compile_submission(ASSIGNMENT, Submission({"layers.py": ""}, {}), zygote).package
    with NotebookExecutor(ASSIGNMENT, {}, package, TimeBudget(600)) as executor:
        runner = executor.run("dropout_notebook", source)
        runner.close()
    return runner.executed.html


if __name__ == "__main__":
    main()
