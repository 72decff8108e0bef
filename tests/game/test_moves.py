"""Menus, observations and successors, by small scenarios."""

from __future__ import annotations

import numpy as np
import pytest

from support.compiled_view import check_tables, game_of, messages_of, share_a_message, states_of, table_at
from support.games import REMEMBERED_MOVES

HEAD = """
crisis: A patron and a neighbour
calendar: {rounds: 2}
state:
  front: {scale: [retreat, held, advance], starts: held}
  mood:  {one of: [calm, angry], starts: calm, lasts: one period}
actors:
  patron:
    types:
      cautious: {prior: 0.6, appetite: 0.25}
      hungry:   {prior: 0.4, appetite: 0.75}
  neighbour: {}
each round:
"""
START = "front = held, mood = calm"


def test_an_overt_action_is_its_own_message_and_its_results_follow_it() -> None:
    game = game_of(
        HEAD
        + """
  - patron decides:
      wait: {}
      push:
        results:
          works: {probability: 0.3, then: front up}
          fails: {probability: 0.2, then: mood = angry}
          nil:   {probability: rest}
"""
    )
    check_tables(game)
    assert table_at(game, 0, "decides", START)[0].is_overt
    assert messages_of(game, 0, "decides", START, "wait") == [((1, 1), ((1, START),))]
    ways = ((0.5, START), (0.2, "front = held, mood = angry"), (0.3, "front = advance, mood = calm"))
    assert messages_of(game, 0, "decides", START, "push") == [((1, 1), ways)]


def test_effects_are_carried_out_in_order_and_stop_at_the_ends() -> None:
    game = game_of(
        HEAD
        + """
  - neighbour moves:
      push: {then: [front up 5, mood = angry if front == advance]}
      pull: {then: [mood = angry if front == retreat, front = front - 7]}
"""
    )
    assert messages_of(game, 0, "moves", START, "push") == [((1,), ((1, "front = advance, mood = angry"),))]
    assert messages_of(game, 0, "moves", START, "pull") == [((1,), ((1, "front = retreat, mood = calm"),))]


def test_the_condition_of_either_or_is_that_before_the_step() -> None:
    game = game_of(
        HEAD
        + """
  - neighbour moves:
      swing: {then: front up if front == held else down 2}
      wait: {}
"""
    )
    step = messages_of(game, 0, "moves", START, "swing")
    assert step == [((1,), ((1, "front = advance, mood = calm"),))]
    back = messages_of(game, 1, "moves", "front = advance, mood = calm", "swing")
    assert back == [((1,), ((1, "front = retreat, mood = calm"),))]


def test_a_covert_act_is_judged_by_the_new_state_alone() -> None:
    game = game_of(
        HEAD
        + """
  - patron supplies:
      covert: yes
      wait: {}
      arm:
        results:
          works: {probability: appetite, then: front up}
          fails: {probability: rest}
      stop: {then: front down}
"""
    )
    check_tables(game)
    table, _ = table_at(game, 0, "supplies", START)
    assert not table.is_overt
    assert table.message_prob.shape[2] == 3
    works, fails = (0.25, 0.75), (0.75, 0.25)
    assert messages_of(game, 0, "supplies", START, "arm") == [
        (fails, ((1, START),)),
        (works, ((1, "front = advance, mood = calm"),)),
    ]
    assert share_a_message(game, 0, "supplies", START, "wait", "arm")
    assert not share_a_message(game, 0, "supplies", START, "wait", "stop")


def test_a_covert_act_of_someone_without_secrets_stands_for_itself() -> None:
    game = game_of(HEAD + "  - neighbour hides:\n      covert: yes\n      wait: {}\n      dig: {}\n")
    table, _ = table_at(game, 0, "hides", START)
    assert (table.informs, table.is_overt, table.message_prob.shape) == (-1, True, (1, 2, 2, 1))


def test_traces_depend_on_the_act_and_are_seen() -> None:
    game = game_of(
        HEAD
        + """
  - patron supplies:
      covert: yes
      wait: {}
      arm:  {then: front up}
      traces:
        found:   {probability: 0.5 if act == arm else 0.05, then: mood = angry if front == advance}
        nothing: {probability: rest}
"""
    )
    check_tables(game)
    # Effects of the trace come last: they see what the act has done.
    assert messages_of(game, 0, "supplies", START, "wait") == [
        ((0.05, 0.05), ((1, START),)),
        ((0.95, 0.95), ((1, START),)),
    ]
    assert messages_of(game, 0, "supplies", START, "arm") == [
        ((0.5, 0.5), ((1, "front = advance, mood = angry"),)),
        ((0.5, 0.5), ((1, "front = advance, mood = calm"),)),
    ]
    assert not share_a_message(game, 0, "supplies", START, "wait", "arm")
    # Where the front can move no further a trace tells the acts apart only by how likely it is, unless it has effects.
    high = "front = advance, mood = calm"
    assert share_a_message(game, 1, "supplies", high, "wait", "arm")
    assert [probs for probs, _ in messages_of(game, 1, "supplies", high, "wait")] == [(0.05, 0.05), (0.95, 0.95)]
    assert [probs for probs, _ in messages_of(game, 1, "supplies", high, "arm")] == [(0.5, 0.5), (0.5, 0.5)]


