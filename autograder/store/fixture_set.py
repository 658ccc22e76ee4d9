"""Frozen fixtures on disk: plain numeric .npz files and a manifest with the origin of each array.

fixtures/hidden/                 the repository's own, drawn with the secret 'development', which everybody knows
fixtures/term/                   those of a term, drawn with its secret: in place of fixtures/hidden, and ignored by git
fixtures/public/q1.npz           arrays "scale/in/x", "scale/out/dx"
fixtures/public/manifest.json    per array: shape, dtype, sha256, tolerance and what it was derived from
fixtures/public/diagnosis.json   what known mistakes answer, as fingerprints (see model/fingerprints.py)
fixtures/public/sealed.json      the same as students receive it, in its place (see model/sealed.py)
fixtures/public/intermediates.json  what the reference has in between, as fingerprints (see model/intermediates.py)
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograder.base.paths import STAFF_COMMAND
from autograder.model.case import Case, fixed_cases
from autograder.model.compare import Expected
from autograder.model.fingerprints import Catalogue, Fingerprint
from autograder.model.package_layout import PackageLayout
from autograder.model.sealed import SealedCatalogue
from autograder.model.trace import Part, Trace

MANIFEST = "manifest.json"
DIAGNOSIS = "diagnosis.json"
SEALED = "sealed.json"
INTERMEDIATES = "intermediates.json"
DEVELOPMENT = "development"  # the secret that everybody knows, of the repository's own hidden set
TERM = "term"  # the folder of a term's own hidden set, which git ignores
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: equal arrays make equal bytes


class FixtureError(Exception):
    """A fixture is missing, orphaned or different from its manifest."""


def array_sha256(array: np.ndarray) -> str:
    """Hash of an array's dtype, shape and values."""
    head = f"{array.dtype.str}{array.shape}".encode()
    return hashlib.sha256(head + array.tobytes()).hexdigest()


