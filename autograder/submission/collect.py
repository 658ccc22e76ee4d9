"""From a listing to a submission: find the package, read its modules and the notebooks."""

from __future__ import annotations

from collections.abc import Container, Iterator

from autograder.model.package_layout import PackageLayout
from autograder.submission.decode_source import decode
from autograder.submission.find_package import (
    base_of,
    below,
    find_package,
    folder_of,
    join,
    student_modules,
)
from autograder.submission.listing import IntakeError, Listing, Submission, shown
from autograder.submission.path_rules import (
    ARCHIVE_SUFFIX,
    CHECKPOINTS,
    MAX_MODULE_PATH,
    is_module,
    stands_for_work,
)
from autograder.submission.usual_names import with_usual_names

# A complete package of the course has 150 KB in 15 modules; a notebook full of figures has a few MB.
MAX_MODULE = 1_000_000
MAX_MODULES = 200
MAX_SOURCES = 8_000_000
MAX_NOTEBOOK = 16_000_000
MAX_NOTEBOOKS = 40
MAX_NOTEBOOKS_TOGETHER = 48_000_000
MAX_CHECKPOINT = 30_000_000  # seven million weights; what a worker is sent has to fit into one message


def collect(layout: PackageLayout, listing: Listing) -> Submission:
    """Read what is graded of a listing."""
    if standing := [link for link in listing.links if stands_for_work(layout, link)]:
        raise IntakeError(f"{shown(standing[0])} is a symbolic link: hand in the file or folder itself.")
    listing, renamed = with_usual_names(layout, listing)
    place = find_package(layout, listing.names, lambda path: _text_of_copy(listing, path))
    if place is None:
        raise IntakeError(_nothing_found(layout, listing))
    notes = list(listing.notes)
    notes += [
        f"Graded {shown(place.root)}, as {place.why}; another copy in {shown(other)} was not."
        for other in place.others[:3]
    ]
    notes += [
        f"{shown(base_of(path))} was graded as {base_of(name)}, which is missing."
        for name, path in sorted(renamed.items())
        if below(place.root, name)
    ]
    modules = _module_paths(layout, place.root, listing)
    if long := [module for module in modules if len(module) > MAX_MODULE_PATH]:
        notes.append(f"{shown(long[0])} was left out: its name is longer than {MAX_MODULE_PATH} characters.")
        modules = {module: path for module, path in modules.items() if module not in long}
    sources = _read_sources(layout, listing, modules, notes)
    expected = (*layout.written, *layout.called)
    notes += [f"{layout.name}/{module} is missing." for module in expected if module not in modules]
    notebooks = _read_notebooks(listing, place.root, notes)
    return Submission(sources, notebooks, checkpoint=_read_checkpoint(listing, notes), notes=tuple(notes))


def _text_of_copy(listing: Listing, path: str) -> str:
    """The text of a module, to compare copies; "" if it cannot be read."""
    try:
        data = listing.read(path, MAX_MODULE)
    except IntakeError:
        return ""
    return decode(data)[0]


def _nothing_found(layout: PackageLayout, listing: Listing) -> str:
    package = layout.name
    inner = sorted(name for name in listing.names if name.endswith(ARCHIVE_SUFFIX))
    if inner:
        return f"There is no {package} folder, but {shown(inner[0])}: hand in that zip itself."
    linked = f" (symbolic links such as {shown(listing.links[0])} are not followed)" if listing.links else ""
    return (
        f"No {package} folder with {layout.written[0]} was found{linked}: "
        f"hand in the assignment folder (the notebooks and {package}/)."
    )


def _module_paths(layout: PackageLayout, root: str, listing: Listing) -> dict[str, str]:
    """Paths by their place in the package: what students write first, what lies beside the package last.

    Notebooks are run beside the package, so what lies there can be imported; it is had as if it lay inside.
    """
    modules = student_modules(layout, root, listing.names)
    taken = set(modules.values())
    for name in sorted(listing.names - taken):
        if below(root, name):
            inner = name[len(root) + 1 :] if root else name
            if is_module(inner):
                modules.setdefault(inner, name)
    # Beside the package, a file of such a name is a draft or a script: setup.py, a second copy of a module.
    drafts = {"__init__.py", "setup.py", *(base_of(path) for path in layout.modules.values())}
    for name in sorted(listing.names) if root else ():
        base = base_of(name)
        if folder_of(name) == folder_of(root) and is_module(base) and base not in drafts:
            modules.setdefault(base, name)
    return modules


def _read_sources(
    layout: PackageLayout, listing: Listing, modules: dict[str, str], notes: list[str]
) -> dict[str, str]:
    sources: dict[str, str] = {}
    needed = {modules[module] for module in layout.written if module in modules}
    contents = _read_within(listing, modules, (MAX_MODULES, MAX_MODULE, MAX_SOURCES), notes, needed)
    for module, data in contents:
        sources[module], guessed = decode(data)
        if guessed:
            notes.append(f"{layout.name}/{module} is not UTF-8: read as Latin-1.")
    return sources


def _read_notebooks(listing: Listing, root: str, notes: list[str]) -> dict[str, bytes]:
    """The notebooks beside the package, or else in the nearest folder above that has any."""
    everywhere = [name for name in listing.names if name.casefold().endswith(".ipynb")]
    folder = folder_of(root)
    while folder and not any(below(folder, name) for name in everywhere):
        folder = folder_of(folder)
    found = [name[len(folder) + 1 :] if folder else name for name in everywhere if below(folder, name)]
    ordered = sorted(found, key=lambda name: (name.count("/"), name))
    paths = {name: join(folder, name) for name in ordered}
    return dict(_read_within(listing, paths, (MAX_NOTEBOOKS, MAX_NOTEBOOK, MAX_NOTEBOOKS_TOGETHER), notes))


def _read_checkpoint(listing: Listing, notes: list[str]) -> bytes:
    """The file of trained weights that is nearest to the top, of several there the first by name."""
    found = [name for name in listing.names if name.casefold().endswith(CHECKPOINTS)]
    paths = {name: name for name in sorted(found, key=lambda name: (name.count("/"), name))}
    read = dict(_read_within(listing, paths, (1, MAX_CHECKPOINT, MAX_CHECKPOINT), notes))
    notes += [f"{shown(base_of(name))} was left out: it is empty." for name, data in read.items() if not data]
    return next(iter(read.values()), b"")


def _read_within(
    listing: Listing,
    paths: dict[str, str],
    limits: tuple[int, int, int],
    notes: list[str],
    needed: Container[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """Contents by name, as far as the limits on number, size and size together allow.

    needed: paths of files without which nothing can be graded; any other that cannot be read is left out.
    """
    number, each, left = limits
    for name, path in list(paths.items())[:number]:
        try:
            data = listing.read(path, min(each, left))
        except IntakeError as error:
            if path in needed:
                raise
            notes.append(f"{shown(base_of(path))} was left out. {error}")
            continue
        if len(data) > min(each, left):
            notes.append(
                f"{shown(base_of(path))} was left out: larger than {each} bytes, or too much with the rest."
            )
            continue
        left -= len(data)
        yield name, data
    if len(paths) > number:
        notes.append(f"{len(paths) - number} files were left out: more than {number} of their kind.")
