"""Files written from templates: none is ever overwritten."""

from __future__ import annotations

from pathlib import Path

import jinja2

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,
)


class ScaffoldError(ValueError):
    """The files cannot be written; the text says why."""


def rendered(template: str, **names: object) -> str:
    """The text of a template with these names filled in."""
    return _TEMPLATES.get_template(f"{template}.j2").render(names)


def write_new(path: Path, text: str) -> Path:
    """Write a file that was not there. Raises ScaffoldError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ScaffoldError(f"{path} exists already") from error
    return path
