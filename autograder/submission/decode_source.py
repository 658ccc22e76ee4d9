"""Bytes of a module as text, the way Python would read them, but never failing."""

from __future__ import annotations

import codecs
import re

# PEP 263. Only character sets are honoured: a codec such as idna or unicode_escape is no way to write a module.
_COOKIE = re.compile(rb"[ \t\f]*#[^\r\n]{0,200}?coding[:=][ \t]*([-\w.]{1,40})")
_CHARACTER_SET = re.compile(r"(utf-8|ascii|iso8859|cp\d|mac-|koi8|gb|hz|big5|euc|shift_jis|johab|tis)[\w-]*")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(data: bytes) -> tuple[str, bool]:
    """The text with plain newlines, and whether its encoding had to be guessed."""
    for encoding in (_marked(data), _declared(data), "utf-8"):
        try:
            if encoding:
                return _plain(data.decode(encoding)), False
        except UnicodeError:
            continue
    return _plain(data.decode("latin-1")), True


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), None)


def _declared(data: bytes) -> str | None:
    for line in data[:500].splitlines()[:2]:
        if match := _COOKIE.match(line):
            return _character_set(match[1].decode("ascii"))
    return None


def _character_set(name: str) -> str | None:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return known if _CHARACTER_SET.fullmatch(known) else None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
