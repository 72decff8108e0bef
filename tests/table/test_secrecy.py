"""No field of a seat's view depends on what is hidden from the seat.

The same crisis is played under many hidden draws. Wherever two plays are alike in what everybody saw, and in what the
seat's own actors are and did, its views must be the same byte for byte, however much the rest differs. What is
alike is told from the recorded arrays of the play, not by the table's own words.
"""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from detente.scenario.model import Decision
from detente.table.session import Table
from support.tables import table_of

NUM_PLAYS = 40


def seen_so_far(table: Table, seat: str) -> str:
    """What the seat has seen and done, read from the record of the play."""
    course, scenario = table.course, table.scenario
    record, game, own = course.record, course.game, table.chair(seat).actors
    assert record.message is not None
    parts: list[object] = [table.turn]
    for number in range(course.number):
        period, stage = divmod(number, course.num_stages)
        place, entry = (0, period, stage), scenario.stages[stage]
        state = int(record.state[place])
        decoded = game.space.decode(game.periods[period].codes[stage])[state]
        parts.append([int(level) for level in decoded[: len(scenario.variables)]])
        movers = {table_.mover for table_ in game.periods[period].stages[stage] if state in table_.states}
        is_hidden = isinstance(entry, Decision) and entry.is_covert
        is_plain = is_hidden and all(len(scenario.actors[mover].types) == 1 for mover in movers if mover >= 0)
        # The hidden act of an actor without types is its own message in the arrays: nobody learns from it.
        parts.append(None if is_plain else int(record.message[place]))
        if movers & own:
            parts.append((int(record.mover[place]), int(record.act[place])))
    moments = course.moments
    # Whether a decision of its own comes up is its own knowledge.
    parts.append([due.comes_up for due in table.list_asked(seat)])
    own_kinds = [[moment.kinds[actor] for actor in sorted(own)] for moment in moments]
    return json.dumps([parts, own_kinds, [course.kinds[actor] for actor in sorted(own)]])


def hidden_of(table: Table, seat: str) -> str:
    """What is kept from the seat: types, and acts that it did not see."""
    own = table.chair(seat).actors
    kinds = [kind for actor, kind in enumerate(table.course.kinds) if actor not in own]
    return json.dumps([kinds, [moment.act for moment in table.course.moments]])


@pytest.mark.parametrize(
    ("name", "seat"),
    [
        ("hidden", "kyiv"),
        ("hidden", "moscow"),
        ("hidden", "minsk"),
        ("programme", "washington"),
        ("both", "washington"),
        ("spoken", "kyiv"),
        ("watch", "west"),
        ("watch", "east"),
    ],
)
def test_the_same_sight_is_the_same_view(name: str, seat: str) -> None:
    views: dict[str, set[bytes]] = defaultdict(set)
    hidden: dict[str, set[str]] = defaultdict(set)
    for seed in range(NUM_PLAYS):
        table = table_of(name, {seat: "Ann"}, seed)
        while True:
            table.advance()
            key = seen_so_far(table, seat)
            views[key].add(json.dumps(table.view(seat).to_json()).encode())
            hidden[key].add(hidden_of(table, seat))
            if table.ended:
                break
            # The choice follows from the view, so that it cannot bring in what is hidden.
            menu = table.view(seat).menu
            table.act(seat, menu[sum(key.encode()) % len(menu)].act)
    assert all(len(own) == 1 for own in views.values())
    apart = [key for key, own in hidden.items() if len(own) > 1]
    assert len(apart) >= 3, "hardly any plays differ in what is hidden alone, so that little was tested"


def test_what_the_umpire_is_told_does_depend_on_it() -> None:
    """So that a leak of the same kind into a view would be found."""
    told = []
    for act in ("wait", "build"):
        table = table_of("both", {"washington": "Ann"}, types={"tehran": "hawk"})
        table.override("tehran", act)
        table.advance()
        told.append((table.view("washington").history[0].words, table.umpire().history[0].words))
    (first, hidden), (second, other) = told
    assert hidden != other
    assert first.split(".")[0] == second.split(".")[0] == "Tehran works, unseen by the others"


def test_what_another_person_chose_at_once_is_not_seen() -> None:
    views = []
    for act in ("hold", "push", "feint"):
        table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"}, types={"moscow": "hard", "kyiv": "firm"})
        table.advance()
        while len(table.list_waited_for()) < 2:
            seat = table.list_waited_for()[0]
            table.act(seat, table.view(seat).menu[0].act)
            table.advance()
        before = table.view("kyiv").to_json()
        table.act("moscow", act)
        after = table.view("kyiv").to_json()
        assert after == {**before, "waiting_for": ["kyiv"]}
        assert table.view("moscow").is_decided
        views.append(json.dumps(after))
    assert len(set(views)) == 1


def test_an_act_that_looks_like_another_is_told_as_that_one() -> None:
    table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"})
    table.advance()
    while not table.ended:
        for seat in table.list_waited_for():
            question = table.view(seat).questions[0]
            wanted = {"moves": "feint", "prepares": "dig"}.get(question.stage, question.menu[0].act)
            table.act(seat, wanted if wanted in [each.act for each in question.menu] else question.menu[0].act)
        table.advance()
    own = " ".join(told.words for told in table.view("moscow").history)
    others = " ".join(told.words for told in table.view("kyiv").history)
    assert "feint (the others see “push”)" in own
    assert "feint" not in others
    assert "Moscow moves: push." in others
    assert "dig" not in others
    assert "Moscow prepares, unseen by the others." in others