def npz_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """An .npz file whose bytes depend on the arrays alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.array(arrays[name], order="C"), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return buffer.getvalue()


def set_folders(fixtures: Path) -> tuple[Path, Path]:
    """The folders of the public set and of the hidden one: the term's own if there is one, else the repository's."""
    term = fixtures / TERM
    return fixtures / "public", term if (term / MANIFEST).is_file() else fixtures / "hidden"


class FixtureSet:
    """The public or the hidden fixtures, read and checked against their manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = "public" if folder.name == "public" else "hidden"
        self.manifest = self._read_manifest()
        self._decoded: dict[str, np.ndarray] = {}
        self._expected: dict[str, Mapping[str, Expected]] = {}
        self._traces: dict[tuple[str, tuple[str, ...], PackageLayout], Trace] = {}
        self._archives = {file: self._open(file, entry) for file, entry in self.manifest["files"].items()}

    @property
    def reveal(self) -> bool:
        """True if students may see the numbers."""
        return self.name == "public"

    @cached_property
    def id(self) -> str:
        """A short name of this exact content, for results."""
        return hashlib.sha256((self.folder / MANIFEST).read_bytes()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """The id, after the word development if the set was drawn with the secret that everybody knows."""
        return f"{DEVELOPMENT} {self.id}" if self.manifest["secret"] == DEVELOPMENT else self.id

    @cached_property
    def catalogue(self) -> Catalogue:
        """The outputs of known mistakes on these fixtures."""
        return Catalogue.from_json(json.loads((self.folder / DIAGNOSIS).read_text(encoding="utf-8")))

    @cached_property
    def known(self) -> Catalogue | SealedCatalogue:
        """The catalogue in this set; it is sealed in the students' bundle."""
        sealed = self.folder / SEALED
        if not sealed.is_file():
            return self.catalogue
        return SealedCatalogue.from_json(json.loads(sealed.read_text(encoding="utf-8")))

    @cached_property
    def intermediates(self) -> Mapping[str, Mapping[str, Mapping[str, Fingerprint]]]:
        """Fingerprints of the reference's intermediate values, by fixture and function; none of a hidden set."""
        path = self.folder / INTERMEDIATES
        if not path.is_file():
            return {}
        return {
            fixture: {
                function: {name: Fingerprint.from_json(one) for name, one in values.items()}
                for function, values in functions.items()
            }
            for fixture, functions in json.loads(path.read_text(encoding="utf-8")).items()
        }

    def inputs(self, case: Case) -> dict[str, np.ndarray]:
        """Fresh copies of a case's inputs."""
        described = self._entry(case)["inputs"]
        return {name: self._array(case, f"in/{name}", about).copy() for name, about in described.items()}

    def expected(self, case: Case) -> Mapping[str, Expected]:
        """A case's frozen answers with their tolerances."""
        if case.fixture not in self._expected:
            self._expected[case.fixture] = {
                name: Expected(self._array(case, f"out/{name}", about), about["tolerance"], about["scale"])
                for name, about in self._entry(case)["answers"].items()
            }
        return self._expected[case.fixture]

    def trace(self, case: Case, layout: PackageLayout) -> Trace:
        """Return the functions that the reference calls for each of a case's outputs."""
        key = case.fixture, case.reference_layers, layout
        if key not in self._traces:
            parts = self.manifest["traces"].get(case.fixture, [])
            told = (Part(tuple(part["answers"]), tuple(part["functions"])) for part in parts)
            self._traces[key] = Trace.of(told, layout, case.reference_layers)
        return self._traces[key]

    def check_complete(self) -> None:
        """Raise FixtureError unless every case has a fixture and every fixture a case."""
        frozen, cases = set(self.manifest["cases"]), {case.name for case in fixed_cases()}
        if missing := sorted(cases - frozen):
            raise FixtureError(f"{self.folder}: no fixture for {', '.join(missing)}; {_REGENERATE}")
        if orphans := sorted(frozen - cases):
            raise FixtureError(f"{self.folder}: no case for {', '.join(orphans)}; {_REGENERATE}")

    def _read_manifest(self) -> dict[str, Any]:
        path = self.folder / MANIFEST
        if not path.is_file():
            raise FixtureError(f"{path} is missing; {_REGENERATE}")
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return manifest

    def _open(self, file: str, entry: Mapping[str, Any]) -> zipfile.ZipFile:
        path = self.folder / file
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise FixtureError(f"{path} is not the file that its manifest describes; {_REGENERATE}")
        return zipfile.ZipFile(io.BytesIO(content))

    def _entry(self, case: Case) -> dict[str, Any]:
        try:
            entry: dict[str, Any] = self.manifest["cases"][case.fixture]
        except KeyError:
            raise FixtureError(f"{self.folder}: no fixture for {case.fixture}; {_REGENERATE}") from None
        return entry

    def _array(self, case: Case, name: str, about: Mapping[str, Any]) -> np.ndarray:
        """Return a read-only array, its dtype and shape from the manifest: parsing them would take half the time."""
        member = f"{case.fixture}/{name}"
        if member not in self._decoded:
            content = _read(self._archives[self._entry(case)["file"]], f"{member}.npy")
            dtype, shape = np.dtype(about["dtype"]), tuple(about["shape"])
            start = len(content) - math.prod(shape) * dtype.itemsize
            self._decoded[member] = np.frombuffer(content, dtype, offset=start).reshape(shape)
        return self._decoded[member]


def _read(archive: zipfile.ZipFile, member: str) -> bytes:
    """Return the bytes of a member. `ZipFile.read` would repeat the check by hash, at ten times the cost."""
    info = archive.getinfo(member)
    stream = archive.fp
    assert stream is not None
    stream.seek(info.header_offset)
    *_, name_size, extra_size = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    stream.seek(name_size + extra_size, io.SEEK_CUR)
    return zlib.decompress(stream.read(info.compress_size), -zlib.MAX_WBITS)


_LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE.TXT 4.3.7, of PKWARE
_REGENERATE = f"run: {STAFF_COMMAND} fixtures generate"