def test_a_lottery_that_depends_on_the_type_tells_about_it() -> None:
    game = game_of(
        HEAD
        + """
  - patron decides:
      wait: {}
      push:
        results:
          works: {probability: appetite}
          fails: {probability: rest}
"""
    )
    check_tables(game)
    table, _ = table_at(game, 0, "decides", START)
    assert not table.is_overt
    # Both results leave the state as it is; it is the result itself that everybody sees.
    assert messages_of(game, 0, "decides", START, "push") == [
        ((0.25, 0.75), ((1, START),)),
        ((0.75, 0.25), ((1, START),)),
    ]
    assert not share_a_message(game, 0, "decides", START, "wait", "push")


def test_what_looks_alike_is_distinguished_by_the_state_only() -> None:
    game = game_of(
        HEAD
        + """
  - patron decides:
      restrain: {}
      wink: {looks like: restrain}
      arm:  {looks like: restrain, then: front up}
      urge:
        results:
          works: {probability: 0.5, then: front up}
          fails: {probability: rest}
"""
    )
    check_tables(game)
    assert share_a_message(game, 0, "decides", START, "restrain", "wink")
    assert not share_a_message(game, 0, "decides", START, "restrain", "arm")
    assert not share_a_message(game, 0, "decides", START, "arm", "urge")
    high = "front = advance, mood = calm"
    assert share_a_message(game, 1, "decides", high, "arm", "wink")
    assert len(messages_of(game, 0, "decides", START, "urge")) == 1


COVERED = """
  - patron decides:
      wait: {}
      help:
        when: round == 1
        results: {works: {probability: 0.5HELPED}, fails: {probability: rest}}
      arm: {looks like: help, costs: appetiteARMED}
"""


@pytest.mark.parametrize(
    ("armed", "helped"),
    [
        pytest.param("", "", id="no result of its own"),
        pytest.param(", results: {works: {probability: 0.5}, fails: rest}", "", id="the same results"),
        pytest.param(", results: {works: {probability: 0.9}, fails: rest}", "", id="other probabilities"),
        pytest.param(", results: {boom: {probability: 0.9}, fizzle: rest}", "", id="other results"),
        pytest.param(
            ", results: {works: {probability: 0.5, then: front up}, fails: rest}", ", then: front up", id="same effects"
        ),
    ],
)
def test_a_cover_covers(armed: str, helped: str) -> None:
    """What is announced is as likely after the act as after the one that it looks like, so nothing is learned."""
    game = game_of(HEAD + COVERED.replace("ARMED", armed).replace("HELPED", helped))
    check_tables(game)
    table, place = table_at(game, 0, "decides", START)
    _, as_helped, as_armed = table.message_prob[place]
    np.testing.assert_allclose(as_armed, as_helped, atol=1e-15)
    assert sorted(as_helped[:, 0][as_helped[:, 0] > 0]) == pytest.approx([0.5, 0.5])
    # Later nobody can have helped: there is nothing to look like.
    table, place = table_at(game, 1, "decides", START)
    possible = table.message_seen[place, table.message_prob[place, 2, :, 0] > 0]
    assert {table.seen[number] for number in possible} == {("help", "", "")}


def test_an_act_that_changes_something_else_than_its_cover_is_given_away_by_that_alone() -> None:
    """As told, arming works in 0.5; it works in 0.2, and then the front moves, which it never does after help."""
    game = game_of(
        HEAD
        + COVERED.replace("HELPED", "").replace(
            "ARMED", ", results: {works: {probability: 0.2, then: front up}, fails: rest}"
        )
    )
    advanced = "front = advance, mood = calm"
    told = dict.fromkeys([START, advanced], 0.0)
    for probs, branches in messages_of(game, 0, "decides", START, "arm"):
        ((_, state),) = branches
        told[state] += probs[0]
    assert told == pytest.approx({START: 0.8, advanced: 0.2})
    shared = [probs[0] for probs, _ in messages_of(game, 0, "decides", START, "arm")]
    assert sorted(shared) == pytest.approx([0.2, 0.3, 0.5])


