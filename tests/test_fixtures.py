"""Frozen fixtures: complete, reproducible, certified, and guarded against what must not happen to them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.certify import CertificationError
from autograder.authoring.fixture_reports import show_case
from autograder.authoring.generate import Workshop
from autograder.authoring.secret import read_secret
from autograder.authoring.verify import DriftState, regenerate
from autograder.authoring.write import generate, reference_sources
from autograder.model.case import CASES, fixed_cases, seed_for
from autograder.model.check import load_checks
from autograder.model.library import Library, read_package
from autograder.model.mutants import Mutant
from autograder.store.fixture_set import FixtureError, FixtureSet, set_folders

PUBLIC, HIDDEN = (FixtureSet(ASSIGNMENT.fixtures / name) for name in ("public", "hidden"))
REFERENCE = reference_sources(ASSIGNMENT)
NO_BIAS = Mutant("none.id", "layers.py:affine_forward", "", swaps=(("x_flat @ w + b", "x_flat @ w"),))


def test_every_check_has_a_number_of_its_own_and_its_questions():
    checks = [check for checks in load_checks(ASSIGNMENT).values() for check in checks]
    assert len({check.number for check in checks}) == len(checks)
    assert all(f"Q{check.number.split('.')[0]}" == check.question for check in checks)


@pytest.mark.parametrize("fixtures", [PUBLIC, HIDDEN], ids=lambda f: f.name)
def test_nothing_drifted(fixtures):
    pytest.importorskip("torch")
    secret = None if fixtures.reveal else read_secret(ASSIGNMENT.secret_file)
    with Library(PACKAGE, REFERENCE, "reference") as reference:
        drifted = [d for d in regenerate(fixtures, reference, secret) if d.state is DriftState.DRIFTED]
    assert not drifted


def test_a_changed_reference_drifts_where_it_changed():
    with Library(PACKAGE, NO_BIAS.applied(REFERENCE), "changed") as changed:
        drifted = {
            (d.case, d.array) for d in regenerate(PUBLIC, changed, None) if d.state is DriftState.DRIFTED
        }
    assert ("affine_rows", "out/out") in drifted
    assert ("affine_rows", "out/dw") not in drifted


@pytest.mark.parametrize("fixtures", [PUBLIC, HIDDEN], ids=lambda f: f.name)
def test_tolerances_lie_ten_times_from_right_and_from_wrong(fixtures):
    for case in fixtures.manifest["cases"].values():
        for entry in case["answers"].values():
            assert 10 * entry["honest"] <= entry["tolerance"]
            assert entry["wrong"] is None or 10 * entry["tolerance"] <= entry["wrong"]


def test_hidden_cases_have_other_numbers_than_public_ones():
    same = [
        (case.name, name)
        for case in fixed_cases()
        for name, array in PUBLIC.inputs(case).items()
        if array.dtype.kind == "f"
        and array.size > 1
        and np.array_equal(array, HIDDEN.inputs(case)[name])
        and len(np.unique(array)) > 3  # not signs or differences
    ]
    assert not same


def test_the_secret_decides_hidden_seeds_only():
    assert seed_for("affine_rows", "one secret") != seed_for("affine_rows", "another")
    assert seed_for("affine_rows", None) == PUBLIC.manifest["cases"]["affine_rows"]["seed"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PUBLIC.folder, tmp_path / "public"))


def test_an_edited_file_is_noticed(copied):
    content = (copied / "q1.npz").read_bytes()
    (copied / "q1.npz").write_bytes(content[:-1] + b"\x01")
    with pytest.raises(FixtureError, match=r"q1\.npz is not the file"):
        FixtureSet(copied)


@pytest.mark.parametrize(
    ("add", "sentence"), [(False, "no fixture for affine_rows"), (True, "no case for orphan")]
)
def test_missing_and_orphaned_fixtures_are_errors(copied, add, sentence):
    manifest = json.loads((copied / "manifest.json").read_text())
    entry = manifest["cases"]["affine_rows"] if add else manifest["cases"].pop("affine_rows")
    if add:
        manifest["cases"]["orphan"] = entry
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(FixtureError, match=sentence):
        FixtureSet(copied).check_complete()


@pytest.mark.nightly(days=3)
@pytest.mark.torch
def test_generating_twice_gives_the_same_bytes(tmp_path):
    pytest.importorskip("torch")
    cases = [CASES[name] for name in ("affine_rows", "adam_given", "softmax")]
    made = []
    for name in ("one", "two"):
        copy = replace(ASSIGNMENT, root=tmp_path / name)
        copy.root.mkdir()
        for folder in (copy.graders, copy.solution):
            folder.symlink_to(ASSIGNMENT.root / folder.name)
        generate(copy, "secret", cases)
        made.append({p.relative_to(copy.root): p.read_bytes() for p in copy.fixtures.rglob("*.*")})
    one, two = made
    assert one == two
    assert len(one) == 7


@pytest.mark.torch
def test_what_is_drawn_with_a_terms_secret_is_kept_out_of_git_and_used(tmp_path):
    pytest.importorskip("torch")
    copy = replace(ASSIGNMENT, root=tmp_path)
    for folder in (copy.graders, copy.solution):
        folder.symlink_to(ASSIGNMENT.root / folder.name)
    generate(copy, "development", [CASES["softmax"]])
    assert FixtureSet(set_folders(copy.fixtures)[1]).label.startswith("development ")
    before = {p: p.read_bytes() for p in (copy.fixtures / "hidden").iterdir()}
    generate(copy, "secret", [CASES["softmax"]])
    assert {p: p.read_bytes() for p in (copy.fixtures / "hidden").iterdir()} == before
    public, hidden = map(FixtureSet, set_folders(copy.fixtures))
    assert (public.name, hidden.name, hidden.folder.name) == ("public", "hidden", "term")
    assert (public.label, hidden.label) == (public.id, hidden.id)
    assert "**/fixtures/term/" in (ASSIGNMENT.root / ".gitignore").read_text().splitlines()
    with pytest.raises(ValueError, match="no secret is set"):
        generate(copy, "development", [CASES["softmax"]])


def test_a_case_is_shown_whole_by_its_name_and_by_the_number_of_a_check(capsys):
    show_case(ASSIGNMENT, "relu")
    by_name = capsys.readouterr().out
    assert "..." not in by_name
    assert "…" not in by_name
    (hidden,) = re.findall(r"relu, hidden .*", by_name, re.DOTALL)
    assert "out/dx =" in hidden
    show_case(ASSIGNMENT, "1.3")
    assert by_name in capsys.readouterr().out
    with pytest.raises(KeyError, match="no case and no check"):
        show_case(ASSIGNMENT, "9.99")


@pytest.mark.torch
def test_inputs_that_hardly_show_a_mistake_are_drawn_again():
    """A right variant is off by 1e-7 or so, and the mistake by 1e-6 where the first number is positive."""
    pytest.importorskip("torch")
    rounded = Mutant(
        "right.id", NO_BIAS.target, "", swaps=(("x_flat @ w + b", "np.float32(x_flat) @ np.float32(w) + b"),)
    )
    faint = Mutant(
        "wrong.id",
        NO_BIAS.target,
        "",
        swaps=(("x_flat @ w + b", "(x_flat @ w + b) * (1 + 1e-6 if x.flat[0] > 0 else 2)"),),
        costs=("1.1",),
    )
    case = CASES["affine_rows"]

    def first_number(secret: str, draw: int = 0) -> float:
        return case.draw_inputs(seed_for(case.name, secret, draw))["x"].flat[0]

    secret = next(secret for secret in map(str, range(99)) if first_number(secret) > 0)
    with Workshop(PACKAGE, REFERENCE, read_package(ASSIGNMENT.oracle), [rounded, faint]) as shop:
        frozen = shop.freeze(case, secret)
    assert frozen.draw == next(draw for draw in range(99) if first_number(secret, draw) <= 0) > 0
    assert frozen.seed == seed_for(case.name, secret, frozen.draw)
    assert frozen.inputs["x"].flat[0] <= 0


@pytest.mark.torch
def test_what_the_oracle_contradicts_is_not_frozen():
    pytest.importorskip("torch")
    with (
        Workshop(PACKAGE, NO_BIAS.applied(REFERENCE), read_package(ASSIGNMENT.oracle), []) as shop,
        pytest.raises(CertificationError, match="affine_rows: the oracle's out differs"),
    ):
        shop.freeze(CASES["affine_rows"], None)
