"""Plays drawn from a game tree: values, beliefs and shares against the tree itself, forced moves, equal draws."""

from __future__ import annotations

import numpy as np
import pytest

from detente.scenario.loading import loads
from detente.simulate.moves import ForcedMove
from detente.simulate.on_tree import simulate_on_tree
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.equilibrium import Equilibrium
from detente.trees.as_equilibrium import solve_on_tree
from detente.trees.exact import solve_game_tree
from detente.trees.grown import grow_tree
from support.private import CABLE, PRIVATE, SPY
from support.trees import CRISES
from support.unseen import PROGRAMME

NUM_PLAYS = 20_000
ERRORS = 4.5
"""Standard errors that one of some hundred means may be off by chance: with probability 7e-6 each."""


def solved(text: str) -> Equilibrium:
    return solve_on_tree(loads(text))


def list_means(equilibrium: Equilibrium, paths: Paths) -> list[tuple[float, float, float]]:
    """By type that occurs: its value, the mean of what it gets, and the standard error of that."""
    discounted, found = paths.discounted(), []
    for row, value in zip(equilibrium.game.rows, equilibrium.start_values, strict=True):
        own = discounted[paths.types[:, row.actor] == row.type, row.actor]
        if len(own) > 100:
            found.append((float(value), float(own.mean()), float(own.std() / np.sqrt(len(own)))))
    return found


@pytest.mark.parametrize("text", [*PRIVATE.values(), CRISES["seat"], CRISES["covert_at_once"], PROGRAMME])
def test_plays_bring_the_values_of_the_tree(text: str) -> None:
    equilibrium = solved(text)
    paths = simulate_on_tree(equilibrium, NUM_PLAYS, 1)
    for value, mean, error in list_means(equilibrium, paths):
        assert abs(value - mean) <= ERRORS * error + 1e-6


@pytest.mark.parametrize("name", ["cable", "spy", "known"])
def test_every_belief_is_right_on_average(name: str) -> None:
    """What an observer thinks of an actor is, over all plays, how often it is so, in everybody's eyes."""
    equilibrium = solved(PRIVATE[name])
    game, paths = equilibrium.game, simulate_on_tree(equilibrium, NUM_PLAYS, 2)
    for view in range(len(game.prior) + 1):
        for actor in game.informed:
            for period in range(game.num_periods):
                for kind in range(len(game.prior[actor])):
                    belief = paths.belief(period + 1, actor, kind, view)
                    gap = belief - (paths.types_at(period)[:, actor] == kind)
                    assert abs(gap.mean()) <= ERRORS * gap.std() / np.sqrt(NUM_PLAYS) + 1e-9


def test_an_actor_knows_itself_and_whom_it_knows() -> None:
    paths = simulate_on_tree(solved(CABLE), 1000, 3)
    kyiv, washington = 1, 2
    for view in (1 + kyiv, 1 + washington):
        belief = paths.belief(0, kyiv, 0, view)
        assert belief == pytest.approx(1.0 * (paths.types[:, kyiv] == 0), abs=1e-12)
    # Kyiv is strong in 0.55 of all cases, then moscow is a hawk in 0.4 / 0.55 of them.
    of_strong = paths.belief(0, 0, 0, 1 + kyiv)[paths.types[:, kyiv] == 0]
    assert of_strong == pytest.approx(0.4 / 0.55, abs=1e-12)
    assert paths.belief(0, 0, 0) == pytest.approx(0.5, abs=1e-12)


def test_types_are_drawn_together() -> None:
    paths = simulate_on_tree(solved(CABLE), 100_000, 4)
    both = [(0, 0, 0.4), (0, 1, 0.1), (1, 0, 0.15), (1, 1, 0.35)]
    for moscow, kyiv, prob in both:
        share = ((paths.types[:, 0] == moscow) & (paths.types[:, 1] == kyiv)).mean()
        assert share == pytest.approx(prob, abs=4.5 * 0.5 / np.sqrt(100_000))


