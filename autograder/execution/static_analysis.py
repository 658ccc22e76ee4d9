"""A static analysis of a module by a worker: its code, or why it cannot be compiled, and facts from its text."""

from __future__ import annotations

import ast
import marshal
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import CodeType

from autograder.compat.module_body import guarded
from autograder.compat.old_code import rewritten
from autograder.execution.review_flags import review_flags
from autograder.model.assignment import Assignment
from autograder.model.library import compile_source, dotted

_MAX_TEXT = 20_000
_PYTHON_2 = re.compile(
    r"print\s+[^=(\s]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+[\w.]+\s*,|<>|`|\b\d+L\b|exec\s+[\"']"
)
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
_NULL = "the file contains null bytes, as text in UTF-16 does; save it as UTF-8"
_OLD = "; this line is Python 2, but the assignment is in Python 3"


@dataclass(frozen=True)
class ModuleAnalysis:
    """The result of reading a module.

    code: compiled and marshalled; None if it cannot be compiled, and then error and line say why.
    imports: every part of the names in its import statements, anywhere in the module.
    optional_imports: top-level packages imported where a failure is caught, each after the module and ":".
    signatures: a line for each function and method, "Net.__init__ self hidden_dims ...".
    review_flags: lines for course staff, see review_flags.py.
    """

    code: bytes | None = None
    error: str = ""
    line: int | None = None
    imports: tuple[str, ...] = ()
    optional_imports: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    review_flags: tuple[str, ...] = ()


def analyse(assignment: Assignment, path: str, text: str | bytes) -> ModuleAnalysis:
    """Read and compile a module."""
    package = assignment.package.name
    try:
        code = compile_source(package, path, text)
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        line = getattr(error, "lineno", None) or 1
        return ModuleAnalysis(error=f"{type(error).__name__}: {_message(error, text)}", line=line)
    module = dotted(package, path)
    return ModuleAnalysis(
        marshal.dumps(_for_workers(package, path, text) or code),
        imports=_bounded(_imported_words(tree)),
        optional_imports=_bounded(f"{module}:{name}" for name in _optional(tree)),
        signatures=_bounded(_signatures(tree)),
        review_flags=tuple(review_flags(assignment.libraries, path, code)),
    )


def _for_workers(package: str, path: str, text: str | bytes) -> CodeType | None:
    """Return the code, rewritten for newer libraries and the grading environment; None if it is too deep."""
    try:
        return compile_source(package, path, guarded(rewritten(ast.parse(text))))
    except (RecursionError, MemoryError):
        return None


def _bounded(lines: Iterable[str]) -> tuple[str, ...]:
    """Return as many of the lines as fit."""
    return tuple("\n".join(lines)[:_MAX_TEXT].splitlines())


def _message(error: Exception, text: str | bytes) -> str:
    if isinstance(text, str) and "\0" in text:
        return _NULL
    if not isinstance(error, SyntaxError):
        return str(error)[:_MAX_TEXT]
    lines = text.splitlines() if isinstance(text, str) else []
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    return f"{error.msg}{_OLD if _PYTHON_2.search(line) else ''}"


def _optional(tree: ast.Module) -> list[str]:
    blocks = [
        node.body for node in _statements(tree) if isinstance(node, (ast.Try, ast.With)) and _catches(node)
    ]
    nodes = (inner for block in blocks for statement in block for inner in _statements(statement))
    return sorted({name.partition(".")[0] for node in nodes for name in _imported(node)})


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a module or statement and everything with a body in it, but no expressions."""
    left = [node]
    while left:
        yield (node := left.pop())
        for block in _BLOCKS:
            left += getattr(node, block, ())


def _catches(node: ast.Try | ast.With) -> bool:
    if isinstance(node, ast.Try):
        return bool(node.handlers)
    return any(re.match(r"(contextlib\.)?suppress\(", ast.unparse(item.context_expr)) for item in node.items)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _imported_words(tree: ast.Module) -> list[str]:
    statements = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = [alias.name for node in statements for alias in node.names]
    names += [node.module for node in statements if isinstance(node, ast.ImportFrom) and node.module]
    return sorted({word for name in names for word in name.split(".")})


def _signatures(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield " ".join([node.name, *_names(node)])
        elif isinstance(node, ast.ClassDef):
            methods = (inner for inner in node.body if isinstance(inner, ast.FunctionDef))
            yield from (" ".join([f"{node.name}.{method.name}", *_names(method)]) for method in methods)


def _names(node: ast.FunctionDef) -> list[str]:
    listed = node.args
    return [argument.arg for argument in (*listed.posonlyargs, *listed.args, *listed.kwonlyargs)]
