"""Zips whose bytes depend on their contents alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their posix path; those that begin as scripts do can be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, whatever made it, so that the mode below is read as one
            info.external_attr = (0o755 if files[name].startswith(b"#!") else 0o644) << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()
