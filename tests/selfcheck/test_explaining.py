"""Gradients node by node: which is the first to go wrong, and none accused that is right."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, LoadRequest
from autograder.execution.session import Session
from autograder.isolation.reply import Outcome, outcome_of
from autograder.model.case import CASES
from autograder.model.gradient_names import variable_of, whole_of
from autograder.model.mutants import Mutant
from autograder.selfcheck.gradient_comparison import explain
from autograder.selfcheck.gradient_nodes import Node, Nodes, Standing
from tests.judging import MISTAKES, SOURCES, made
from tests.selfcheck.public import FIXTURES, WORK
from tests.selfcheck.test_notebook import DISPLAY, in_notebook

FORWARD = """
def batchnorm_forward(x, gamma, beta, bn_param):
    n = len(x)
    mu = x.sum(axis=0) / n
    xmu = x - mu
    sq = xmu**2
    var = sq.sum(axis=0) / n
    root = np.sqrt(var + bn_param.get("eps", 1e-5))
    inv = 1 / root
    xhat = xmu * inv
    scaled = gamma * xhat
    out = scaled + beta
    return out, (xmu, root, inv, xhat, gamma)
"""
STAGED = """
def batchnorm_backward(dout, cache):
    xmu, root, inv, xhat, gamma = cache
    ones, n = np.ones(dout.shape), len(dout)
    dbeta = dout.sum(axis=0)
    d_scaled = dout
    dgamma = (d_scaled * xhat).sum(axis=0)
    dxhat = d_scaled * gamma
    inv_grad = (dxhat * xmu).sum(axis=0)
    dxmu1 = dxhat * inv
    droot = -inv_grad / root**2
    dvar = droot * 0.5 / root
    dsq = ones * dvar / n
    dxmu2 = dsq * 2 * xmu
    dmu = -(dxmu1 + dxmu2).sum(axis=0)
    dx1 = dxmu1 + dxmu2
    dx2 = ones * dmu / n
    dx = dx1 + dx2
    return dx, dgamma, dbeta
"""
IN_PLACE = """
def batchnorm_backward(dout, cache):
    xmu, root, inv, xhat, gamma = cache
    n = len(dout)
    dgamma, dbeta = (dout * xhat).sum(axis=0), dout.sum(axis=0)
    dxhat = dout.copy()
    dxhat *= gamma
    dvar = -0.5 * (dxhat * xmu).sum(axis=0) / root**3
    dxmu = np.zeros_like(dout)
    for row in range(n):
        dxmu[row] = dxhat[row] * inv
    dxmu += 2 / n * xmu * dvar
    dx = dxmu
    dx = dx - dxmu.mean(axis=0)
    return dx, dgamma, dbeta
"""
COMPACT = """
def batchnorm_backward(dout, cache):
    xmu, root, inv, xhat, gamma = cache
    n = len(dout)
    dgamma, dbeta = (dout * xhat).sum(axis=0), dout.sum(axis=0)
    return gamma * inv / n * (n * dout - dbeta - xhat * dgamma), dgamma, dbeta
"""


def nodes_of(sources, case: str, function: str) -> list[Node]:
    """What a student's process answers about the gradients in a function."""
    session = Session(ASSIGNMENT)
    try:
        session.answer(LoadRequest(Package(sources)).to_message())
        reply = explain(session, CallRequest(case, FIXTURES.inputs(CASES[case]), function).to_message())
    finally:
        session.close()
    if outcome_of(reply) is not Outcome.OK:
        return []
    found = Nodes.from_message(reply)
    return list(found.nodes or ()) if found else []


def batchnorm(backward: str, forward: str = FORWARD, *, case: str = "batchnorm") -> list[Node]:
    """The gradients in a batchnorm_backward."""
    sources = SOURCES
    for name, code in (("batchnorm_forward", forward), ("batchnorm_backward", backward)):
        sources = Mutant(name, f"layers.py:{name}", "", code=code).applied(sources)
    return nodes_of(sources, case, "layers.py:batchnorm_backward")


def standings(nodes: list[Node]) -> dict[str, str]:
    return {node.name: node.standing.value for node in nodes}


def blamed(nodes: list[Node]) -> list[str]:
    return [node.name for node in nodes if node.is_blamed]


