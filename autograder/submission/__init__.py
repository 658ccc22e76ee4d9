"""Intake: a folder or a zip becomes texts in memory.

Nothing is written to disk, followed through a link or executed, and everything that is read has a limit.
"""

from __future__ import annotations

import stat
from pathlib import Path

from autograder.model.package_layout import PackageLayout
from autograder.submission.collect import collect
from autograder.submission.find_package import only_archive
from autograder.submission.folder_listing import scan_folder
from autograder.submission.listing import IntakeError, NoSubmission, Submission
from autograder.submission.zip_listing import open_archive

__all__ = ["IntakeError", "NoSubmission", "Submission", "take_in"]


def take_in(layout: PackageLayout, path: Path) -> Submission:
    """Read a submission of a package; its content decides whether it is a folder or a zip, not its name.

    Raises NoSubmission if there is nothing at `path` (the caller's mistake) and IntakeError, with a sentence
    for the student, if something is there that cannot be graded.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise NoSubmission(path, error) from error
    if stat.S_ISDIR(mode):
        listing = scan_folder(path)
        inner = only_archive(listing.names)
        if inner is None:
            return collect(layout, listing)
        path /= inner  # a platform's folder around what the student handed in
    with open_archive(path) as listing:
        return collect(layout, listing)
