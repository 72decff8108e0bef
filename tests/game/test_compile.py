"""Whole games: what holds for every one, what other names and orders must not change, sharing, and the belief grid."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analysis.engine import compile_to_check
from detente.game.compile import compile_game, default_points
from detente.game.tables import Game, StageTable
from detente.scenario.library import bundled
from detente.scenario.loading import load, loads
from support.compiled_view import check_tables, game_of, row_names
from support.games import SMALL
from support.untracked import ONE_AND_THE_OTHER

CRISIS: dict[str, Any] = {
    "crisis": "A little of everything",
    "calendar": {"from": "2015-11", "to": "2016-01", "step": "month", "afterwards": "the last month repeats"},
    "state": {
        "front": {"scale": ["retreat", "held", "advance"], "starts": "held"},
        "chief": {"one of": ["dove", "hawk"], "starts": "dove"},
        "lie": {"one of": ["none", "found"], "starts": "none", "lasts": "one period"},
    },
    "numbers": {"toll": {"range": [0.2, 0.6]}, "double": "toll * 2"},
    "actors": {
        "patron": {
            "types": {"cautious": {"prior": 0.6, "appetite": 0.1}, "hungry": {"prior": 0.4, "appetite": 0.6}},
            "wants": {"ground": "appetite * (front - held)", "esteem": "belief(patron is cautious)"},
        },
        "dove": {
            "seat": "capital",
            "while": "chief == dove",
            "types": {"firm": {"prior": 0.3, "nerve": 1}, "soft": {"prior": 0.7, "nerve": 0}},
            "wants": {"line": "0 - front * (patron is hungry)"},
            "leaves": "2016-01",
            "legacy": 0.5,
        },
        "hawk": {"seat": "capital", "while": "chief == hawk", "parameters": {"nerve": 2}},
    },
    "each month": [
        {
            "patron supplies": {
                "covert": "yes",
                "wait": {},
                "arm": {
                    "costs": "toll",
                    "results": {
                        "works": {"probability": "appetite", "then": "front up"},
                        "fails": {"probability": "rest"},
                    },
                },
                "traces": {
                    "seen": {"probability": "0.5 if act == arm else 0.1", "then": "lie = found"},
                    "unseen": {"probability": "rest"},
                },
            }
        },
        {
            "capital answers": {
                "hold": {},
                "push": {
                    "costs": "double - nerve + dove.nerve",
                    "then": "front down",
                    "gives": {"patron": "-patron.appetite"},
                },
                "nod": {"looks like": "hold", "when": "date >= 2015-12"},
            }
        },
        {
            "patron speaks": {
                "calm": {},
                "boast": {"costs": "patron.appetite", "gives": {"hawk": "1 if chief == hawk"}},
            }
        },
        {
            "chance vote": {
                "when": "month == 12",
                "new": {"probability": "0.7 if patron plays boast else 0.2", "then": "chief = hawk"},
                "old": {"probability": "rest"},
            }
        },
        {
            "signal report": {
                "grave": {"probability": "0.9 if patron is hungry else 0.4", "then": "front down if lie == found"},
                "mild": {"probability": "rest"},
            }
        },
    ],
}


def compiled(document: dict[str, Any]) -> Game:
    return game_of(json.dumps(document), num_points={"patron": 5, "dove": 3})


def test_probabilities_sum_to_one_and_tables_share_the_states_out() -> None:
    check_tables(compiled(CRISIS))


# What a game says, without any order: dictionaries by words.


def state_words(game: Game, code: int) -> frozenset[str]:
    levels = game.space.decode(np.array([code]))[0]
    return frozenset(
        f"{n}={names[v]}" for n, names, v in zip(game.space.names, game.space.level_names, levels, strict=True)
    )


def by_type(game: Game, table: StageTable, values: np.ndarray) -> tuple[tuple[str, float], ...]:
    """Values on the type axis, by the name of the type."""
    names = ["any"]
    if table.informs >= 0:
        names = [kind.name for kind in game.scenario.actors[game.informed[table.informs]].types]
    return tuple(sorted((name, round(float(value), 9)) for name, value in zip(names, values, strict=True)))


def said(game: Game) -> dict[Any, Any]:
    """Payoffs (at even odds everywhere) and messages with what follows them, by period, stage, state and action."""
    found: dict[Any, Any] = {}
    middle, rows = game.grid.size // 2, row_names(game)
    for number, period in enumerate(game.periods):
        for index, (stage, tables) in enumerate(zip(game.stage_names, period.stages, strict=True)):
            for table in tables:
                payoff = table.payoff.copy()
                if table.belief_payoff is not None:
                    payoff[..., table.belief_payoff.rows] += table.belief_payoff.values[..., middle]
                mover = game.scenario.actors[table.mover].name if table.mover >= 0 else ""
                for place, state in enumerate(table.states):
                    words = state_words(game, period.codes[index][state])
                    senders: dict[int, list[Any]] = defaultdict(list)
                    for action in np.nonzero(table.available[place])[0]:
                        name = table.actions[action] if table.actions else ""
                        paid = {row: by_type(game, table, payoff[place, action, :, i]) for i, row in enumerate(rows)}
                        found[number, stage, words, mover, name] = paid
                        for message in np.nonzero(table.message_prob[place, action].any(axis=-1))[0]:
                            prob = table.message_prob[place, action, message]
                            senders[int(message)].append((name, by_type(game, table, prob)))
                    ways = [
                        (
                            sorted(who),
                            sorted(
                                (sorted(state_words(game, period.codes[index + 1][after])), round(float(prob), 9))
                                for after, prob in zip(
                                    table.branch_state[place, message], table.branch_prob[place, message], strict=True
                                )
                                if prob > 0
                            ),
                        )
                        for message, who in senders.items()
                    ]
                    found[number, stage, words, mover] = sorted(ways)
        flow = period.end.flow
        values = flow.values.copy()
        if flow.belief_values is not None:
            values[:, flow.belief_rows] += flow.belief_values[..., middle]
        for state, code in enumerate(period.codes[-1]):
            paid = {row: round(float(values[state, i]), 9) for i, row in enumerate(rows)}
            found[number, "period end", state_words(game, code)] = paid
    return found


@cache
def as_written() -> dict[Any, Any]:
    return said(compiled(CRISIS))


def shuffled(record: dict[str, Any], draw: Any) -> dict[str, Any]:
    return {key: record[key] for key in draw(st.permutations(sorted(record)))}


@st.composite
def reordered_crises(draw: Any) -> dict[str, Any]:
    """The crisis with actors, types, variables, levels, menus and lotteries in another order."""
    document = dict(CRISIS)
    document["actors"] = {
        name: {**actor, **({"types": shuffled(actor["types"], draw)} if "types" in actor else {})}
        for name, actor in shuffled(CRISIS["actors"], draw).items()
    }
    document["state"] = {
        name: {**entry, **({"one of": draw(st.permutations(entry["one of"]))} if "one of" in entry else {})}
        for name, entry in shuffled(CRISIS["state"], draw).items()
    }
    document["each month"] = [
        {owner: shuffled(menu, draw) for owner, menu in stage.items()} for stage in CRISIS["each month"]
    ]
    return document


@settings(max_examples=6, deadline=None, derandomize=True)
@given(reordered_crises())
def test_the_order_in_which_things_are_written_changes_nothing(document: dict[str, Any]) -> None:
    assert said(compiled(document)) == as_written()


def test_other_names_change_no_number() -> None:
    words = {"patron": "p1", "hungry": "t9", "front": "v3", "held": "l5", "arm": "zz", "capital": "kk", "hawk": "hh"}
    text = json.dumps(CRISIS)
    for word, other in words.items():
        text = text.replace(f'"{word}', f'"{other}').replace(f" {word}", f" {other}")
        text = text.replace(f"({word}", f"({other}").replace(f"{word}.", f"{other}.")
    game = game_of(text, num_points={"p1": 5, "dove": 3})
    for one, other in zip(compiled(CRISIS).periods, game.periods, strict=True):
        for tables, others in zip(one.stages, other.stages, strict=True):
            for table, renamed in zip(tables, others, strict=True):
                for name in ("states", "available", "payoff", "message_prob", "branch_prob", "branch_state"):
                    np.testing.assert_array_equal(getattr(table, name), getattr(renamed, name))


STEADY = """
crisis: Nothing new
calendar: {from: 2015-05, to: 2015-12, step: month}
state:
  front: {scale: [retreat, held, advance], starts: held}
