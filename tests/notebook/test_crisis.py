"""A crisis in a notebook has every task of the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

import detente
from detente import service
from detente.cli.main import COMMANDS
from detente.errors import DetenteError, ScenarioError
from detente.notebook import Crisis, Solution
from detente.notebook.results import Report
from detente.scenario.library import TEMPLATE


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return detente.load(TEMPLATE)


@pytest.fixture(scope="module")
def solution(crisis: Crisis) -> Solution:
    return crisis.solve(num_points=9)


def test_a_crisis_knows_its_variants(crisis: Crisis) -> None:
    assert crisis.variants == ("cheap_sanctions", "trusted_patron", "no_offensive")
    changed = crisis.variant("no_offensive")
    assert repr(changed) == "<Crisis: A ceasefire and its patron, variant no_offensive>"
    assert "breakthrough" in str(crisis)
    assert "breakthrough" not in str(changed)
    assert "Does it pay the patron" in crisis._repr_html_()


def test_wrong_numbers_of_plays_are_refused(crisis: Crisis, solution: Solution) -> None:
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        solution.simulate(num_plays=10**11)
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        crisis.check_claims(num_plays=0)


def test_a_small_crisis_is_a_tree_and_a_game_of_openspiel() -> None:
    crisis = detente.load("classics/beer-quiche")
    assert len(crisis.tree().nodes) == 15
    with pytest.raises(DetenteError, match="more than 9"):
        crisis.tree(most_nodes=9)
    pytest.importorskip("pyspiel")
    game = crisis.as_openspiel()
    policy = crisis.solve(num_points=41).as_openspiel_policy(game)
    assert policy.action_probability_array.sum() == pytest.approx(4)


def test_a_notebook_has_every_task_of_the_command_line(crisis: Crisis, solution: Solution) -> None:
    here = {"list": detente.list_crises, "new": detente.new, "schema": detente.schema, "simulate": solution.simulate}
    here |= {"claims": crisis.check_claims, "import": service.import_game, "export-report": Report.export}
    here |= {"rates": service.rates, "diff": detente.diff}
    front_ends = {"mcp", "table", "workbench"}  # which have tasks themselves
    for task in set(COMMANDS) - front_ends:
        assert callable(here.get(task) or getattr(crisis, task)), task


def test_options_have_the_same_names_everywhere() -> None:
    names = {each.name for each in fields(detente.Options)}
    own = {"thorough", "compiled", "size", "out", "to", "by_date", "most_nodes", "beliefs", "game", "variant"}
    own |= {"also", "given", "play", "boldness", "decision"}
    own |= {"also", "criterion", "tries", "over", "designs", "models", "as_of", "claims", "store", "cluster", "values"}
    own |= {"also", "text", "scale", "events", "outcomes", "learn_under", "ahead"}
    for method in _methods(Crisis) + _methods(Solution):
        for parameter in inspect.signature(method).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY:
                assert parameter.name in names | own, method
            elif parameter.default is not parameter.empty:
                assert parameter.name in ("date", "commitment", "name", "events", "claim", "number", "worlds"), (
                    f"{method}: {parameter.name} has a default, so it is an option"
                )


def _methods(kind: type) -> list[Callable[..., object]]:
    return [method for name, method in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")]


def test_check_and_show_need_no_solution(crisis: Crisis) -> None:
    assert crisis.check(thorough=True).counts["claims"] == 4
    assert crisis.variant("no_offensive").check().origin.variant == "no_offensive"
    assert "breakthrough" in str(crisis.show())
    assert crisis.show(size=True, num_points=9).document["num_beliefs"] == 9
    assert crisis.show(compiled=True, num_points=9)._repr_html_().startswith("<pre>")


def test_a_loaded_crisis_is_checked_as_its_file_is() -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace("eventually front == advance) > 0.5", "lost == 3) > 0.5")
    with pytest.raises(ScenarioError, match="'lost'"):
        detente.loads(text).check()


def test_the_checks_that_take_further_solutions(crisis: Crisis) -> None:
    certificate = crisis.certify(num_points=5, num_starts=1)
    assert certificate.regrets
    assert certificate.grid_error is not None
    assert certificate.multiplicity is not None


def test_claims_in_worlds() -> None:
    claims = detente.load("finland-1939").check_claims(num_plays=200, num_points=3, num_worlds=2, allow_unsolved=True)
    assert claims.worlds is not None
    assert len(claims.worlds.rows) == 2


def test_everything_in_one_folder(crisis: Crisis, tmp_path: Path) -> None:
    report = crisis.run(out=tmp_path / "out", num_plays=500, num_points=5)
    assert Path(report.files["report"]).is_file()
    assert report.run.command == f"detente.load({str(TEMPLATE)!r}).run(seed=0, num_plays=500, num_points=5)"
    assert "report.html" in report._repr_html_()
    crisis.compare("cheap", num_plays=500, num_points=5, out=tmp_path / "compared")
    assert (tmp_path / "compared" / "comparison.html").is_file()
