"""A class in which nobody copied, and copies with what people do to hide them.

Each student writes each function in the style of one of several authors, and each statement in one of several ways
that come to the same: products, sums, powers and constants are spelled differently, results get names of their own, and
half of the variables have other names.
"""

from __future__ import annotations

import ast
import keyword
import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache

Sources = dict[str, str]


def independent(authors: Sequence[Mapping[str, str]], seed: int) -> Sources:
    """A student's own work."""
    rng = random.Random(seed)
    written: Sources = {}
    for file in authors[0]:
        modules = [_parsed(author[file]) for author in authors if file in author]
        body = _body(modules[0].body, modules, rng)
        written[file] = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return written


@lru_cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _body(statements, modules, rng):
    found = []
    for statement in statements:
        if isinstance(statement, ast.FunctionDef):
            found.append(_written(rng.choice(_namesakes(statement, modules)), rng))
        elif isinstance(statement, ast.ClassDef):
            classes = [n for m in modules for n in _classes(m) if n.name == statement.name]
            body = _body(statement.body, classes, rng)
            found.append(ast.ClassDef(statement.name, statement.bases, [], body, []))
        else:
            found.append(statement)
    return found


def _classes(module):
    return [node for node in module.body if isinstance(node, ast.ClassDef)]


def _namesakes(function, modules):
    named = [n for m in modules for n in m.body if isinstance(n, ast.FunctionDef) and n.name == function.name]
    return named or [function]


def _written(function: ast.FunctionDef, rng: random.Random) -> ast.FunctionDef:
    return _with_names(_Manner(rng).visit(deepcopy(function)), rng)


_SPELLINGS = (
    lambda name: f"{name}_",
    lambda name: f"{name[:3]}1",
    lambda name: f"{name}s",
    lambda name: f"{name}_val",
    lambda name: f"cur_{name}",
    lambda name: name[0] + name[-1],
)


def _with_names(function: ast.FunctionDef, rng: random.Random) -> ast.FunctionDef:
    """Gives half of the variables another name, unless that is taken."""
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    taken = {n.id for n in names} | _arguments(function)
    new: dict[str, str] = {}
    for old in sorted(_variables(function)):
        spelled = rng.choice(_SPELLINGS)(old)
        if rng.random() < 0.5 and spelled not in taken and not keyword.iskeyword(spelled):
            taken.add(spelled)
            new[old] = spelled
    for name in names:
        name.id = new.get(name.id, name.id)
    return function


def _variables(function: ast.FunctionDef) -> set[str]:
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored - _arguments(function)


def _arguments(function: ast.FunctionDef) -> set[str]:
    return {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)}


_BOTH_WAYS = {"dot", "sum", "mean", "reshape", "max", "var", "copy"}  # np.sum(x) and x.sum()