def test_a_signal_tells_about_an_actor_and_a_chance_about_nobody() -> None:
    game = game_of(
        HEAD
        + """
  - signal reports:
      grave: {probability: 0.8 if patron is hungry else 0.3, then: mood = angry}
      calm:  {probability: rest}
  - chance storm:
      when: round == 2
      comes: 0.5
      stays: rest
"""
    )
    check_tables(game)
    table, _ = table_at(game, 0, "reports", START)
    assert (table.mover, table.informs, table.actions, table.is_overt) == (-1, 0, (), False)
    angry = "front = held, mood = angry"
    assert messages_of(game, 0, "reports", START) == [((0.3, 0.8), ((1, angry),)), ((0.7, 0.2), ((1, START),))]
    assert table_at(game, 0, "storm", START)[0].name == ""
    table, _ = table_at(game, 1, "storm", START)
    assert (table.name, table.mover, table.informs) == ("storm", -1, -1)
    # Both results change nothing, so they are one branch.
    assert table.branch_prob.shape == (2, 1, 1)


def test_what_lasts_one_period_goes_back_to_its_start() -> None:
    game = game_of(HEAD + "  - neighbour shouts:\n      shout: {then: [mood = angry, front up]}\n      wait: {}\n")
    assert states_of(game, 0, "period end") == [START, "front = advance, mood = angry"]
    assert states_of(game, 1, "shouts") == [START, "front = advance, mood = calm"]


def test_menus_follow_their_conditions() -> None:
    game = game_of(
        HEAD
        + "  - neighbour acts:\n      wait: {}\n      push: {when: round == 2 and front < advance, then: front up}\n"
    )
    table, place = table_at(game, 0, "acts", START)
    assert table.available[place].tolist() == [True, False]
    table, place = table_at(game, 1, "acts", START)
    assert table.available[place].tolist() == [True, True]


SEATS = """
crisis: A seat that changes hands
calendar: {rounds: 3}
state:
  holder: {one of: [dove, hawk], starts: dove}
actors:
  dove: {seat: capital, while: holder == dove, types: {soft: {prior: 0.5, nerve: 0}, firm: {prior: 0.5, nerve: 1}}}
  hawk: {seat: capital, while: holder == hawk, parameters: {nerve: 3}}
each round:
  - capital decides:
      hold: {}
      push:
        costs: nerve
        results:
          works: {probability: nerve / 4}
          fails: {probability: rest}
  - chance vote:
      new: {probability: 0.5, then: holder = hawk}
      old: {probability: rest}
"""


def test_a_seat_decides_through_its_holder() -> None:
    game = game_of(SEATS)
    check_tables(game)
    tables = game.periods[1].stages[0]
    assert [game.scenario.actors[table.mover].name for table in tables] == ["dove", "hawk"]
    assert [table.informs for table in tables] == [0, -1]
    assert [len(table.states) for table in tables] == [1, 1]
    # The parameters of the seat are those of its holder, whose type decides over the lottery.
    assert [probs for probs, _ in messages_of(game, 1, "decides", "holder = dove", "push")] == [(0, 0.25), (1, 0.75)]
    assert messages_of(game, 1, "decides", "holder = hawk", "push") == [((1,), ((1, "holder = hawk"),))]
    assert all(table.belief_payoff is None for table in tables)


def test_choices_are_remembered_as_long_as_someone_asks() -> None:
    game = game_of(REMEMBERED_MOVES)
    check_tables(game)
    assert states_of(game, 0, "moves") == ["sky = grey"]
    assert states_of(game, 0, "answers") == ["sky = grey", "sky = grey, moves = push", "sky = grey, moves = shout"]
    assert states_of(game, 0, "rests") == ["sky = grey", "sky = grey, moves = shout"]
    assert states_of(game, 0, "period end") == ["sky = grey", "sky = grey, moves = shout"]
    assert states_of(game, 1, "moves") == ["sky = grey"]
    table, place = table_at(game, 0, "answers", "sky = grey, moves = push")
    assert table.available[place].all()
    table, place = table_at(game, 0, "answers", "sky = grey, moves = shout")
    assert table.available[place].tolist() == [True, False]
    assert game.periods[0].end.flow.values[:, 2].tolist() == [0, -1]


@pytest.mark.parametrize("prior", [0.0, 1.0])
def test_a_type_with_prior_zero_can_still_move_the_state(prior: float) -> None:
    text = HEAD.replace("prior: 0.6", f"prior: {prior}").replace("prior: 0.4", f"prior: {1 - prior}")
    game = game_of(
        text
        + """
  - patron decides:
      wait:
        results:
          wins: {probability: 1 if patron is hungry else 0, then: front up}
          loses: {probability: rest, then: front down}
"""
    )
    assert states_of(game, 0, "period end") == ["front = retreat, mood = calm", "front = advance, mood = calm"]
