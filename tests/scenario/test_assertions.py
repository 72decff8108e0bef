"""What acts say: how it compiles, and which mistakes are reported where."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Action, Scenario
from detente.scenario.utterances import Assertion
from support.spoken import BY_HAND, SPOKEN, differences


def acts_of(scenario: Scenario, decision: str) -> dict[str, Action]:
    (stage,) = [stage for stage in scenario.stages if stage.name == decision]
    return {action.name: action for action in stage.actions}  # type: ignore[union-attr]  # a decision


def mistakes_of(text: str) -> list[str]:
    """Every mistake of a file, or of its reachable states."""
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text, "f"))
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_game_is_that_of_the_same_crisis_written_by_hand() -> None:
    games = [compile_game(loads(text), {"moscow": 9}) for text in (SPOKEN, BY_HAND)]
    assert differences(*games) == []
    assert differences(games[0], compile_game(loads(SPOKEN.replace("costs: 0.05", "costs: 0.06")), {"moscow": 9}))


def test_an_act_that_says_something_is_an_act_like_any_other() -> None:
    says = SPOKEN.replace("        found out: 0.3 if false else 0.05\n", "")
    for line in ("costs if found out: 1.5 + appetite", "then if found out: trust down"):
        says = says.replace(f"        {line}\n", "")
    says = says.replace("deny == found_out or ", "")
    silent = says.replace("        says: not moscow is revisionist\n", "")
    games = [compile_game(loads(text), {"moscow": 9}) for text in (says, silent)]
    assert differences(*games) == []
    said = acts_of(loads(says), "answers")["deny"].utterance
    assert isinstance(said, Assertion)
    assert (said.truth.text, said.found_out) == ("not moscow is revisionist", None)


def test_a_plain_probability_is_that_of_a_false_assertion() -> None:
    plain, full = (loads(SPOKEN.replace("0.3 if false else 0.05", odds)) for odds in ("0.3", "0.3 if false"))
    assert acts_of(plain, "answers") == acts_of(full, "answers")
    known = loads(SPOKEN.replace("0.3 if false else 0.05", "0.3 if moscow is revisionist else 0.2"))
    # The defender's denial is true.
    by_hand = loads(SPOKEN.replace("0.3 if false else 0.05", "0.3 if false and moscow is revisionist"))
    assert differences(compile_game(known, {"moscow": 9}), compile_game(by_hand, {"moscow": 9})) == []


def test_a_seat_speaks_by_whoever_holds_it() -> None:
    text = """
crisis: A seat
calendar: {rounds: 2}
state:
  office: {one of: [old, new], starts: old}
actors:
  elder: {seat: palace, while: office == old, types: {meek: {prior: 0.5, nerve: 0}, bold: {prior: 0.5, nerve: 1}}}
  heir:  {seat: palace, while: office == new, types: {meek: {prior: 0.2, nerve: 0}, bold: {prior: 0.8, nerve: 1}}}
each round:
  - palace speaks:
      wait: {}
      boast: {says: nerve == 1, found out: 0.5, then if found out: office = new}
"""
    game = compile_game(loads(text), {"elder": 9, "heir": 9})
    table = next(table for table in game.periods[0].stages[0] if table.mover >= 0)
    found = [seen for seen, words in enumerate(table.seen) if "found_out" in words]
    messages = [message for message, seen in enumerate(table.message_seen[0]) if seen in found]
    # Only the meek elder boasts falsely.
    assert table.message_prob[0, 1, messages].sum(axis=0) == pytest.approx([0.5, 0])


MISTAKES = {
    "nothing private": (
        "says: not moscow is revisionist",
        "says: trust == high",
        "f:17:15 each month.moscow answers.deny.says: 'trust == high' says nothing that only moscow can know",
    ),
    "another's type": (
        "says: not moscow is revisionist",
        "says: kyiv is only",
        "what is said cannot depend on what only kyiv knows",
    ),
    "too likely": (
        "0.3 if false else 0.05",
        "1.3 if false",
        "the probability of found_out is 1.3, not between 0 and 1",
    ),
    "private hearers": (
        "        costs: 0.1\n        found",
        "        said to: [kyiv]\n        found",
        "what is said is heard by everyone, not by a list alone: beliefs are public here",
    ),
    "found out later": (
        "0.3 if false else 0.05",
        "{probability: 0.3, per: month}",
        "deny.found out: whether what is said is found out is drawn once, when it is said",
    ),
    "found out by the month": (
        "0.3 if false else 0.05",
        "0.3 per month",
        "and write a signal about the speaker for later periods",
    ),
    "no statement": (
        "        says: not moscow is revisionist\n",
        "",
        "deny.found out: 'found out' needs 'says' beside it",
    ),
    "other results": (
        "        costs: 0.1\n        found",
        "        results: {a: 0.5, b: rest}\n        found",
        "an act that may be found out has no other results",
    ),
    "covert": (
        "  - moscow answers:\n",
        "  - moscow answers:\n      covert: yes\n",
        "what is said is heard by everyone, and the decision is covert",
    ),
    "disguised": ("      quiet: {}", "      quiet: {looks like: deny}", "and another act looks like it"),
    "disguise": (
        "        costs: 0.1\n        found",
        "        looks like: quiet\n        found",
        "what is said is heard, so the act cannot look like another one",
    ),
    "costs of another": (
        "costs if found out: 1.5 + appetite",
        "costs if found out: 1.5 + appetit",
        "deny.costs if found out: unknown name 'appetit' — did you mean 'appetite'?",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_stand_at_their_line(old: str, new: str, message: str) -> None:
    assert SPOKEN.count(old) == 1
    found = mistakes_of(SPOKEN.replace(old, new))
    assert any(message in each for each in found), found
