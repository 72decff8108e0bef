"""A table: chairs, moves, the umpire's acts, forks; and how often the model does what."""

from __future__ import annotations

import math

import pytest

from detente.analysis.options import Options
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.loading import loads
from detente.service import load
from detente.service.table import table_game
from detente.table.moves import TableError
from detente.table.session import open_table
from support.tables import play_first_acts, solved, table_of


def logit(difference: float) -> float:
    return 1 / (1 + math.exp(-difference))


RESCUED = 0.7 * logit(20 * 0.5) + 0.3 * logit(-20 * 0.5)
"""How often the patron of `classics/proxy` rescues: λ = 20, and a half is what either type prefers its act by."""


def test_the_model_plays_its_equilibrium() -> None:
    provoked = 0
    for seed in range(150):
        table = table_of("classics/proxy", {}, seed)
        table.advance()
        provoked += table.course.moments[0].act == "provoke"
    share = logit(20 * (RESCUED - 1.5 * (1 - RESCUED)))
    assert provoked / 150 == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / 150) + 1e-9)


def test_types_are_drawn_by_the_prior_and_seeded() -> None:
    kinds = [table_of("classics/proxy", {}, seed).course.kinds[1] for seed in range(300)]
    assert sum(kinds) / 300 == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 300))
    assert kinds == [table_of("classics/proxy", {}, seed).course.kinds[1] for seed in range(300)]


def test_a_type_can_be_given() -> None:
    for kind in ("loyal", "cold"):
        table = table_of("classics/proxy", {"patron": "Ann"}, types={"patron": kind})
        assert table.view("patron").private[0].type == kind


def test_others_learn_from_a_persons_act_as_from_the_models() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"})
    table.act("proxy", "provoke")
    table.act("patron", "abandon")
    loyal = 0.7 * logit(-20 * 0.5)
    (belief,) = (each for each in table.view("proxy").beliefs if each.type == "loyal")
    assert belief.probability == pytest.approx(loyal / (loyal + 0.3 * logit(20 * 0.5)), rel=1e-4)


def test_costs_are_numbers_of_the_own_type() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "cold"})
    table.act("proxy", "provoke")
    menu = {each.act: each.costs for each in table.view("patron").menu}
    assert menu == {
        "rescue": "costs you 1.5; gives The proxy 1",
        "abandon": "costs you 1; costs The proxy 1.5",
    }


def test_a_seat_is_one_chair_and_its_person_plays_whoever_holds_it() -> None:
    text = """
crisis: An election
calendar: {rounds: 2}
state: {president: {one of: [ann, bob], starts: ann}, line: {from: 0, to: 4, starts: 0}}
actors:
  ann: {seat: house, while: president == ann}
  bob: {seat: house, while: president == bob}
  other: {}
each round:
  - house decides: {wait: {}, push: {then: line up}}
  - chance election: {turn: {probability: 1, then: president = bob}}
  - other answers: {wait: {}, push: {then: line up}}
"""
    game = table_game(loads(text), options=Options(has_grid_error=False))
    table = open_table(game, chairs={"house": "Ann"})
    movers = []
    table.advance()
    while not table.ended:
        view = table.view("house")
        movers.append((view.questions[0].actor, [each.actor for each in view.private]))
        table.act("house", "push")
        table.advance()
    assert movers == [("ann", ["ann"]), ("bob", ["bob"])]
    with pytest.raises(TableError, match="in the chair of"):
        open_table(game, chairs={"house": "Ann", "bob": "Bob"})


def test_mistakes_say_what_is_allowed() -> None:
    with pytest.raises(UnknownNameError, match=r"no chair 'patrn' — did you mean 'patron'"):
        table_of("classics/proxy", {"patrn": "Ann"})
    with pytest.raises(UnknownNameError, match="no type 'warm'"):
        table_of("classics/proxy", {}, types={"patron": "warm"})
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"})
    with pytest.raises(TableError, match="nothing to decide now; the table waits for proxy"):
        table.act("patron", "rescue")
    with pytest.raises(TableError, match=r"no act 'provok' in the menu.*provoke.*keep_quiet, provoke"):
        table.act("proxy", "provok")
    with pytest.raises(UnknownNameError, match="nobody sits in a chair 'kyiv'"):
        table.view("kyiv")
    table.act("proxy", "keep quiet")
    table.advance()
    with pytest.raises(TableError, match="over"):
        table.act("proxy", "provoke")


def test_a_crisis_on_its_tree_is_refused_with_the_reason() -> None:
    with pytest.raises(DetenteError, match="solved on its game tree"):
        open_table(load("classics/jury"), chairs={"ann": "Ann"})


def test_the_umpire_overrides_and_injects() -> None:
    table = table_of("programme", {"washington": "Ann"})
    table.override("tehran", "build")
    table.inject("washington plays wait at 1")
    table.advance()
    # Washington's first decision was made for it.
    assert [moment.act for moment in table.course.moments[:3]] == ["build", "", "wait"]
    assert table.made(0).by == table.made(2).by == "umpire"  # type: ignore[union-attr]
    assert "The umpire made this move." in table.view("washington").history[-1].words or table.turn > 4
    assert not any("umpire" in told.words for told in table.view("washington").history if "Tehran" in told.words)
    rows = [(row.turn, row.kind, row.act) for row in table.log() if row.made_by == "umpire"]
    assert rows[:3] == [(1, "override", "build"), (1, "inject", "washington plays wait at 1"), (1, "move", "build")]


