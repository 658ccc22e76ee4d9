"""Submissions in the style of 2018 to 2021: a hand wrote the modules, edits make them what they are.

`hands/` has four ways to solve the assignment, and what was given with it. `build` writes an entry of the tables in
`right.py` and `wrong.py` as a folder or zip.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HANDS = Path(__file__).with_name("hands")
Files = dict[str, bytes]
Layout = Callable[[Files], Files]

FC_NET, CNN = "classifiers/fc_net.py", "classifiers/cnn.py"
Edit = tuple[str, str, str]
_NUMPY = "import numpy as np\n"


def as_zipped(files: Files) -> Files:
    """The assignment folder's contents, as collectSubmission made it."""
    return files


@dataclass(frozen=True)
class Entry:
    """A submission, and what it should come to.

    hand: whose modules; parts: modules from other hands, by path.
    edits: (module, old text, new text), the old one found exactly once; texts: whole modules, None for a missing one.
    tops, ends: by module, lines after its import of numpy and at its end.
    layout: how the files are arranged; folder: handed in as a folder, not as a zip.
    lost: points by check number, all others being kept.
    says: what a check's message contains; notes: what the results' own text contains.
    score: all points, where listing the lost ones would say less; None if `lost` tells.
    """

    name: str
    hand: str = "loops"
    parts: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    tops: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str | bytes | None] = field(default_factory=dict)
    layout: Layout = as_zipped
    folder: bool = False
    lost: Mapping[str, float] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    score: float | None = None

    def modules(self) -> Files:
        """The package's modules by their path in cs231n/."""
        texts: dict[str, str] = {}
        for folder in ("given", self.hand):
            texts |= {
                path.relative_to(HANDS / folder).as_posix(): path.read_text(encoding="utf-8")
                for path in sorted((HANDS / folder).rglob("*.py"))
            }
        texts["layer_utils.py"] += texts.pop("layer_utils_more.py", "")
        texts |= {
            path: (HANDS / hand / path).read_text(encoding="utf-8") for path, hand in self.parts.items()
        }
        for path, old, new in self.edits:
            assert texts[path].count(old) == 1, f"{self.name}: {old!r} occurs {texts[path].count(old)} times"
            texts[path] = texts[path].replace(old, new)
        for path, lines in self.tops.items():
            texts[path] = texts[path].replace(_NUMPY, f"{_NUMPY}{lines}\n", 1)
        for path, lines in self.ends.items():
            texts[path] += f"\n{lines}\n"
        whole = {path: text for path, text in {**texts, **self.texts}.items() if text is not None}
        return {path: text if isinstance(text, bytes) else text.encode() for path, text in whole.items()}

    def build(self, folder: Path) -> Path:
        """Write the submission below `folder`."""
        files = self.layout({f"cs231n/{path}": data for path, data in self.modules().items()})
        if not self.folder:
            with zipfile.ZipFile(folder / "a2.zip", "w") as archive:
                for path, data in files.items():
                    archive.writestr(path, data)
            return folder / "a2.zip"
        for path, data in files.items():
            target = folder / "submission" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return folder / "submission"