def test_a_forced_move_is_made_and_read_as_if_it_had_been_chosen() -> None:
    equilibrium = solved(CABLE)
    forced = (ForcedMove("washington", None, "warn", 0, 0),)
    free, made = (simulate_on_tree(equilibrium, NUM_PLAYS, 5, each) for each in ((), forced))
    stage = equilibrium.game.stage_names.index("cables")
    assert (made.act[:, 0, stage] == 0).all()
    assert (free.act[:, 0, stage] == 1).any()
    # Where it was chosen anyway, with the same draws, nothing is different.
    same = free.act[:, 0, stage] == 0
    assert (free.act[same] == made.act[same]).all()
    kyiv = 2
    assert made.belief(1, 0, 0, kyiv)[same] == pytest.approx(free.belief(1, 0, 0, kyiv)[same], abs=1e-12)


def test_a_later_forced_move_wins() -> None:
    moves = [ForcedMove("washington", None, each, 0, 0) for each in ("warn", "reassure")]
    paths = simulate_on_tree(solved(CABLE), 200, 5, tuple(moves))
    assert (paths.act[:, 0, 1] == 1).all()


def test_the_same_seed_gives_the_same_plays_and_the_first_of_more() -> None:
    equilibrium = solved(SPY)
    few, more = (simulate(equilibrium, number, 7) for number in (5_000, 6_000))
    assert (few.act == more.act[:5_000]).all()
    assert (few.log_odds == more.log_odds[:5_000]).all()
    other = simulate(equilibrium, 5_000, 8)
    assert (few.act != other.act).any()


def test_shares_of_acts_are_policies() -> None:
    """The share of help among volunteers is their policy, whatever the draw of the others."""
    text = PRIVATE["volunteers"]
    chance = float(solve_game_tree(grow_tree(loads(text), 1000).tree).policy[0])
    paths = simulate_on_tree(solved(text), NUM_PLAYS, 9)
    for stage in range(3):
        assert (paths.act[:, 0, stage] == 0).mean() == pytest.approx(chance, abs=4.5 * 0.5 / np.sqrt(NUM_PLAYS))


def test_payoffs_are_within_their_bounds() -> None:
    paths = simulate_on_tree(solved(SPY), NUM_PLAYS, 10)
    for actor, (least, most) in enumerate(paths.payoff_bounds):
        own = paths.discounted()[:, actor]
        assert least - 1e-6 <= own.min()
        assert own.max() <= most + 1e-6


@pytest.mark.parametrize("name", list(PRIVATE))
def test_turns_say_how_likely_a_play_is(name: str) -> None:
    """Their product over a play is the probability of its end, joint priors included."""
    equilibrium = solved(PRIVATE[name])
    tree = equilibrium.on_tree
    assert tree is not None
    paths = simulate(equilibrium, 2_000, 3, with_turns=True)
    found = np.unique(np.round(paths.log_probability(), 9))
    ends = np.flatnonzero(tree.ends >= 0)
    assert np.isin(found, np.round(tree.log_reach[ends], 9)).all()
    # What is likely at all is drawn, so that nearly all of the probability is there.
    assert np.exp(np.unique(tree.log_reach[ends])).max() == pytest.approx(np.exp(found.max()), abs=1e-8)
    plain = simulate(equilibrium, 2_000, 3)
    assert (paths.act == plain.act).all()
    assert plain.chosen is None


def test_bold_plays_are_others_and_just_as_likely_as_they_are() -> None:
    equilibrium = solved(SPY)
    plain, bold = (simulate(equilibrium, 4_000, 3, with_turns=True, boldness=each) for each in (1.0, 4.0))
    assert bold.log_probability().mean() < plain.log_probability().mean() - 0.5
    tree = equilibrium.on_tree
    assert tree is not None
    ends = np.round(tree.log_reach[tree.ends >= 0], 9)
    assert np.isin(np.round(bold.log_probability(), 9), ends).all()


def test_a_forced_move_is_sure_and_says_what_was_seen() -> None:
    equilibrium = solved(CABLE)
    paths = simulate(equilibrium, 500, 3, (ForcedMove("washington", None, "warn", 0, 0),), with_turns=True)
    assert paths.chosen is not None
    assert paths.message is not None
    assert (paths.chosen[:, 0, 1] == 0).all()
    table = equilibrium.game.periods[0].stages[0][0]
    words = [table.seen[table.message_seen[0, message]] for message in paths.message[:, 0, 0]]
    assert {word for each in words for word in each if word} == {"loud", "quiet"}