def test_an_override_replaces_what_a_person_gave() -> None:
    table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"})
    table.advance()
    while len(table.list_waited_for()) < 2:
        seat = table.list_waited_for()[0]
        table.act(seat, table.view(seat).menu[0].act)
        table.advance()
    turn = table.turn
    table.act("moscow", "push")
    table.override("moscow", "hold")
    table.act("kyiv", "stand")
    assert [moment.act for moment in table.course.moments[turn - 1 : turn + 1]] == ["hold", "stand"]


def test_the_umpire_changes_the_state_where_the_crisis_can_be_there() -> None:
    table = table_of("hidden", {"moscow": "Ann"})
    play_first_acts(table)
    table = table.fork(6)
    for level in ("low", "high"):
        table.inject(f"line = {level}")
        assert [each.level for each in table.view("moscow").state] == [level]
        assert table.view("moscow").messages[-1].words == f"Line is now {level}."
    play_first_acts(table)
    assert table.course.moments[5].before == (2,)
    proxy = table_of("classics/proxy", {"proxy": "Ann"})
    with pytest.raises(TableError, match="cannot reach at this moment"):
        proxy.inject("line = provoked")
    with pytest.raises(UnknownNameError, match="no level 'quit'"):
        proxy.inject("line = quit")
    with pytest.raises(TableError, match="the play is over"):
        table.inject("line = low")


def test_paused_means_that_nobody_moves() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"})
    table.pause()
    with pytest.raises(TableError, match="paused the table"):
        table.act("proxy", "provoke")
    assert table.view("proxy").clock.is_paused
    assert not table.view("proxy").to_move
    table.resume()
    table.act("proxy", "provoke")


def test_what_is_revealed_goes_to_whom_it_is_meant_for() -> None:
    table = table_of("both", {"washington": "Ann", "tehran": "Bob"}, types={"tehran": "hawk"})
    table.act("tehran", "build")
    table.advance()
    table.reveal("tehran", to="washington")
    table.reveal("tehran acts")
    table.reveal("Dinner is at eight.", to="tehran")
    words = {seat: [each.words for each in table.view(seat).messages] for seat in ("washington", "tehran")}
    assert words["washington"][0].startswith("Tehran is “hawk, programme begun”")
    assert words["washington"][1] == "Tehran, unseen: Round 1: build."
    assert words["tehran"] == ["Tehran, unseen: Round 1: build.", "Dinner is at eight."]


def test_a_fork_is_the_same_play_until_the_turn_and_after_it_with_the_same_acts() -> None:
    table = table_of("hidden", {"moscow": "Ann"}, seed=5)
    play_first_acts(table)
    for turn in (1, 4, 8):
        fork = table.fork(turn)
        assert fork.log() == tuple(row for row in table.log() if row.turn < fork.turn)
        play_first_acts(fork)
        assert fork.log() == table.log()
    # Of two decisions made at once the first is meant.
    assert table.fork(3).turn == 2


def test_a_fork_with_another_seed_has_the_same_past_and_other_luck() -> None:
    table = table_of("hidden", {"moscow": "Ann"}, seed=5)
    play_first_acts(table)
    futures = set()
    for seed in range(8):
        fork = table.fork(6, seed=seed)
        assert fork.log() == tuple(row for row in table.log() if row.turn < 6)
        play_first_acts(fork)
        futures.add(tuple(row.act for row in fork.log()))
    assert len(futures) > 1


def test_many_tables_share_one_solution() -> None:
    game = solved("hidden")
    tables = [open_table(game, chairs={"kyiv": "Ann"}, seed=seed) for seed in range(3)]
    for table in tables:
        play_first_acts(table)
    again = table_of("hidden", {"kyiv": "Ann"}, seed=1)
    play_first_acts(again)
    assert again.log() == tables[1].log()


def test_whoever_acts_on_a_perception_believes_by_it() -> None:
    """West thinks that East is bold with 0.9 where the crisis has 0.3, and is shown what it thinks."""
    game = solved("watch", "one_sided")
    table = open_table(game, chairs={"west": "Ann", "east": "Bob"}, seed=1)
    shown = {
        seat: next(each.probability for each in table.view(seat).beliefs if each.type == "bold")
        for seat in ("west", "east")
    }
    assert shown == {"west": pytest.approx(0.9), "east": pytest.approx(0.3)}
    play_first_acts(table)
    done = table.debrief(times=200)
    assert "A player who acts on a perception of the crisis is judged by that perception." in done.notes
    assert all(math.isfinite(move.regret) for move in done.moves)


def test_an_act_that_a_perception_does_not_know_is_not_offered() -> None:
    table = open_table(solved("watch", "hopeful"), chairs={"east": "Ann", "west": "Bob"})
    assert [each.act for each in table.view("east").menu] == ["hold", "cross", "dig"]


def test_an_endless_crisis_is_played_for_its_rounds() -> None:
    text = """
crisis: For ever
calendar: {rounds: endless}
state: {line: {scale: [low, high], starts: low}}
actors:
  ann: {patience: 0.5, precision: 2, wants: {ground: line}}
  bob: {patience: 0.5, precision: 2, wants: {ground: -line}}
each round:
  - ann moves: {hold: {}, push: {costs: 0.2, then: line up}}
  - bob moves_too: {hold: {}, push: {costs: 0.2, then: line down}}
"""
    game = table_game(loads(text), options=Options(has_grid_error=False, rounds=5))
    table = open_table(game, chairs={"ann": "Ann"})
    play_first_acts(table)
    assert len(table.debrief(times=50).moves) == 5