def swapped_once(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("backward", [STAGED, IN_PLACE, COMPACT], ids=["staged", "in place", "compact"])
def test_every_gradient_of_a_right_function_is_right(backward):
    nodes = batchnorm(backward)
    assert {node.standing for node in nodes} == {Standing.RIGHT}
    assert {"dx", "dgamma", "dbeta"} <= {node.name for node in nodes}


def test_each_has_the_line_that_changed_it_last():
    with_line = {node.name: node.line for node in batchnorm(IN_PLACE)}
    text = Mutant("", "layers.py:batchnorm_forward", "", code=FORWARD).applied(SOURCES)
    lines = (
        Mutant("", "layers.py:batchnorm_backward", "", code=IN_PLACE).applied(text)["layers.py"].splitlines()
    )
    assert lines[with_line["dxmu"] - 1].strip() == "dxmu += 2 / n * xmu * dvar"
    assert lines[with_line["dxhat"] - 1].strip() == "dxhat *= gamma"
    assert lines[with_line["dx"] - 1].strip() == "dx = dx - dxmu.mean(axis=0)"
    assert with_line["dgamma"] == with_line["dbeta"]


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("backward", "old", "new", "wrong"),
    [
        (STAGED, "dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)", "dbeta"),
        (STAGED, "dgamma = (d_scaled * xhat)", "dgamma = (d_scaled * xmu)", "dgamma"),
        (STAGED, "d_scaled = dout", "d_scaled = -dout", "d_scaled"),
        (STAGED, "dxhat = d_scaled * gamma", "dxhat = d_scaled * gamma**2", "dxhat"),
        (STAGED, "(dxhat * xmu).sum", "(dxhat * xhat).sum", "inv_grad"),
        (STAGED, "droot = -inv_grad", "droot = inv_grad", "droot"),
        (STAGED, "droot * 0.5 / root", "droot / root", "dvar"),
        (STAGED, "dsq = ones * dvar / n", "dsq = ones * dvar", "dsq"),
        (STAGED, "dmu = -(dxmu1", "dmu = (dxmu1", "dmu"),
        (STAGED, "dx2 = ones * dmu / n", "dx2 = ones * dmu", "dx"),
        (IN_PLACE, "dxmu += 2 / n", "dxmu += 1 / n", "dxmu"),
        (IN_PLACE, "dxhat *= gamma", "dxhat *= -gamma", "dxhat"),
        (COMPACT, "(n * dout - dbeta", "(n * dout + dbeta", "dx"),
    ],
)
def test_the_first_wrong_gradient_is_named_and_those_before_it_are_right(backward, old, new, wrong):
    nodes = batchnorm(swapped_once(backward, old, new))
    names = [node.name for node in nodes]
    assert blamed(nodes) == [wrong]
    before = nodes[: names.index(wrong)]
    assert {node.standing for node in before} <= {Standing.RIGHT, Standing.PART}
    assert wrong == "dx" or nodes[names.index("dx")].standing in {Standing.RIGHT, Standing.FOLLOWS}


def test_of_two_mistakes_both_are_named():
    backward = swapped_once(STAGED, "dmu = -(", "dmu = (")
    assert blamed(batchnorm(swapped_once(backward, "droot * 0.5", "droot"))) == ["dvar", "dmu"]


def test_a_graph_that_is_not_the_forward_functions_is_not_accused():
    """The variance is of x here; backward's dxmu has the variance's part all the same, as if it was of xmu."""
    forward = swapped_once(FORWARD, "var = sq.sum(axis=0) / n", "var = x.var(axis=0)")
    nodes = batchnorm(swapped_once(IN_PLACE, "dx - dxmu.mean(axis=0)", "dx - dxmu.sum(axis=0)"), forward)
    assert standings(nodes)["dxmu"] == "other"
    assert blamed(nodes) == ["dx"]


def test_gradients_are_those_of_the_students_own_forward_function():
    forward = swapped_once(FORWARD, "var = sq.sum(axis=0) / n", "var = sq.sum(axis=0)")
    backward = swapped_once(STAGED, "dsq = ones * dvar / n", "dsq = ones * dvar")
    assert set(standings(batchnorm(backward, forward)).values()) == {"right"}


def test_what_cannot_be_compared_is_left_alone():
    unused = swapped_once(FORWARD, "    scaled =", "    spare = 2 * xmu\n    scaled =")
    looped = swapped_once(FORWARD, "    inv =", "    for _ in range(2):\n        root = root * 1\n    inv =")
    spare = swapped_once(STAGED, "    dsq =", "    dspare = 2 * xmu\n    dsq =")
    shaped = swapped_once(STAGED, "    dsq =", "    dvar = np.tile(dvar, (2, 1))\n    dsq =")
    shaped = swapped_once(shaped, "ones * dvar", "ones * dvar[0]")
    assert standings(batchnorm(spare, unused))["dspare"] == "unused"
    assert standings(batchnorm(STAGED, looped))["droot"] == "loop"
    assert standings(batchnorm(shaped))["dvar"] == "shape"
    assert blamed(batchnorm(shaped)) == []


