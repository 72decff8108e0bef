"""The debrief against closed forms: regret, what a move told, expected and realised payoffs, scores of expectations."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.analysis.options import Options
from detente.scenario.loading import loads
from detente.service.table import table_game
from detente.simulate.by_term import split_flows, try_acts
from detente.table.moves import TableError
from detente.table.session import open_table
from support.tables import play_first_acts, table_of


def logit(difference: float) -> float:
    return 1 / (1 + math.exp(-difference))


RESCUED = 0.7 * logit(20 * 0.5) + 0.3 * logit(-20 * 0.5)


def test_regret_is_what_the_better_act_is_worth_more() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "loyal"})
    table.act("proxy", "provoke")
    table.act("patron", "abandon")
    found = {move.actor: move for move in table.debrief().moves}
    # The loyal patron pays 0.5 for a rescue and 1 if it abandons its proxy.
    assert found["patron"].regret == pytest.approx(0.5, abs=1e-6)
    assert found["patron"].best == "rescue"
    assert "Rescue was worth 0.5 more" in found["patron"].regret_words
    assert found["proxy"].regret == 0
    # Provoking brings 1 if rescued and −1.5 if not, keeping quiet nothing.
    worth = RESCUED - 1.5 * (1 - RESCUED)
    assert found["proxy"].spread == pytest.approx(worth, abs=1e-6)
    assert {each.act: each.probability for each in found["proxy"].acts}["provoke"] == pytest.approx(logit(20 * worth))


def test_a_regret_is_split_by_payoff() -> None:
    table = table_of("classics/proxy", {"patron": "Bob"}, types={"patron": "loyal"})
    table.override("proxy", "provoke")
    table.advance()
    table.act("patron", "abandon")
    (move,) = table.debrief("patron").moves
    (term,) = move.terms
    assert (term.name, term.amount, term.error) == ("acts", pytest.approx(0.5), pytest.approx(0.0))


def test_what_a_move_told_is_bayes_rule() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "cold"})
    table.act("proxy", "provoke")
    table.act("patron", "abandon")
    move = table.debrief().moves[-1]
    loyal = 0.7 * logit(-20 * 0.5)
    told = {each.type: (each.before, each.after) for each in move.told}
    assert told["loyal"] == (pytest.approx(0.7), pytest.approx(loyal / (loyal + 0.3 * logit(20 * 0.5)), rel=1e-4))
    assert "It moved the others' belief that The patron is “loyal” from 70 %" in move.told_words


def test_scores_are_the_payoffs_of_the_play() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "cold"})
    table.act("proxy", "provoke")
    table.act("patron", "abandon")
    scores = {score.actor: score for score in table.debrief().scores}
    assert scores["proxy"].realised == pytest.approx(-1.5)
    assert scores["patron"].realised == pytest.approx(-1.0)
    share = logit(20 * (RESCUED - 1.5 * (1 - RESCUED)))
    cold = share * -(logit(20 * 0.5) * 1 + logit(-20 * 0.5) * 1.5)
    assert scores["patron"].expected == pytest.approx(cold, abs=1e-5)


def test_expectations_are_scored_by_the_formulas() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "loyal"})
    expects = {"patron plays rescue": 0.6, "patron plays abandon": 0.3, "eventually line == provoked": 0.9}
    table.act("proxy", "provoke", expects=expects, intends="to win")
    table.act("patron", "rescue")
    done = table.debrief("proxy")
    about = {each.about: each for each in done.expectations}
    assert about["patron"].brier == pytest.approx(0.4**2 + 0.3**2 + 0.1**2)
    assert about["patron"].log == pytest.approx(-math.log(0.6))
    # The model knows the prior of the patron's types and what either does.
    chance = 4 * math.sqrt(RESCUED * (1 - RESCUED) / 1000)
    assert about["patron"].model_stated == pytest.approx(RESCUED, abs=chance)
    assert about["eventually line == provoked"].brier == pytest.approx(2 * 0.1**2)
    assert about["eventually line == provoked"].model_brier == 0
    assert done.moves[0].intends == "to win"
    (score,) = done.scores
    assert score.brier == pytest.approx(((0.4**2 + 0.3**2 + 0.1**2) + 2 * 0.1**2) / 2)


def test_an_expectation_of_an_act_that_never_comes_is_not_scored() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"})
    table.act("proxy", "keep_quiet", expects={"patron plays rescue": 0.5})
    table.advance()
    (only,) = table.debrief().expectations
    assert (only.came, only.brier, only.model_brier) == ("", None, None)


def test_a_policy_says_the_same_of_values_as_plays() -> None:
    """Regret is read off the policy; rollouts from the same history know nothing of that."""
    table = table_of("both", {"tehran": "Ann"}, seed=2, types={"tehran": "hawk"})
    play_first_acts(table)
    moment = next(each for each in table.course.moments if each.stand is not None and each.actor == 0)
    assert moment.stand is not None
    values = moment.stand.values()
    assert values is not None
    history = table.course.history(moment.number)
    tried = try_acts(table.game.prepared, history, split_flows(table.course.game), 20_000, np.random.SeedSequence(7))
    own = tried.values[:, :, list(tried.kinds).index(moment.stand.kind)].sum(axis=0)
    can = np.flatnonzero(moment.stand.menu.any(axis=1))
    assert values[can] - values[can].mean() == pytest.approx(own - own.mean(), abs=0.02)


def test_the_story_tells_every_move() -> None:
    table = table_of("hidden", {"moscow": "Ann"}, seed=1)
    play_first_acts(table)
    story = " ".join(table.debrief().story)
    for word in ("prepares", "moves", "answers", "boasts"):
        assert word in story


def test_no_debrief_before_the_end() -> None:
    with pytest.raises(TableError, match="not over"):
        table_of("classics/proxy", {"proxy": "Ann"}).debrief()


def test_whoever_is_thought_impossible_is_judged_all_the_same() -> None:
    """A dove that is known to be a hawk still has the regrets of a dove, read off its own policy."""
    text = """
crisis: Shown at once
calendar: {rounds: 2}
state: {line: {scale: [low, high], starts: low}}
actors:
  ann:
    precision: 20
    types: {dove: {prior: 0.5, cost: 9}, hawk: {prior: 0.5, cost: -9}}
  bob: {precision: 1}
each round:
  - ann moves: {hold: {}, push: {costs: cost}}
  - bob answers: {wait: {}, hit: {costs: 0.1}}
"""
    game = table_game(loads(text), options=Options(num_points=9, has_grid_error=False))
    table = open_table(game, chairs={"ann": "Ann"}, types={"ann": "dove"})
    table.act("ann", "push")
    table.advance()
    table.act("ann", "push")
    table.advance()
    first, second = table.debrief().moves
    assert first.regret == second.regret == pytest.approx(9)
    assert first.terms[0].amount == pytest.approx(9)
    assert second.terms == ()
