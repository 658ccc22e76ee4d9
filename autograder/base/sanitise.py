"""Text and data that a submission may have influenced, made safe for JSON, terminals and web pages."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from numbers import Integral, Real

# Whole escape sequences go, so that "[31m" does not stay behind; every repetition is bounded, so that no text takes
# quadratic time. All other C0, C1, bidirectional and invisible controls, surrogates and noncharacters go
# character by character; only newline and tab stay.
_SEQUENCES = re.compile(
    "\x1b\\[[0-?]{0,32}[ -/]{0,8}[@-~]?|\x1b[\\]PX^_][^\x07\x1b\x9c]{0,256}(?:\x07|\x1b\\\\|\x9c)?|\x1b[ -/]{0,4}[0-~]?"
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f\U0001fffe\U0001ffff]"
)
_EXACT = 2**53
_ITEMS = 200
_TEXT = 2_000


def sanitise(text: str, limit: int) -> str:
    """Plain printable text of at most `limit` characters; if it is too long, its middle is cut out."""
    if limit <= 0:
        return ""
    removed = max(0, len(text) - 4 * limit)
    if removed:
        text = text[: 2 * limit] + text[-2 * limit :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _CONTROLS.sub("", _SEQUENCES.sub("", text))
    return _shorten(text, limit, removed) if removed or len(text) > limit else text


def plain(value: object, depth: int = 6) -> object:
    """Any value as JSON can hold it exactly: sanitised, bounded, without NaN, and without raising."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value) if abs(int(value)) <= _EXACT else f"an integer of {int(value).bit_length()} bits"
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, str):
        return sanitise(value, _TEXT)
    if depth and isinstance(value, Mapping):
        items = list(value.items())[:_ITEMS]
        return {sanitise(str(key), 200): plain(item, depth - 1) for key, item in items}
    if depth and isinstance(value, (list, tuple)):
        return [plain(item, depth - 1) for item in value[:_ITEMS]]
    return f"a {type(value).__name__}"


def _shorten(text: str, limit: int, removed: int) -> str:
    mark = "\n[... {} characters left out ...]\n"
    room = limit - len(mark.format(removed + len(text)))
    if room < 2:
        return text[:limit]
    kept = min(room, len(text))
    head = kept - kept // 3
    return text[:head] + mark.format(removed + len(text) - kept) + text[len(text) - kept + head :]
