"""The catalogue as students receive it: only those who make a mistake can read the note on it. Each note is encrypted
with a key of its own. The key is locked by every answer that the mistake
changes: by the fingerprint in steps so coarse that rounding does not matter, of which only a digest is kept. So a wrong
answer opens what is known of the mistakes that give it, and tells nothing of any other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from autograder.model.fingerprints import MATCH, NOISE, Catalogue, Fingerprint, Note

Seen = tuple[str, str, Fingerprint]  # a case, one of its answers, and that answer's fingerprint

_STEP = 4  # in units of what may differ in a match
_LEAST = math.ceil(math.log2(NOISE / MATCH))  # exponent of a scale below which all that is allowed is noise
_SCALE = 1e-6  # relative, how far scales of matching answers may be apart
_KEY = 16  # bytes
_TAG = 6  # bytes by which a lock is found


@dataclass(frozen=True)
class SealedCatalogue:
    """Encrypted parts of a catalogue, one for each mistake, and the locks on their keys.

    locks: by the tag of an answer's digest, numbers of parts, and the bytes that turn this digest into their keys.
    """

    salt: str
    locks: Mapping[str, tuple[tuple[int, bytes], ...]]
    parts: tuple[bytes, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> SealedCatalogue:
        """Seal a catalogue; equal catalogues give equal bytes."""
        contents = [_part(note, catalogue) for note in catalogue.notes.values()]
        salt = hashlib.sha256(b"".join(contents)).hexdigest()[:_KEY]
        keys = [hashlib.sha256(salt.encode() + content).digest()[:_KEY] for content in contents]
        locks: dict[str, list[tuple[int, bytes]]] = {}
        for number, note in enumerate(catalogue.notes.values()):
            for digest in [_digest(salt, note.id), *_locking(salt, note, catalogue)]:
                locks.setdefault(_tag(digest), []).append((number, _mixed(keys[number], digest, number)))
        sealed = (
            _mixed(zlib.compress(c, 9), key, n) for n, (c, key) in enumerate(zip(contents, keys, strict=True))
        )
        return cls(salt, {tag: tuple(locks[tag]) for tag in sorted(locks)}, tuple(sealed))

    def opened(self, seen: Iterable[Seen]) -> Catalogue:
        """All that is known of the mistakes that give any of these answers."""
        digests = (digest for one in seen for digest in _digests(self.salt, *one))
        keys = {number: key for digest in digests for number, key in self._keys(digest)}
        return self._read(keys)

    def note(self, mistake: str) -> Note:
        """The note on a mistake that a rule has recognised."""
        return self._read(dict(self._keys(_digest(self.salt, mistake)))).note(mistake)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        locks = {tag: [[number, _text(lock)] for number, lock in found] for tag, found in self.locks.items()}
        return {"salt": self.salt, "locks": locks, "parts": [_text(part) for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SealedCatalogue:
        """The reverse of `to_json`."""
        locks = {
            tag: tuple((number, base64.b64decode(lock)) for number, lock in found)
            for tag, found in data["locks"].items()
        }
        return cls(data["salt"], locks, tuple(base64.b64decode(part) for part in data["parts"]))

    def _keys(self, digest: bytes) -> Iterator[tuple[int, bytes]]:
        for number, lock in self.locks.get(_tag(digest), ()):
            yield number, _mixed(lock, digest, number)

    def _read(self, keys: Mapping[int, bytes]) -> Catalogue:
        """The part of the catalogue that these keys open, in its order."""
        found = Catalogue()
        for number, key in sorted(keys.items()):
            part = Catalogue.from_json(json.loads(zlib.decompress(_mixed(self.parts[number], key, number))))
            found.notes.update(part.notes)
            for case, known in part.cases.items():
                found.cases.setdefault(case, {}).update(known)
        return found


def _part(note: Note, catalogue: Catalogue) -> bytes:
    """The sealed entry of one mistake."""
    changes = {c: {note.id: known[note.id]} for c, known in catalogue.cases.items() if note.id in known}
    return json.dumps(Catalogue({note.id: note}, changes).to_json()).encode()


def _locking(salt: str, note: Note, catalogue: Catalogue) -> Iterator[bytes]:
    """The digests of all answers that a mistake changes."""
    for case, known in catalogue.cases.items():
        for answer, fingerprint in known.get(note.id, {}).items():
            step = _step(_exponent(fingerprint.scale))
            cells = [_cell(p / step) for p in fingerprint.projections]
            yield _answer_digest(salt, case, answer, fingerprint, _exponent(fingerprint.scale), cells)


def _digests(salt: str, case: str, answer: str, fingerprint: Fingerprint) -> Iterator[bytes]:
    """The digests of an answer and of those that match it: a number may be in one of two steps side by side."""
    for exponent in {_exponent(fingerprint.scale * (1 + sign * _SCALE)) for sign in (-1, 1)}:
        step = _step(exponent)
        sides = [{_cell(p / step + sign / _STEP) for sign in (-1, 1)} for p in fingerprint.projections]
        for cells in product(*sides):
            yield _answer_digest(salt, case, answer, fingerprint, exponent, cells)


def _exponent(scale: float) -> int:
    return max(math.frexp(scale)[1], _LEAST) if scale else _LEAST


def _step(exponent: int) -> float:
    return _STEP * max(math.ldexp(MATCH, exponent), NOISE)


def _cell(number: float) -> int | str:
    return math.floor(number) if math.isfinite(number) else str(number)


def _answer_digest(
    salt: str, case: str, answer: str, fingerprint: Fingerprint, exponent: int, cells: Iterable[int | str]
) -> bytes:
    return _digest(salt, case, answer, fingerprint.label, *fingerprint.shape, exponent, *cells)


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _tag(digest: bytes) -> str:
    return _text(digest[:_TAG])


def _mixed(data: bytes, key: bytes, number: int) -> bytes:
    """Data combined with a stream of this key, which encrypts and decrypts; no two numbers share a stream."""
    stream = hashlib.shake_256(key + number.to_bytes(4, "big")).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
