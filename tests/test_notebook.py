"""What notebooks have, which is what the command line has."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.cli.main import COMMANDS
from detente.errors import ADVICE_KINDS, Advice, DetenteError, Mistake, ScenarioError
from detente.notebook import Claims, Crisis, Plays, Solution
from detente.notebook.advice import WORDINGS, advised
from detente.scenario.library import TEMPLATE
from detente.scenario.positions import Where


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return detente.load(TEMPLATE)


@pytest.fixture(scope="module")
def solution(crisis: Crisis) -> Solution:
    return crisis.solve(num_points=9)


@pytest.fixture(scope="module")
def plays(solution: Solution) -> Plays:
    return solution.simulate(num_plays=1_000, seed=5)


def test_a_crisis_knows_its_variants(crisis: Crisis) -> None:
    assert crisis.variants == ("cheap_sanctions", "trusted_patron", "no_offensive")
    changed = crisis.variant("no_offensive")
    assert repr(changed) == "<Crisis: A ceasefire and its patron, variant no_offensive>"
    assert "breakthrough" in str(crisis)
    assert "breakthrough" not in str(changed)
    assert "Does it pay the patron" in crisis._repr_html_()


def test_values_have_names(solution: Solution) -> None:
    assert list(solution.values["actor"]) == ["patron", "patron", "neighbour"]
    assert solution.certificate.num_unsolved == 0
    assert "Solved: every one of" in solution._repr_html_()


def test_a_policy_in_words(solution: Solution) -> None:
    policy = solution.policy("patron", "2015-08", front="retreat")
    assert list(policy.columns) == ["restrain", "arm"]
    np.testing.assert_allclose(policy.sum(axis=1), 1)
    by_type = policy.droplevel(["decision", "situation"])
    assert by_type.loc["hungry", "arm"] > by_type.loc["cautious", "arm"]


def test_a_policy_depends_on_the_belief(solution: Solution) -> None:
    trusted = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.99, "hungry": 0.01}})
    feared = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.01, "hungry": 0.99}})
    assert (trusted["lift"].dropna() > feared["lift"].dropna()).all()


def test_a_policy_at_a_grid_point_is_the_solved_one(solution: Solution) -> None:
    equilibrium = solution.equilibrium
    middle = {"cautious": 0.5, "hungry": 0.5}  # log-odds zero, the middle of nine points
    shown = solution.policy("patron", beliefs={"patron": middle}).to_numpy()
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    solved = np.exp(log_policy[0, 4]).T
    np.testing.assert_allclose(shown, solved, rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("patrom",), "no actor 'patrom'"),
        (("patron", "2019-01"), "no date '2019-01'"),
    ],
)
def test_misuse_is_named(solution: Solution, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        solution.policy(*arguments)


@pytest.mark.parametrize(
    ("beliefs", "words"),
    [({"neighbour": {"x": 1.0}}, "private types"), ({"patron": {"hungry": 0.4}}, "sum to one")],
)
def test_wrong_beliefs_are_named(solution: Solution, beliefs: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        solution.policy("patron", beliefs=beliefs)


def test_the_nearest_name_is_said(solution: Solution) -> None:
    with pytest.raises(DetenteError, match="no actor 'patrom' — did you mean 'patron'"):
        solution.policy("patrom")


def test_wrong_numbers_of_plays_are_refused(crisis: Crisis, solution: Solution) -> None:
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        solution.simulate(num_plays=10**11)
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        crisis.check_claims(num_plays=0)


def test_plays_as_tables_and_charts(plays: Plays) -> None:
    assert plays.dataset.sizes["play"] == 1_000
    shares = plays.states.groupby(["date", "variable"])["share"].sum()
    np.testing.assert_allclose(shares, 1)
    assert {"Front", "Sanctions", "The patron: decides"} <= set(plays.charts())
    assert plays._repr_html_().count("<svg") == len(plays.charts())


def test_policies_side_by_side(crisis: Crisis) -> None:
    compared = crisis.compare("cheap", num_plays=500, num_points=5)
    assert set(compared.table["policy"]) == {"base", "cheap_sanctions"}
    assert list(compared.charts()) == ["Patron, cautious", "Patron, hungry", "Neighbour"]
    assert "patron, hungry" in compared._repr_html_()
    under = crisis.variant("no_offensive").compare("trusted_patron", "no_offensive", num_plays=500, num_points=5)
    assert set(under.table["policy"]) == {"no_offensive", "trusted_patron"}


def test_claims_by_name(crisis: Crisis) -> None:
    claims: Claims = crisis.check_claims(num_plays=1_000, num_points=9)
    assert len(claims) == 4
    assert claims["arms_tell"].verdict in {"holds", "fails", "undecided"}
    assert list(claims.table["id"]) == [claim.id for claim in claims]
    assert "Whoever arms its friends" in claims._repr_html_()
    with pytest.raises(KeyError, match="arms_tell"):
        claims["arms"]


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
    here |= {"claims": crisis.check_claims}
    for task in COMMANDS:
        assert callable(here.get(task) or getattr(crisis, task)), task


def test_options_have_the_same_names_everywhere() -> None:
    names = {each.name for each in fields(detente.Options)}
    own = {"thorough", "compiled", "size", "out", "to", "by_date", "most_nodes", "beliefs", "game", "variant"}
    for method in _methods(Crisis) + _methods(Solution):
        for parameter in inspect.signature(method).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY:
                assert parameter.name in names | own, method
            elif parameter.default is not parameter.empty:
                assert parameter.name == "date", f"{method}: {parameter.name} has a default, so it is an option"


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


def test_plays_and_trees_are_written(plays: Plays, tmp_path: Path) -> None:
    assert plays.write(tmp_path / "plays.csv").read_text(encoding="utf-8").startswith("kind,date,what")
    exported = detente.load("classics/beer-quiche").export(tmp_path / "beer.efg")
    assert exported.num_nodes == 15
    with pytest.raises(DetenteError, match=r"FILE\.nc"):
        plays.write(tmp_path / "plays.xlsx")


def test_advice_is_worded_as_keyword_arguments() -> None:
    assert set(WORDINGS) == set(ADVICE_KINDS)

    @advised()
    def refuse() -> None:
        together = [Advice("fewer_points_together", actor, 5) for actor in ("north", "south")]
        raise ScenarioError([Mistake(Where("crisis.yaml", 1, 1, "file"), "too large", tuple(together))])

    with pytest.raises(ScenarioError) as caught:
        refuse()
    assert caught.value.__notes__ == ["What fits: num_points={'north': 5, 'south': 5}."]
