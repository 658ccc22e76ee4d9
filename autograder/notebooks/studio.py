"""Where the notebooks of one submission are run, each once, in a kernel of its own."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePosixPath

from autograder import project
from autograder.clock import Clock
from autograder.isolation.client import Zygote, spare_uid
from autograder.isolation.frames import Message
from autograder.isolation.profile import CLIENT, KERNEL
from autograder.library import NOTEBOOKS, read_package
from autograder.notebooks.execute import Executed, NotebookRunner, Task, execute
from autograder.notebooks.place import Place
from autograder.workers import Package

_KERNEL = (
    "autograder.notebooks.kernel",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "stack_data",  # IPython imports it at the first traceback
)
_CLIENT = ("autograder.notebooks.client",)
# What a notebook works with besides numpy: it is imported in a zygote of its own.
_FRAMEWORKS = {"pytorch": ("torch", "torch.utils.data"), "tensorflow": ("tensorflow",)}
_MEMORY = 3 << 30


class Studio:
    """Runs notebooks on request.

    notebooks: raw, by their path in the assignment folder.
    cases: the modules that define the probes.
    """

    def __init__(
        self,
        notebooks: Mapping[str, bytes],
        package: Package,
        clock: Clock,
        cases: tuple[str, ...] = ("graders",),
    ) -> None:
        self.notebooks = notebooks
        self.package = package
        self.clock = clock
        self.cases = cases
        self._uid = spare_uid()
        self._place = Place(self._uid)
        self._runners: dict[str, NotebookRunner] = {}
        self._zygotes: dict[str, Zygote] = {}
        self._client = Zygote(_CLIENT, project.PRIVATE, self._uid, profile=CLIENT)
        self._pool = ThreadPoolExecutor(1)
        self._filled: Future[None] = self._pool.submit(self._place.fill)

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        for runner in self._runners.values():
            runner.close()
        for zygote in (self._client, *self._zygotes.values()):
            zygote.close()
        self._pool.shutdown()
        self._place.remove()

    def runner(self, short_name: str) -> NotebookRunner:
        """The runner of a notebook, which is run when it is first asked for."""
        if short_name not in self._runners:
            source = self._find(NOTEBOOKS[short_name])
            self._runners[short_name] = (
                self._missing(short_name) if source is None else self.run(short_name, source)
            )
        return self._runners[short_name]

    def run(self, short_name: str, source: bytes) -> NotebookRunner:
        """Run a notebook; its kernel ends with the runner."""
        name = NOTEBOOKS[short_name]
        zygote = self._zygote(short_name)
        self._filled.result()
        folder = self._place.folder(name)
        task = Task(name, short_name, source, folder, self._package(), self.clock.allow(600.0))
        kernel = zygote.worker()
        with self._client.worker() as client:
            executed = execute(task, kernel, client)
        return NotebookRunner(executed, kernel, self.clock)

    def _missing(self, short_name: str) -> NotebookRunner:
        name = NOTEBOOKS[short_name]
        return NotebookRunner(Executed(name, ended=f"{name}.ipynb is missing"), None, self.clock)

    def _find(self, name: str) -> bytes | None:
        paths = [p for p in self.notebooks if PurePosixPath(p).stem.casefold() == name.casefold()]
        return self.notebooks[min(paths, key=len)] if paths else None

    def _package(self) -> Message:
        """The submission's package, with what its given modules need."""
        synthetic = read_package(project.REFERENCE)["synthetic.py"]
        return {**self.package.to_message(), "source:synthetic.py": synthetic}

    def _zygote(self, short_name: str) -> Zygote:
        framework = _FRAMEWORKS.get(short_name, ())
        key = short_name if framework else ""
        if key not in self._zygotes:
            self._zygotes[key] = Zygote(
                self.cases + _KERNEL + framework,
                project.PRIVATE,
                self._uid,
                memory_bytes=_MEMORY,
                profile=KERNEL,
                shared=(self._place.data,),
                scratch=self._place.work,
            )
        return self._zygotes[key]
