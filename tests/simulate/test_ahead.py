"""Whose decisions can still come: by dates, by the public state, and after two that are made at once."""

from __future__ import annotations

from detente.simulate.ahead import find_next_decisions
from support.compiled_view import game_of
from support.tables import HIDDEN_OCCASION

ASKED_ONCE = """
crisis: A demand that is made once, and a door that stays shut
calendar: {rounds: 4}
state:
  door: {scale: [shut, ajar, open], starts: ajar}
actors:
  ann: {precision: 1, wants: {way: door}}
  bob: {precision: 1, wants: {way: -door}}
  cyd: {precision: 1, wants: {way: 0.1 * door}}
each round:
  - ann asks:
      when: date == 1
      quiet: {}
      ask: {}
  - bob answers:
      when: door == ajar
      wait: {}
      shut: {then: door = shut}
      open: {then: door = open}
  - ann enters:
      when: door == open
      stay: {}
      enter: {costs: 0.1}
  - cyd looks:
      away: {}
      back: {}
"""

ASKS, ANSWERS, ENTERS, LOOKS = range(4)
SHUT, AJAR, OPEN = range(3)


def test_what_dates_and_the_state_leave() -> None:
    game = game_of(ASKED_ONCE)
    # From the start: Ann asks first, although she may enter later.
    assert find_next_decisions(game, 0, ASKS, (AJAR,)) == {"ann": ASKS, "bob": ANSWERS, "cyd": LOOKS}
    # The date of the demand is over; she may enter if Bob opens, in this round or in a later one.
    assert list(find_next_decisions(game, 0, ANSWERS, (AJAR,)).items()) == [
        ("bob", ANSWERS),
        ("ann", ENTERS),
        ("cyd", LOOKS),
    ]
    # Nothing opens a door that is shut, and nothing shuts an open one: Bob has nothing to decide any more.
    assert find_next_decisions(game, 1, ASKS, (SHUT,)) == {"cyd": LOOKS}
    assert find_next_decisions(game, 1, ASKS, (OPEN,)) == {"ann": ENTERS, "cyd": LOOKS}


def test_the_last_round_has_no_next_one() -> None:
    game = game_of(ASKED_ONCE)
    assert find_next_decisions(game, 3, LOOKS, (AJAR,)) == {"cyd": LOOKS}
    # One round earlier Bob and Ann come again.
    assert find_next_decisions(game, 2, LOOKS, (AJAR,)) == {"cyd": LOOKS, "bob": ANSWERS, "ann": ENTERS}


def test_two_decisions_at_once_lead_on() -> None:
    game = game_of(HIDDEN_OCCASION)
    places = {name: place for place, name in enumerate(game.stage_names)}
    found = find_next_decisions(game, 0, places["moves"], (1,))
    assert found == {"moscow": places["moves"], "kyiv": places["answers"], "minsk": places["comments"]}
    # Kyiv's boast comes before its next answer; Minsk comments again in the next round.
    found = find_next_decisions(game, 0, places["boasts"], (2,))
    assert found == {"kyiv": places["boasts"], "moscow": places["prepares"], "minsk": places["comments"]}
