"""Submissions that the tests of the intake make, as folders and as zips."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

LAYERS = "def affine_forward(x, w, b):\n    return x, (x, w, b)\n"
PACKAGE = {
    "layers.py": LAYERS,
    "optim.py": "def sgd(w, dw, config=None):\n    return w, config\n",
    "layer_utils.py": "",
    "fast_layers.py": "",
    "classifiers/__init__.py": "",
    "classifiers/fc_net.py": "class TwoLayerNet:\n    pass\n",
    "classifiers/cnn.py": "class ThreeLayerConvNet:\n    pass\n",
}
STUDENT_MODULES = {"layers.py", "optim.py", "classifiers/fc_net.py", "classifiers/cnn.py"}

Contents = dict[str, str | bytes]


def at(prefix: str, files: Contents = PACKAGE) -> Contents:
    return {f"{prefix}{name}": content for name, content in files.items()}


def fill(folder: Path, files: Contents) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zip_bytes(files: Contents, **entry: int) -> bytes:
    """A zip; `entry` sets attributes of every ZipInfo."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in entry.items():
                setattr(info, attribute, value)
            archive.writestr(info, content)
    return stream.getvalue()


def link_to(target: str, name: str, rest: Contents) -> bytes:
    stream = io.BytesIO(zip_bytes(rest))
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return stream.getvalue()
