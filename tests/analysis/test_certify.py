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
from detente.report.certificates import certificate_in_words
from detente.scenario import library, loading
from detente.scenario.library import TEMPLATE
from detente.solve.backward import solve
from support.at_once import by_profile, matrix
from support.games import chain_store
from support.untracked import ONCE, ONE_AND_THE_OTHER

QUICK = service.Options(num_points=9, num_plays=2_000, seed=7)
ALWAYS = {"max_residual", "unsolved_share", "played_out_gap", "max_regret", "grid_error"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    options = replace(QUICK, regret=True, refine=True, num_starts=2)
    return service.run(TEMPLATE, options=options, out=tmp_path_factory.mktemp("run") / "out")


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
    finer = {claim.id: claim for claim in service.claims(TEMPLATE, options=replace(QUICK, num_points=17)).claims}
    own = [claim for claim in run.scenario.claims if " under " not in claim.statement]
    assert 0 < len(own) < len(run.scenario.claims)
    assert {change.claim for change in refinement.claims} == {claim.id for claim in own}
    for change in refinement.claims:
        comparisons = {each.text: each for each in finer[change.claim].comparisons}
        assert change.refined == comparisons[change.text].value
        assert change.refined_verdict == comparisons[change.text].verdict


def test_the_solution_itself_is_as_without_the_option(run: Run, tmp_path: Path) -> None:
    plain = service.run(TEMPLATE, options=QUICK, out=tmp_path)
    assert plain.judged.claims == run.judged.claims
    assert plain.values == run.values
    assert plain.judged.certificate.refinement is None


def test_programs_and_readers_get_it(run: Run) -> None:
    report = json.loads(Path(run.files["result"]).read_text(encoding="utf-8"))["certificate"]
    assert set(report) >= ALWAYS
    assert report["grid_error"] == max(abs(value["change"]) for value in report["refinement"]["values"])
    page = Path(run.files["report"]).read_text(encoding="utf-8")
    assert "Headline numbers on a finer belief grid" in page
    assert "twice as fine (patron 17 points)" in page
    assert run.command.endswith("refine=True, num_starts=2)")
    starts = [selection["start"] for selection in report["multiplicity"]["selections"]]
    assert starts == ["uniform play", "pure profile 1"]
    assert "Complete solutions from other starting points" in page
    assert "from 2 other starting points" in page


def test_what_was_not_requested_is_null() -> None:
    report = json.loads(CliRunner().invoke(app, ["solve", str(TEMPLATE), "--points", "5", "--json"]).stdout)
    assert report["certificate"]["grid_error"] is None
    assert report["certificate"]["refinement"] is None
    assert set(report["certificate"]) >= ALWAYS


def test_solve_prints_every_expected_payoff_on_both_grids() -> None:
    report = CliRunner().invoke(app, ["solve", str(TEMPLATE), "--points", "5", "--certify"])
    assert report.exit_code == 0
    for words in (
        "(patron 9 points)",
        "Finer grid",
        "expected payoff of patron (cautious)",
        "pure profile 2",
        "expected payoff Actor",
    ):
        assert words in " ".join(report.stdout.split())


def test_other_starts_alone() -> None:
    options = service.Options(num_points=7, num_starts=4)
    solved = service.solve("classics/cheap-talk", options=options)
    report = solved.to_json()["certificate"]
    assert report["grid_error"] is None
    assert len(report["multiplicity"]["selections"]) == 4
    node = report["multiplicity"]["nodes"][0]
    assert (node["date"], node["actor"], node["stage"], node["state"]) == ("1", "expert", "says", "policy = 0")
    assert f"have more than one stable solution, up to {node['num_solutions']} (" in certificate_in_words(
        solved.certificate
    )


def test_changes_fall_with_the_grid(tmp_path: Path) -> None:
    file = tmp_path / "store.yaml"
    file.write_text(chain_store(4), encoding="utf-8")
    errors = [
        service.solve(file, options=service.Options(num_points=points, refine=True)).certificate.grid_error
        for points in (11, 41)
    ]
    assert errors[0] is not None
    assert errors[1] is not None
    assert 0 < errors[1] < errors[0] / 4


def test_other_solutions_are_sought_where_two_move_at_once_though_nothing_is_private(tmp_path: Path) -> None:
    file = tmp_path / "chicken.yaml"
    by_both = (0.0, 0.0, 1.0, -3.0), (0.0, 1.0, 0.0, -3.0)
    file.write_text(matrix(*map(by_profile, by_both), 20.0), encoding="utf-8")
    found = service.solve(file, options=replace(QUICK, num_starts=3)).certificate.multiplicity
    assert found is not None
    assert found.most == 2


def test_a_finer_grid_that_does_not_fit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loading.load(library.find(TEMPLATE))
    frame = build_frame(scenario, build_grid(scenario, {"patron": 9}, 10.0))
    estimate = estimate_memory(frame, reach(frame, Limits()))
    limits = Limits(bytes=estimate.num_bytes(estimate.grid, with_regret=True))
    monkeypatch.setattr(compiling, "Limits", lambda: limits)
    solved = service.solve(TEMPLATE, options=replace(QUICK, refine=True))
    assert solved.certificate.grid_error is None
    assert solved.certificate.refinement is not None
    assert "solving would take" in solved.certificate.refinement.obstacle
    assert solved.to_json()["certificate"]["refinement"]["obstacle"]


def test_without_anything_private_there_is_no_grid() -> None:
    assert service.solve("classics/preventive-war", options=service.Options(refine=True)).certificate.grid_error == 0


def test_where_no_belief_is_tracked_there_is_nothing_to_refine(tmp_path: Path) -> None:
    file = tmp_path / "once.yaml"
    file.write_text(ONCE, encoding="utf-8")
    certificate = service.solve(file, options=service.Options(refine=True)).certificate
    assert certificate.grid_error == 0
    assert "No belief has to be tracked" in certificate_in_words(certificate)


def test_only_tracked_beliefs_are_refined(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(ONE_AND_THE_OTHER, encoding="utf-8")
    refinement = service.solve(file, options=service.Options(num_points=21, refine=True)).certificate.refinement
    assert refinement is not None
    assert refinement.num_points == {"south": 41}