class _Manner(ast.NodeTransformer):
    """Spells out the same otherwise, here and there."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names = 0

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)) and self.rng.random() < 0.5:
            node.left, node.right = node.right, node.left
        if isinstance(node.op, ast.MatMult) and self.rng.random() < 0.5:
            return ast.Call(ast.Attribute(node.left, "dot", ast.Load()), [node.right], [])
        if isinstance(node.op, ast.Pow) and self.rng.random() < 0.4:
            return _numpy("power", [node.left, node.right])
        if isinstance(node.op, ast.Div) and self.rng.random() < 0.25:
            return ast.BinOp(node.left, ast.Mult(), ast.BinOp(ast.Constant(1.0), ast.Div(), node.right))
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in {
            "dot",
            "sum",
            "mean",
            "reshape",
            "max",
            "var",
            "copy",
        }:
            is_numpy = isinstance(function.value, ast.Name) and function.value.id == "np"
            if self.rng.random() < 0.5:
                if is_numpy and node.args:
                    return ast.Call(
                        ast.Attribute(node.args[0], function.attr, ast.Load()), node.args[1:], node.keywords
                    )
                if not is_numpy:
                    return _numpy(function.attr, [function.value, *node.args], node.keywords)
        return node

    def visit_Assign(self, node):
        """Now and then parts of a result get names first."""
        self.generic_visit(node)
        found = []
        for _ in range(3):
            inner = [n for n in ast.walk(node.value) if _is_part(n) and n is not node.value]
            if inner and self.rng.random() < 0.5:
                self.names += 1
                name, part = f"part{self.names}", self.rng.choice(inner)
                _replace(node.value, part, ast.Name(name, ast.Load()))
                found.append(ast.Assign([ast.Name(name, ast.Store())], part))
        return [*reversed(found), node]

    def visit_Compare(self, node):
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}.get(type(node.ops[0]))
        if turned and len(node.ops) == 1 and self.rng.random() < 0.5:
            return ast.Compare(node.comparators[0], [turned()], [node.left])
        return node

    def visit_Subscript(self, node):
        """x.shape[0] is len(x)."""
        self.generic_visit(node)
        shape, index = node.value, node.slice
        is_first = isinstance(index, ast.Constant) and index.value == 0 and isinstance(node.ctx, ast.Load)
        if (
            is_first
            and isinstance(shape, ast.Attribute)
            and shape.attr == "shape"
            and self.rng.random() < 0.5
        ):
            return ast.Call(ast.Name("len", ast.Load()), [shape.value], [])
        return node

    def visit_Return(self, node):
        """Now and then what is returned gets a name first."""
        self.generic_visit(node)
        if _is_part(node.value) or (isinstance(node.value, ast.Tuple) and self.rng.random() < 0.3):
            assigned = ast.Assign([ast.Name("answer", ast.Store())], node.value)
            return [assigned, ast.Return(ast.Name("answer", ast.Load()))]
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if self.rng.random() < 0.5 and isinstance(node.target, ast.Name):
            target = ast.Name(node.target.id, ast.Load())
            return ast.Assign([node.target], ast.BinOp(target, node.op, node.value))
        return node


def _numpy(name, args, keywords=()):
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), list(args), list(keywords))


def _is_part(node):
    return isinstance(node, (ast.BinOp, ast.Call))


def _replace(root, child, new):
    for parent in ast.walk(root):
        for name, value in ast.iter_fields(parent):
            if value is child:
                setattr(parent, name, new)
            elif isinstance(value, list) and child in value:
                value[value.index(child)] = new


# What is done to a copy.


def renamed(sources: Sources, seed: int) -> Sources:
    """Every variable has another name."""
    return {file: ast.unparse(_Renamed(f"v{seed}_").visit(ast.parse(text))) for file, text in sources.items()}


class _Renamed(ast.NodeTransformer):
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def visit_FunctionDef(self, node):
        variables = _variables(node)
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and name.id in variables:
                name.id = f"{self.prefix}{name.id}"
        return node


def reordered(sources: Sources, seed: int) -> Sources:
    """Functions stand in another order."""
    rng = random.Random(seed)
    found = {}
    for file, text in sources.items():
        body = ast.parse(text).body
        functions = [node for node in body if isinstance(node, ast.FunctionDef)]
        rng.shuffle(functions)
        others = [node for node in body if not isinstance(node, ast.FunctionDef)]
        found[file] = ast.unparse(ast.Module([*others, *functions], []))
    return found


def commented(sources: Sources, seed: int) -> Sources:
    """A comment between any two lines, and other docstrings."""
    return {
        file: "\n".join(
            f"{line}  # step {number}" if line.strip() and '"' not in line else line
            for number, line in enumerate(text.splitlines())
        )
        for file, text in sources.items()
    }


def comprehended(sources: Sources, seed: int) -> Sources:
    """Innermost loops become comprehensions, or at least another kind of loop."""
    return {
        file: ast.unparse(ast.fix_missing_locations(_Comprehended().visit(ast.parse(text))))
        for file, text in sources.items()
    }


class _Comprehended(ast.NodeTransformer):
    def visit_For(self, node):
        self.generic_visit(node)
        only = node.body[0] if len(node.body) == 1 else None
        if not (isinstance(only, ast.Assign) and isinstance(only.targets[0], ast.Subscript)):
            return node
        values = ast.ListComp(only.value, [ast.comprehension(node.target, node.iter, [], 0)])
        both = ast.Tuple([node.target, ast.Name("value", ast.Store())], ast.Store())
        pairs = ast.Call(ast.Name("zip", ast.Load()), [node.iter, ast.Name("values", ast.Load())], [])
        stored = ast.Assign(only.targets, ast.Name("value", ast.Load()))
        return [ast.Assign([ast.Name("values", ast.Store())], values), ast.For(both, pairs, [stored], [])]


_WORTH_COPYING = 8  # statements


def with_one_function(own: Sources, other: Sources, seed: int) -> Sources:
    """A student's own work, but for one function, which is another's; a short one is not worth copying."""
    candidates = sorted(
        (file, name)
        for file, text in other.items()
        for name, function in _top_functions(text).items()
        if name in _top_functions(own[file]) and _statements(function) >= _WORTH_COPYING
    )
    file, name = random.Random(seed).choice(candidates)
    module = ast.parse(own[file])
    theirs = _top_functions(other[file])[name]
    module.body = [theirs if getattr(node, "name", "") == name else node for node in module.body]
    return {**own, file: ast.unparse(module)}


def _top_functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def _statements(function: ast.FunctionDef) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


DISGUISES = (renamed, reordered, commented, comprehended)


def class_with_copies(
    authors: Sequence[Mapping[str, str]], seed: int, students: int, copies: int
) -> tuple[dict[str, Sources], set[tuple[str, str]]]:
    """A class, and who copied from whom: a whole submission in disguise, and every fifth one function only."""
    first = 1000 * seed
    own = students - copies
    written = {f"s{n}": independent(authors, first + n) for n in range(own)}
    for n in range(copies):
        kind = n % (len(DISGUISES) + 1)
        original = written[f"s{n}"]
        written[f"copy of s{n}"] = (
            DISGUISES[kind](original, n)
            if kind < len(DISGUISES)
            else with_one_function(independent(authors, first + own + n), original, first + n)
        )
    return written, {(f"s{n}", f"copy of s{n}") for n in range(copies)}
