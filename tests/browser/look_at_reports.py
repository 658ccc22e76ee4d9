"""Looks at the pages of a run in headless Chromium: python tests/browser/look_at_reports.py RUN FOLDER

Takes pictures of the class page and of some students' pages at three widths, light and dark, into FOLDER, and fails
where a page writes to the console, asks for anything that is not in the run, is wider than the window, or where sorting
and filtering do not work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WIDTHS = (1280, 800, 400)
PAGES = 3  # students' pages: the largest, which show the most
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=2000",
)
# Runs inside a frame's parent, which the page's own policy does not bind: it acts as a reader would.
HARNESS = """<!DOCTYPE html><meta charset="utf-8"><body><iframe src="PAGE" width="WIDTH" height="900"></iframe><script>
const frame = document.querySelector("iframe");
frame.onload = () => {
  const page = frame.contentDocument, told = {};
  told.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;
  told.scripts = page.scripts.length;
  const table = [...page.querySelectorAll("table.sortable")].at(-1);
  if (table) {
    const rows = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);
    const points = () => rows().map((row) => Number(row.cells[2].textContent)).filter((n) => !isNaN(n));
    const all = rows().length, button = table.tHead.rows[0].cells[2].querySelector("button");
    button.click();
    told.rising = points().every((n, i, ns) => !i || ns[i - 1] <= n);
    button.click();
    told.falling = points().every((n, i, ns) => !i || ns[i - 1] >= n);
    const field = table.parentElement.previousElementSibling.querySelector("input");
    field.value = rows()[0].cells[1].textContent;
    field.dispatchEvent(new Event("input"));
    told.filtered = rows().length >= 1 && rows().length < Math.max(all, 2);
  }
  const result = document.createElement("pre");
  result.id = "told";
  result.textContent = JSON.stringify(told);
  document.body.append(result);
};
</script>"""


def main() -> None:
    """Look at each page in each way, and say what is wrong."""
    run, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    students = sorted((run / "students").iterdir(), key=lambda path: -path.stat().st_size)[:PAGES]
    problems = []
    for page in (run / "index.html", *students):
        for width in WIDTHS:
            problems += [f"{page.name} at {width}: {problem}" for problem in examine(run, page, width)]
            for theme in ("light", "dark"):
                picture = target / f"{page.stem}-{width}-{theme}.png"
                problems += [
                    f"{picture.name}: {problem}" for problem in take_picture(page, picture, width, theme)
                ]
    print("\n".join(problems) or f"nothing wrong; the pictures are in {target}")
    sys.exit(bool(problems))


def examine(run: Path, page: Path, width: int) -> list[str]:
    """Open a page in a frame and use it; requests are seen by the server, messages in the browser's log."""
    asked: list[str] = []
    harness = HARNESS.replace("PAGE", f"/{page.relative_to(run)}").replace("WIDTH", str(width))

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path != "/harness":
                super().do_GET()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(harness.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=run)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # Whatever is not on this machine has no address: a page that asks for it writes to the console.
        options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--dump-dom"]
        printed, log = browse([*options, f"http://127.0.0.1:{server.server_address[1]}/harness"])
        server.shutdown()
    wanted = {"/harness", f"/{page.relative_to(run)}", "/favicon.ico"}
    problems = [f"asks for {path}" for path in asked if path not in wanted]
    problems += [line for line in console_lines(log) if "favicon" not in line]
    told = json.loads(printed.partition('<pre id="told">')[2].partition("</pre>")[0] or "{}")
    if page.name == "index.html":
        problems += [f"not {name}" for name in ("rising", "falling", "filtered") if not told.get(name)]
    elif told.get("scripts") != 0:
        problems.append("has a script, or could not be examined")
    return [*problems, *([f"{told['overflow']} pixels too wide"] if told.get("overflow", 0) > 0 else [])]


def take_picture(page: Path, picture: Path, width: int, theme: str) -> list[str]:
    """A screenshot of the page's top from disk, as a reader opens it, and what it wrote to the console."""
    dark = (
        ["--blink-settings=preferredColorScheme=0"]
        if theme == "dark"
        else ["--blink-settings=preferredColorScheme=1"]
    )
    options = [
        f"--screenshot={picture}",
        f"--window-size={width},{2400 if width > 500 else 3200}",
        "--hide-scrollbars",
    ]
    _, log = browse([*dark, *options, page.as_uri()])
    return console_lines(log)


def browse(options: list[str]) -> tuple[str, str]:
    """Start the browser with a profile of its own; what it printed, and its log."""
    with tempfile.TemporaryDirectory() as profile:
        command = [*CHROMIUM, f"--user-data-dir={profile}", *options]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout, done.stderr


def console_lines(log: str) -> list[str]:
    """Messages of pages in a log that holds much else."""
    return [line.strip() for line in log.splitlines() if ":CONSOLE" in line]


if __name__ == "__main__":
    main()
