"""Events and moves on recorded plays, against a reading of every play in plain Python."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from detente.claims.events import find_event, find_occasions
from detente.claims.grammar import parse
from detente.claims.readings import Readings
from detente.claims.statements import MoveProbability, Probability
from detente.errors import EvaluationError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from detente.simulate.play import simulate
from detente.solve.at_anchor import play_by_anchor
from support.made import PATRON, WHERE, played_patron
from support.spoken import SPOKEN

SCENARIO = loads(PATRON)
NUM_PLAYS = 300


@dataclass(frozen=True)
class Move:
    """A decision of one play: who, what, and the levels when it was taken."""

    period: int
    mover: str
    menu: tuple[str, ...]
    act: str
    levels: dict[str, str]


@dataclass(frozen=True)
class Play:
    """One play in words: levels at every period's end, all moves, the types, and beliefs at every period's end."""

    ends: tuple[dict[str, str], ...]
    moves: tuple[Move, ...]
    types: dict[str, str]
    defender: tuple[float, ...]

    def when(self, name: str, *levels: str) -> set[int]:
        """The periods that end with the variable at one of these levels."""
        return {period for period, end in enumerate(self.ends) if end[name] in levels}

    def acts(self, mover: str, act: str) -> set[int]:
        """The periods in which the actor did this."""
        return {move.period for move in self.moves if move.mover == mover and move.act == act}

    @property
    def revisionist(self) -> bool:
        return self.types["moscow"] == "revisionist"


@functools.cache
def readings() -> Readings:
    return Readings(played_patron(NUM_PLAYS))


@functools.cache
def plays() -> tuple[Play, ...]:
    paths = readings().paths
    game, scenario = paths.game, paths.game.scenario
    variables = scenario.variables
    found = []
    for play in range(NUM_PLAYS):
        ends, moves = [], []
        for period, tables in enumerate(game.periods):
            words = []
            for stage, codes in enumerate(tables.codes):
                levels = game.space.decode(codes[[paths.state[play, period, stage]]])[0]
                words.append({v.name: v.levels[k] for v, k in zip(variables, levels, strict=False)})
            for stage, each in enumerate(tables.stages):
                for table in each:
                    places = np.flatnonzero(table.states == paths.state[play, period, stage])
                    if table.mover >= 0 and len(places):
                        menu = tuple(a for a, can in zip(table.actions, table.available[places[0]], strict=True) if can)
                        act = table.actions[paths.act[play, period, stage]]
                        moves.append(Move(period, scenario.actors[table.mover].name, menu, act, words[stage]))
            ends.append(words[-1])
        types = {actor.name: actor.types[paths.types[play, i]].name for i, actor in enumerate(scenario.actors)}
        defender = tuple(float(paths.belief(period + 1, 0, 0)[play]) for period in range(game.num_periods))
        found.append(Play(tuple(ends), tuple(moves), types, defender))
    return tuple(found)


def probability(text: str) -> Probability:
    (comparison,) = parse(Claim("c", "", f"P({text}) > 0"), SCENARIO).comparisons
    assert isinstance(comparison.left, Probability)
    return comparison.left


def rate(text: str) -> MoveProbability:
    (comparison,) = parse(Claim("c", "", f"rate({text}) > 0"), SCENARIO).comparisons
    assert isinstance(comparison.left, MoveProbability)
    return comparison.left


@pytest.mark.parametrize(
    ("text", "judge"),
    [
        ("eventually front == advanced", lambda p: p.when("front", "advanced")),
        ("front != advanced at 2015-07", lambda p: 2 not in p.when("front", "advanced")),
        ("always front != advanced from 2015-06 by 2015-07", lambda p: not p.when("front", "advanced") & {1, 2}),
        ("eventually flare == lit by 2015-06", lambda p: p.when("flare", "lit") & {0, 1}),
        (
            "eventually sanctions < in_force and president == hawk",
            lambda p: p.when("sanctions", "lifted", "easing") & p.when("president", "hawk"),
        ),
        ("eventually month == 9 and front == held", lambda p: 4 in p.when("front", "held")),
        (
            "not (moscow plays arm by 2015-06 or minsk == stalled at 2015-12)",
            lambda p: not (p.acts("moscow", "arm") & {0, 1} or 7 in p.when("minsk", "stalled")),
        ),
        (
            "moscow plays arm at 2015-05 and kyiv plays raid",
            lambda p: 0 in p.acts("moscow", "arm") and p.acts("kyiv", "raid"),
        ),
        (
            "washington plays hit from 2015-10",
            lambda p: (p.acts("dove", "hit") | p.acts("hawk", "hit")) & {5, 6, 7},
        ),
        ("hawk plays hit from 2015-10", lambda p: p.acts("hawk", "hit") & {5, 6, 7}),
        ("moscow is revisionist", lambda p: p.revisionist),
        (
            "eventually moscow is revisionist and front == rebels_routed",
            lambda p: p.revisionist and p.when("front", "rebels_routed"),
        ),
        ("eventually moscow.taking > 1 and front == held", lambda p: p.revisionist and p.when("front", "held")),
        ("eventually belief(moscow is defender) < 0.3 by 2015-08", lambda p: min(p.defender[:4]) < 0.3),
        ("eventually (kyiv plays raid and front == held)", lambda p: p.acts("kyiv", "raid") & p.when("front", "held")),
        ("always (flare == lit) == (kyiv plays raid)", lambda p: p.when("flare", "lit") == p.acts("kyiv", "raid")),
    ],
)
def test_events(text: str, judge: Callable[[Play], object]) -> None:
    asked = probability(text)
    found = find_event(asked.event, readings())
    assert found.counts.all()
    assert found.happened.tolist() == [bool(judge(play)) for play in plays()]


def test_events_are_not_all_trivial() -> None:
    for text in ("eventually front == advanced by 2015-06", "eventually belief(moscow is defender) < 0.3 by 2015-08"):
        asked = probability(text)
        assert 0.02 < find_event(asked.event, readings()).happened.mean() < 0.98


def test_within_counts_from_the_first_time_and_only_what_fits() -> None:
    asked = probability("sanctions == tightened within 2 months of front == rebels_routed")
    found = find_event(asked.event, readings())
    for play, happened, counts in zip(plays(), found.happened, found.counts, strict=True):
        routed = [t for t, end in enumerate(play.ends) if end["front"] == "rebels_routed"]
        fits = bool(routed) and routed[0] + 2 <= 7
        assert counts == fits
        if fits:
            assert happened == any(play.ends[t]["sanctions"] == "tightened" for t in range(routed[0], routed[0] + 3))
    assert 0 < found.counts.sum() < NUM_PLAYS
    assert 0 < found.happened[found.counts].sum() < found.counts.sum()


@pytest.mark.parametrize(
    ("text", "judge"),
    [
        ("moscow plays arm", lambda _, __: True),
        ("moscow plays intervene given front == rebels_routed", lambda _, m: m.levels["front"] == "rebels_routed"),
        (
            "washington plays ease given sanctions >= in_force",
            lambda _, m: m.levels["sanctions"] in ("in_force", "tightened"),
        ),
        ("hawk plays ease given date >= 2015-11", lambda _, m: m.period >= 6),
        (
            "moscow plays arm from 2015-06 by 2015-07 given moscow is defender",
            lambda p, m: m.period in (1, 2) and not p.revisionist,
        ),
        ("washington plays hit given kyiv plays raid", lambda p, m: m.period in p.acts("kyiv", "raid")),
        (
            "washington plays hit given not (kyiv plays raid and moscow plays arm)",
            lambda p, m: m.period not in p.acts("kyiv", "raid") & p.acts("moscow", "arm"),
        ),
        (
            "moscow plays arm given belief(moscow is defender) > 0.5",
            lambda p, m: m.period == 0 or p.defender[m.period - 1] > 0.5,
        ),
    ],
)
def test_moves(text: str, judge: Callable[[Play, Move], bool]) -> None:
    asked = rate(text)
    found = find_occasions(asked, readings())
    owners = {"washington": ("dove", "hawk")}.get(asked.move.owner, (asked.move.owner,))
    number, made = [], []
    for play in plays():
        occasions = [m for m in play.moves if m.mover in owners and asked.move.action in m.menu and judge(play, m)]
        number.append(len(occasions))
        made.append(sum(m.act == asked.move.action for m in occasions))
    assert found.number.tolist() == number
    assert found.made.tolist() == made
    assert 0 < sum(made) < sum(number)


def test_division_by_zero_names_formula_and_date() -> None:
    asked = probability("eventually 1 / (sanctions - in_force) > 0")
    with pytest.raises(EvaluationError, match=r"division by zero in `1 / \(sanctions - in_force\) > 0` at 2015-05"):
        find_event(asked.event, readings())


def test_a_lie_is_told_where_something_false_is_said() -> None:
    paths = simulate(play_by_anchor(compile_game(loads(SPOKEN), {"moscow": 9})), num_plays=400, seed=4)
    stage = paths.game.stage_names.index("answers")
    denied = paths.act[:, :, stage] == 0
    is_revisionist = paths.types[:, 0] == 1
    for text, periods in (("moscow lies", slice(0, 4)), ("moscow lies by 2015-06", slice(0, 2))):
        statement = parse(Claim("c", "x", f"P({text}) > 0.1", where=WHERE), paths.game.scenario)
        quantity = statement.comparisons[0].left
        assert isinstance(quantity, Probability)
        mask = find_event(quantity.event, Readings(paths))
        np.testing.assert_array_equal(mask.happened, denied[:, periods].any(axis=1) & is_revisionist)
        assert mask.counts.all()
        assert 0 < mask.happened.mean() < 1
