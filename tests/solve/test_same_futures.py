"""States with the same future: which they are, and that solving them once changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

import detente.solve.backward as backward
from detente.game.compile import compile_game
from detente.game.tables import Game, StageTable
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.decisions import list_decisions
from detente.solve.kernel.engine import KernelDecision, KernelEngine
from detente.solve.same_futures import SameFutures
from detente.solve.stacking import stack_games
from detente.solve.worlds import solve_worlds
from support.at_once import SEATS
from support.games import SMALL
from support.solutions import assert_same_solution

TALK = """
crisis: What was said, and what counts
calendar: {rounds: 3}
state:
  line: {scale: [held, crossed], starts: held}
VARIABLE
actors:
  north:
    precision: 2
    types: {meek: {prior: 0.6, nerve: 0.2}, bold: {prior: 0.4, nerve: 1.5}}
    wants: {ground: nerve * (line == crossed) PAID}
  south: {precision: 2, wants: {quiet: 0 - (line == crossed)}}
each round:
  - south speaks:
      warn: {RESULT}
      wait: {}
  - north decides:
      cross: {costs: 0.5, then: line up}
      stay: {}
  - south replies: {accept: {}, push: {costs: 0.3, then: line down}}
"""
IDLE = {"VARIABLE": "  tone: {scale: [mild, harsh], starts: mild}", "RESULT": "then: tone = harsh"}


def talk(*, tone: bool, paid: str = "") -> Game:
    """A crisis in which a word is remembered, or is not; nobody cares, unless it is paid for."""
    replaced = {"PAID": paid, **(IDLE if tone else {"VARIABLE": "", "RESULT": ""})}
    text = TALK
    for word, other in replaced.items():
        text = text.replace(word, other)
    return compile_game(loads(text), {"north": 5})


def small(text: str) -> Game:
    scenario = loads(text)
    return compile_game(scenario, {actor.name: 3 for actor in scenario.actors if len(actor.types) > 1})


class Counting(KernelEngine):
    """Counts the states of the decisions that it is given."""

    def __init__(self, game: Game) -> None:
        super().__init__(game)
        self.num_states = 0

    def load(self, tables: tuple[StageTable, ...]) -> KernelDecision:
        self.num_states += len(tables[0].states)
        return super().load(tables)


def num_loaded(game: Game) -> int:
    engines: list[Counting] = []

    def engine_of(game: Game) -> Counting:
        engines.append(Counting(game))
        return engines[-1]

    solve(game, engine_of=engine_of)
    return engines[0].num_states


def all_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on every state is solved for itself."""

    def never(batch: object, _: bool) -> SameFutures:
        return SameFutures(batch, False)  # type: ignore[arg-type]

    monkeypatch.setattr(backward, "SameFutures", never)


def test_a_word_that_nobody_minds_costs_no_solution() -> None:
    """Solved as often, and with the same values and policies, as in the crisis in which the word is not remembered."""
    plain, idle = talk(tone=False), talk(tone=True)
    assert len(idle.periods[2].codes[0]) == 2 * len(plain.periods[2].codes[0])
    assert num_loaded(idle) == num_loaded(plain)
    without, remembered = solve(plain), solve(idle)
    np.testing.assert_array_equal(remembered.start_values, without.start_values)
    assert remembered.certificate.num_nodes > without.certificate.num_nodes
    levels = idle.space.decode(idle.periods[2].codes[1])
    decided = remembered.log_policies[2][1][0]
    alone = without.log_policies[2][1][0]
    assert decided is not None
    assert alone is not None
    line = idle.space.names.index("line")
    plain_line = plain.space.decode(plain.periods[2].codes[1])[:, plain.space.names.index("line")]
    states = idle.periods[2].stages[1][0].states
    for place, state in enumerate(states):
        (match,) = np.flatnonzero(plain_line == levels[state, line])
        np.testing.assert_array_equal(decided[place], alone[match])


def test_what_is_paid_for_the_least_bit_keeps_states_apart() -> None:
    """A payoff of 1e-15 after the last round; and one of the first round alone, which does not reach the later ones."""
    plain, idle = talk(tone=False), talk(tone=True)
    assert num_loaded(talk(tone=True, paid="+ 0.000000000000001 * (tone == harsh)")) > num_loaded(idle)
    early = talk(tone=True, paid="+ (tone == harsh) * (round == 1)")
    assert num_loaded(plain) < num_loaded(early)
    kinds = [sorted_kinds(early, t, 1) for t in (1, 2)]
    assert [len(set(each)) for each in kinds] == [len(plain.periods[t].codes[1]) for t in (1, 2)]


def sorted_kinds(game: Game, until: int, stage: int) -> list[int]:
    """The kinds of states of a stage, found by walking back from the end."""
    batch = stack_games([game])
    futures = SameFutures(batch, True)
    futures.begin(batch.aftermath)
    for t in reversed(range(until, game.num_periods)):
        period = batch.periods[t]
        futures.close(period.end, period.codes[-1])
        for s in reversed(range(len(period.stages))):
            decisions = list_decisions(period.stages, s, len(game.prior))
            _, kinds = futures.before(decisions, period.codes[s], (s, period.stage_numbers[s]))
            if (t, s) == (until, stage):
                return [int(each) for each in kinds]
            futures.move_to(kinds)
    raise AssertionError


def test_kinds_are_numbered_as_they_come() -> None:
    kinds = sorted_kinds(talk(tone=True), 2, 1)
    assert kinds[0] == 0
    assert all(number <= 1 + max(kinds[:place]) for place, number in enumerate(kinds) if place)
    assert len(set(kinds)) < len(kinds)


@pytest.mark.parametrize("name", [*SMALL, "seats"])
def test_solving_every_state_for_itself_finds_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    game = small(SEATS if name == "seats" else SMALL[name])
    once = solve(game)
    all_apart(monkeypatch)
    assert_same_solution(once, solve(game))


def test_in_an_endless_crisis_every_state_is_solved_for_itself() -> None:
    """There, what nobody is paid for can still tell who trusts whom (tests/solve/test_endless.py)."""
    text = TALK.replace("{rounds: 3}", "{rounds: endless}")
    for word, other in {**IDLE, "PAID": "", "precision: 2": "precision: 2\n    patience: 0.9"}.items():
        text = text.replace(word, other)
    game = compile_game(loads(text.replace("{precision: 2\n    ", "{precision: 2, ")), {"north": 5})
    states = [len(codes) for period in game.periods[:2] for codes in period.codes[:-1]]
    assert num_loaded(game) == sum(states)


def test_states_of_two_games_are_never_the_same() -> None:
    """Two worlds that differ in nothing but a precision; and one that is there twice."""
    games = [talk(tone=True), compile_game(loads(_sharper()), {"north": 5}), talk(tone=True)]
    first, sharper, again = solve_worlds(games)
    np.testing.assert_allclose(first.start_values, solve(games[0]).start_values, rtol=0, atol=1e-12)
    np.testing.assert_allclose(sharper.start_values, solve(games[1]).start_values, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(first.start_values, again.start_values)
    assert np.abs(first.start_values - sharper.start_values).max() > 1e-3


def _sharper() -> str:
    text = TALK.replace("precision: 2", "precision: 5").replace("PAID", "")
    for word, other in IDLE.items():
        text = text.replace(word, other)
    return text
