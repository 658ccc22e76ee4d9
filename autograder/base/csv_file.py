"""CSV files as spreadsheets of all countries write them, read as rows of cells by the names of their columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.base.sanitise import sanitise

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = (",", ";", "\t")
# Spreadsheets take a text for a formula if it begins with one of these, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class TableError(Exception):
    """A file cannot be used as a table; the text says where and why."""


@dataclass(frozen=True)
class Table:
    """columns: their names; lines: for each line its number in the file and its cells by column."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, Mapping[str, str]], ...]


def read_table(path: Path) -> Table:
    """The table in a file. Raises TableError if a line does not fit the first one."""
    rows = read_rows(path)
    (_, header), body = rows[0], rows[1:]
    if repeated := sorted({name for name in header if name and header.count(name) > 1}):
        raise TableError(f"{path.name}: there are several columns {repeated[0]!a}.")
    lines = []
    for number, cells in body:
        if any(cells[len(header) :]):
            raise TableError(f"{path.name}, line {number}: more cells than columns.")
        if any(cells):
            padded = [*cells, *[""] * (len(header) - len(cells))]
            lines.append((number, dict(zip(header, padded, strict=False))))
    return Table(tuple(header), tuple(lines))


def read_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Yield lines with their numbers, for any encoding and separator; cells are stripped of blanks."""
    text = _decoded(path)
    first = text.lstrip("\r\n").partition("\n")[0]
    if first.lower().startswith("sep="):  # Excel's own way to say it
        text, separator = text.partition("\n")[2], first.strip()[-1]
    else:
        separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        rows = [(reader.line_num, [plain(cell) for cell in row]) for row in reader if row]
    except csv.Error as error:
        raise TableError(f"{path.name}, line {reader.line_num}: {error}.") from error
    if not rows:
        raise TableError(f"{path.name} is empty.")
    return rows


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a file that Excel reads as UTF-8, in which no text is a formula; only its owner may read it."""
    path.touch(mode=0o600)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)


def harmless(cell: object) -> object:
    """A cell that no spreadsheet runs, on one line: a text that looks like a formula gets a quote in front."""
    if not isinstance(cell, str):
        return cell
    text = " ".join(sanitise(cell, len(cell)).splitlines())
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain(cell: str) -> str:
    """A cell's text as it was before it was made harmless."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def number_of(cell: str) -> float:
    """A number as people of all countries write it. Raises ValueError."""
    return float(cell.replace(",", ".") if "." not in cell else cell)


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
        encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode("cp1252")  # Excel's encoding if it is not UTF-8
    except (OSError, ValueError) as error:
        raise TableError(f"{path.name} cannot be read: {error}.") from error
    if "\0" in text:
        raise TableError(f"{path.name} is not text: save it as CSV.")
    return text