actors:
  patron: {types: {cautious: {prior: 0.6}, hungry: {prior: 0.4}}, wants: {ground: front}}
each month:
  - patron decides:
      push: {then: front up, costs: 0.5 if date >= 2015-10}
      pull: {then: front down}
      wait: {}
"""


def test_periods_that_are_alike_share_their_tables() -> None:
    game = game_of(STEADY)
    tables = [period.stages[0] for period in game.periods]
    # From the second period on all three states can be reached; in October the cost changes.
    first_like = [next(i for i, other in enumerate(tables) if other is entry) for entry in tables]
    assert first_like == [0, 1, 1, 1, 1, 5, 5, 5]
    ends = [period.end for period in game.periods]
    assert all(entry is ends[1] for entry in ends[1:])


def test_the_default_grid_stays_small_and_has_a_middle() -> None:
    assert default_points(()) == ()
    assert default_points((2,)) == (121,)
    assert default_points((3,)) == (61,)
    assert default_points((4,)) == (25,)
    assert default_points((2, 2)) == (61, 61)
    assert default_points((3, 2)) == (25, 25)
    assert default_points((3, 3)) == (13, 13)
    assert default_points((24,)) == (3,)
    for kinds in ((2, 2, 2), (3, 2), (5,), (2, 2, 2, 2), (3, 3, 2), (4, 4), (3, 3, 3), (8,)):
        points = default_points(kinds)
        assert all(number % 2 == 1 for number in points)
        assert np.prod([number ** (types - 1) for number, types in zip(points, kinds, strict=True)]) <= 30_000


def test_the_default_is_chosen_for_the_beliefs_that_are_tracked() -> None:
    """North's belief has no axes, so that south's gets as many points as if it were alone."""
    assert compile_game(loads(ONE_AND_THE_OTHER)).grid.num_points == (1, 121)


def test_points_are_given_by_actor() -> None:
    scenario = loads(json.dumps(CRISIS))
    game = compile_game(scenario, {"dove": 7}, limit=4.0)
    # Axes have the middle of the prior and reach as far beyond 0 as without one, with as many points on the way.
    assert game.grid.num_points == (1 + 2 * math.ceil(30 * (4 + math.log(1.5)) / 4), 7)
    assert game.grid.limit == 4.0
    with pytest.raises(ValueError, match="'hawk' has no private types; those that have: patron, dove"):
        compile_game(scenario, {"hawk": 7})
    with pytest.raises(ValueError, match="'dove' needs at least 3 points, not 1"):
        compile_game(scenario, {"dove": 1})


def test_the_grid_ends_where_the_scenario_counts_beliefs_as_certain() -> None:
    scenario = loads(json.dumps(CRISIS | {"certainty": "95%"}))
    grid = compile_game(scenario).grid
    assert grid.probabilities(0)[0, 0] <= 0.05 + 1e-9
    assert grid.probabilities(0)[-1, 0] >= 0.95
    assert grid.probabilities(0)[grid.num_points[0] // 2] == pytest.approx([0.6, 0.4])
    assert compile_game(scenario, limit=2.0).grid.limit == 2.0
    assert compile_game(loads(json.dumps(CRISIS))).grid.limit == 10.0


def test_a_crisis_without_secrets_has_one_belief() -> None:
    game = game_of(STEADY.replace("types: {cautious: {prior: 0.6}, hungry: {prior: 0.4}}, ", ""))
    assert (game.informed, game.grid.size, len(game.rows)) == ((), 1, 1)
    check_tables(game)


def test_the_constants_of_actors_are_computed() -> None:
    game = compiled(CRISIS)
    assert [prior.tolist() for prior in game.prior] == [[0.6, 0.4], [0.3, 0.7], [1.0]]
    assert game.precision.tolist() == [2] * len(game.rows)
    assert game.patience.tolist() == [0.95] * len(game.rows)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_every_small_crisis_compiles_to_sound_tables(name: str) -> None:
    check_tables(game_of(SMALL[name]))


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_bundled_crisis_compiles_to_sound_tables(name: str) -> None:
    scenario = load(bundled()[name])
    check_tables(compile_to_check(scenario) or compile_game(scenario))


def test_belief_points_of_a_secret_that_nothing_changes() -> None:
    """Such an actor has one type, and there is no axis for it."""
    text = """
crisis: x
calendar: {rounds: 1}
state: {front: {scale: [held, lost], starts: held}}
actors:
  ann: {belief points: 9, secret: {plan: {one of: [no_plan, some], starts: no_plan}}, wants: {w: front}}
  bob: {types: {meek: {prior: 0.5, t: 0}, bold: {prior: 0.5, t: 1}}, belief points: 7, wants: {w: t * front}}
each round:
  - bob acts: {wait: {}, push: {then: front up}}
"""
    assert compile_game(loads(text)).grid.num_types == (2,)
    assert len(compile_game(loads(text)).grid.num_points) == 1
