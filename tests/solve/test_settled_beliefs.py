"""Beliefs that no longer matter: whose they are, stage by stage, and that one point of their axes is enough."""

from __future__ import annotations

import math

import numpy as np
import pytest

import detente.solve.backward as backward
from detente.game.beliefs import BeliefGrid
from detente.game.compile import compile_game
from detente.game.tables import Game, StageTable
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.decisions import list_decisions
from detente.solve.kernel.engine import KernelDecision, KernelEngine
from detente.solve.settled_beliefs import SettledBeliefs, cut_grid
from support.at_once import SEATS
from support.games import SMALL
from support.solutions import assert_same_solution

HANDOVER = """
crisis: One leaves, one stays
calendar: {rounds: 4}
state:
  line: {scale: [held, crossed], starts: held}
actors:
  leaver:
    precision: 3
    types: {meek: {prior: 0.6, nerve: 0.2}, bold: {prior: 0.4, nerve: 1.5}}
    wants: {ground: nerve * (line == crossed)}
  stayer:
    precision: 2
    types: {calm: {prior: 0.3, fear: 0.5}, afraid: {prior: 0.7, fear: 2}}
    wants: {quiet: 0 - fear * (line == crossed)}
  neighbour: {precision: 2, wants: {quiet: 0 - (line == crossed)PAID}}
each round:
  - leaver decides:
      when: round <= 2
      cross: {costs: 0.5, then: line up}
      stay: {}
  - stayer replies: {accept: {}, push: {costs: 0.3, then: line down}}
  - neighbour helps: {wait: {}, mediate: {costs: COST, then: line down}}
"""


def handover(paid: str = "", cost: str = "0.2") -> Game:
    return compile_game(loads(HANDOVER.replace("PAID", paid).replace("COST", cost)), {"leaver": 5, "stayer": 7})


class Noting(KernelEngine):
    """Notes at how many beliefs its decisions are solved."""

    def __init__(self, game: Game, noted: set[tuple[str, int]]) -> None:
        super().__init__(game)
        self.size, self.noted = game.grid.size, noted

    def load(self, tables: tuple[StageTable, ...]) -> KernelDecision:
        self.noted.add((tables[0].name, self.size))
        return super().load(tables)


def loaded(game: Game) -> set[tuple[str, int]]:
    """The decisions with the numbers of beliefs at which they are solved."""
    noted: set[tuple[str, int]] = set()
    solve(game, engine_of=lambda cut: Noting(cut, noted))
    return noted


def whose(game: Game, until: tuple[int, int]) -> frozenset[int]:
    """Whose beliefs are settled before a stage, found by walking back from the end."""
    settled = SettledBeliefs(game, True)
    settled.begin(game.aftermath)
    for t in reversed(range(game.num_periods)):
        settled.close(game.periods[t].end)
        for s in reversed(range(len(game.periods[t].stages))):
            decisions = list_decisions(game.periods[t].stages, s, len(game.prior))
            settled.move_to(settled.after.intersection(*map(settled.find, decisions)))
            if (t, s) == until:
                return settled.after
    raise AssertionError


def test_the_belief_about_one_who_has_moved_for_the_last_time_is_settled() -> None:
    """The leaver (0) moves in the first two rounds, the stayer (1) in every one."""
    game = handover()
    assert whose(game, (3, 2)) == {0, 1}, "the neighbour moves last, and nobody's type matters to it"
    assert whose(game, (3, 1)) == whose(game, (2, 0)) == whose(game, (1, 1)) == {0}
    assert whose(game, (1, 0)) == whose(game, (0, 0)) == frozenset()


def test_where_a_belief_is_paid_it_is_not_settled() -> None:
    """In every round; and in the third one alone, after which it is."""
    assert whose(handover(" + 0.1 * belief(leaver is bold)"), (3, 2)) == {1}
    late = handover(" + 0.1 * belief(leaver is bold) * (round == 3)")
    assert whose(late, (3, 1)) == {0}
    assert whose(late, (2, 2)) == frozenset()


def test_decisions_are_solved_at_one_point_of_what_is_settled() -> None:
    sizes = loaded(handover())
    assert ("helps", 1) in sizes, "at the end nothing is left to be believed"
    assert ("replies", 7) in sizes
    assert ("decides", 35) in sizes
    assert ("decides", 7) not in sizes


def test_one_point_says_what_all_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly along the axes that are settled; nodes count as many times as they stand for."""
    game = handover(cost="0.6 * belief(stayer is calm)")
    once = solve(game)
    monkeypatch.setattr(backward, "SettledBeliefs", lambda game, _: SettledBeliefs(game, False))
    full = solve(game)
    assert_same_solution(once, full)
    replies = once.log_policies[3][1][0]
    assert replies is not None
    by_axis = np.exp(replies).reshape(len(replies), 5, 7, *replies.shape[2:])
    np.testing.assert_array_equal(by_axis, np.repeat(by_axis[:, :1], 5, axis=1))
    assert np.ptp(by_axis, axis=2).max() > 1e-3, "it does depend on the belief about the one who replies"


@pytest.mark.parametrize("name", [*SMALL, "seats"])
def test_solving_at_every_belief_finds_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loads(SEATS if name == "seats" else SMALL[name])
    game = compile_game(scenario, {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1})
    once = solve(game)
    monkeypatch.setattr(backward, "SettledBeliefs", lambda game, _: SettledBeliefs(game, False))
    full = solve(game)
    assert_same_solution(once, full)
    assert once.certificate.num_unstable == full.certificate.num_unstable


def test_a_grid_without_some_axes() -> None:
    grid = BeliefGrid((2, 3, 2), (3, 5, 7), 4.0, (0.1, 0.2, 0.3, 0.4))
    cut = cut_grid(grid, frozenset({1}))
    assert cut.grid.sizes == (3, 1, 7)
    assert cut.times == 25
    assert len(cut.place) == grid.size
    np.testing.assert_array_equal(cut.place[cut.kept], np.arange(21))
    at = np.unravel_index(cut.kept, grid.sizes)
    assert not at[1].any()
    for place in (0, 2):
        np.testing.assert_array_equal(cut.grid.spread(place, cut.grid.log_odds(place)), grid.log_odds(place)[at[place]])
    np.testing.assert_allclose(cut.grid.log_odds(1), grid.log_odds(1)[:1])
    both = cut_grid(grid, frozenset({0, 1, 2}))
    assert (both.grid.size, both.times) == (1, math.prod(grid.sizes))