@pytest.mark.parametrize(
    ("gradient", "variable"),
    [
        ("dx_hat", "x_hat"),
        ("d_x_hat", "x_hat"),
        ("dxhat", "x_hat"),
        ("doutx_hat", "x_hat"),
        ("dout_x_hat", "x_hat"),
        ("x_hat_grad", "x_hat"),
        ("grad_x_hat", "x_hat"),
        ("gx_hat", "x_hat"),
        ("dW", "w"),
        ("dx", "x"),
        ("d_mask", ""),  # of two that it may mean
        ("dx1", ""),
        ("gamma", ""),
        ("dmean", ""),
        ("dx_direct", ""),
    ],
)
def test_a_gradient_is_that_of_the_variable_in_its_name(gradient, variable):
    names = ["x", "X", "x_hat", "w", "gamma", "mu", "Mask", "MASK"]
    assert variable_of(gradient, names) == variable


def test_a_number_at_the_end_makes_a_gradient_one_of_several():
    assert [whole_of(name) for name in ("dx1", "dx_2", "dx", "dx_hat12")] == ["dx", "dx", "", "dx_hat"]


def smallest_case(function: str) -> str:
    """The case of a function that has the fewest numbers to perturb; "" if it has none."""
    cases = {case for (case, _), owner in WORK.owners.items() if owner == function and CASES[case].frozen}
    sizes = {case: sum(array.size for array in FIXTURES.inputs(CASES[case]).values()) for case in cases}
    return min(sorted(sizes), key=lambda case: sizes[case], default="")


@pytest.mark.nightly
def test_no_accepted_variant_of_a_backward_function_is_accused():
    variants = [m for m in MISTAKES.values() if m.accepted and "backward" in m.target]
    tried = {v: case for v in variants if (case := smallest_case(v.target))}
    nodes = {v: nodes_of(made(v.id), case, v.target) for v, case in tried.items()}
    assert {v.id: names for v, found in nodes.items() if (names := blamed(found))} == {}
    assert [v.id for v, found in nodes.items() if not found] == []
    assert len({v.target for v in nodes}) >= 8


@pytest.mark.nightly
def test_a_copied_cache_of_views_may_round_in_another_way():
    sources = made("conv_backward_naive.other_cache")
    nodes = nodes_of(sources, "conv_plain", "layers.py:conv_backward_naive")
    assert {node.standing for node in nodes} == {Standing.RIGHT}


@pytest.mark.nightly
def test_terminal_and_notebook_tell_of_it(solved):
    solved.write(made("batchnorm_backward.no_half"))
    printed = solved.check("2.7", "--explain")
    assert "dvar" in printed
    assert "first wrong: dvar, layers.py:" in printed
    assert "these earlier ones are right: dbeta, dgamma, dx_hat" in printed
    assert "wrong, but only because of dvar" in printed
    assert "wrong result itself" not in printed
    assert "This check passes" in solved.check("2.8", "--explain")
    code = 'from selfcheck import check; check("2.7", explain=True); from IPython.display import shown; print(shown)'
    assert "first wrong: dvar" in in_notebook(solved, code, DISPLAY)


@pytest.mark.nightly
def test_where_there_is_nothing_to_compare_it_says_so(solved):
    solved.write(made("TwoLayerNet.no_relu_in_training", "affine_backward.dx_needs_transpose"))
    raised = solved.check("1.2", "--explain")
    assert "ValueError" in raised
    assert "first wrong" not in raised
    solved.write(made("affine_backward.dout_changed"))
    changed = solved.check("1.8", "--explain")
    assert "affine_backward changes the dout" in changed
    assert "No gradient in affine_backward is shown to be wrong" in changed
    solved.write(made("TwoLayerNet.no_relu_in_training", "batchnorm_forward.ddof"))
    assert "--explain is for the backward functions of layers" in solved.check("1.16", "--explain")
    forward = solved.check("2.1", "--explain")
    assert "batchnorm_forward is not one" in forward
    assert "But your batchnorm_forward gives a wrong result itself" in solved.check("2.7", "--explain")
    assert "name what is to be explained" in solved.run("selfcheck", "--explain").stderr
