"""The certificate beyond one solution: the headline numbers on a finer belief grid."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from detente import service
from detente.analysis.results import Run
from detente.cli.main import app
from detente.game import compile as compiling
from detente.game.compile import build_grid, compile_game
from detente.game.frame import build_frame
from detente.game.memory import estimate_memory
from detente.game.reach import Limits, reach
from detente.report.words import certificate_in_words
from detente.scenario import library, loading
from detente.scenario.library import TEMPLATE
from detente.solve.backward import solve
from detente.solve.certificate import Certificate, PlayedOut
from support.at_once import by_profile, matrix
from support.games import chain_store

QUICK = service.Options(num_points=9, num_plays=2_000, seed=7)
ALWAYS = {"max_residual", "unsolved_share", "played_out_gap", "max_regret", "grid_error"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    options = replace(QUICK, regret=True, refine=True, num_starts=2)
    return service.run(TEMPLATE, None, options, tmp_path_factory.mktemp("run") / "out")


def test_start_values_are_those_of_the_grid_with_every_interval_halved(run: Run) -> None:
    refinement = run.judged.certificate.refinement
    assert refinement is not None
    assert refinement.num_points == {"patron": 17}
    finer = solve(compile_game(loading.load(library.find(TEMPLATE)), {"patron": 17}))
    np.testing.assert_allclose([value.refined for value in refinement.values], finer.start_values, atol=1e-12)
    assert [value.base for value in refinement.values] == [value.value for value in run.values]
    changes = finer.start_values - np.array([value.value for value in run.values])
    assert run.judged.certificate.grid_error == pytest.approx(np.abs(changes).max())


def test_claims_of_the_base_are_judged_again_with_the_same_draws(run: Run) -> None:
    refinement = run.judged.certificate.refinement
    assert refinement is not None
    finer = {claim.id: claim for claim in service.claims(TEMPLATE, None, replace(QUICK, num_points=17)).claims}
    own = [claim for claim in run.scenario.claims if " under " not in claim.statement]
    assert 0 < len(own) < len(run.scenario.claims)
    assert {change.claim for change in refinement.claims} == {claim.id for claim in own}
    for change in refinement.claims:
        parts = {part.text: part for part in finer[change.claim].parts}
        assert change.refined == parts[change.text].value
        assert change.refined_verdict == parts[change.text].verdict


def test_the_answer_itself_is_as_without_being_asked(run: Run, tmp_path: Path) -> None:
    plain = service.run(TEMPLATE, None, QUICK, tmp_path)
    assert plain.judged.claims == run.judged.claims
    assert plain.values == run.values
    assert plain.judged.certificate.refinement is None


def test_programs_and_readers_are_told(run: Run) -> None:
    told = json.loads(Path(run.files["result"]).read_text(encoding="utf-8"))["certificate"]
    assert set(told) >= ALWAYS
    assert told["grid_error"] == max(abs(value["change"]) for value in told["refinement"]["values"])
    page = Path(run.files["report"]).read_text(encoding="utf-8")
    assert "The headline numbers on a finer belief grid" in page
    assert "twice as fine (patron 17 points)" in page
    assert run.command.endswith("--certify --starts 2")
    starts = [selection["start"] for selection in told["multiplicity"]["selections"]]
    assert starts == ["uniform play", "pure profile 1"]
    assert "Whole solutions from other starts" in page
    assert "from 2 other starts" in page


def test_what_was_not_asked_for_is_null() -> None:
    told = json.loads(CliRunner().invoke(app, ["solve", str(TEMPLATE), "--points", "5", "--json"]).stdout)
    assert told["certificate"]["grid_error"] is None
    assert told["certificate"]["refinement"] is None
    assert set(told["certificate"]) >= ALWAYS


def test_solve_prints_every_expected_payoff_on_both_grids() -> None:
    told = CliRunner().invoke(app, ["solve", str(TEMPLATE), "--points", "5", "--certify"])
    assert told.exit_code == 0
    for words in ("(patron 9 points)", "Finer grid", "expected payoff of patron (cautious)", "pure profile 2", "Whose"):
        assert words in " ".join(told.stdout.split())


def test_other_starts_alone() -> None:
    options = service.Options(num_points=7, num_starts=4)
    solved = service.solve("classics/cheap-talk", None, options)
    told = solved.to_json()["certificate"]
    assert told["grid_error"] is None
    assert len(told["multiplicity"]["selections"]) == 4
    node = told["multiplicity"]["nodes"][0]
    assert (node["date"], node["actor"], node["stage"], node["state"]) == ("1", "expert", "says", "policy = 0")
    assert f"have more than one stable answer, up to {node['num_solutions']} (" in certificate_in_words(
        solved.certificate
    )


def test_changes_fall_with_the_grid(tmp_path: Path) -> None:
    file = tmp_path / "store.yaml"
    file.write_text(chain_store(4), encoding="utf-8")
    errors = [
        service.solve(file, None, service.Options(num_points=points, refine=True)).certificate.grid_error
        for points in (11, 41)
    ]
    assert errors[0] is not None
    assert errors[1] is not None
    assert 0 < errors[1] < errors[0] / 4


@pytest.mark.parametrize(("gap", "error", "is_said"), [(0.5, 0.01, True), (0.5, 0.2, False), (0.05, 0.001, False)])
def test_a_gap_that_chance_does_not_explain_is_said_loudly(gap: float, error: float, is_said: bool) -> None:
    certificate = Certificate(1e-10, 0.0, 10, 0, played_out=PlayedOut(gap, gap, error, 20, 2_000))
    assert ("more than chance explains" in certificate_in_words(certificate)) == is_said


def test_other_answers_are_sought_where_two_move_at_once_though_nothing_is_private(tmp_path: Path) -> None:
    file = tmp_path / "chicken.yaml"
    by_both = (0.0, 0.0, 1.0, -3.0), (0.0, 1.0, 0.0, -3.0)
    file.write_text(matrix(*map(by_profile, by_both), 20.0), encoding="utf-8")
    found = service.solve(file, None, replace(QUICK, num_starts=3)).certificate.multiplicity
    assert found is not None
    assert found.most == 2


def test_a_finer_grid_that_does_not_fit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loading.load(library.find(TEMPLATE))
    frame = build_frame(scenario, build_grid(scenario, {"patron": 9}, 10.0))
    estimate = estimate_memory(frame, reach(frame, Limits()))
    limits = Limits(bytes=estimate.num_bytes(estimate.grid, with_regret=True))
    monkeypatch.setattr(compiling, "Limits", lambda: limits)
    solved = service.solve(TEMPLATE, None, replace(QUICK, refine=True))
    assert solved.certificate.grid_error is None
    assert solved.certificate.refinement is not None
    assert "solving would take" in solved.certificate.refinement.obstacle
    assert solved.to_json()["certificate"]["refinement"]["obstacle"]


def test_without_anything_private_there_is_no_grid() -> None:
    assert service.solve("classics/preventive-war", None, service.Options(refine=True)).certificate.grid_error == 0
