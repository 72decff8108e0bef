"""What `check` warns of, from the file, from its claims and from its game."""

from __future__ import annotations

from detente.analysis.cautions import list_cautions
from detente.claims.grammar import Statements, parse_all
from detente.game.compile import compile_game
from detente.scenario.loading import apply_on_top, loads
from detente.scenario.model import Scenario
from support.silly import SANE


def statements_of(scenario: Scenario) -> Statements:
    return parse_all(scenario, lambda name: apply_on_top(scenario, name))


def test_warnings_of_the_file_the_claims_and_the_game() -> None:
    text = SANE.replace("numbers:\n", "numbers:\n  spare: 1\n").replace(
        "each round:\n",
        "each round:\n  - red hides: {covert: yes, a: {then: beacon = lit}, b: {then: beacon = dark}}\n",
    )
    text += "  - {says: Sure., holds if: P(eventually front == held) >= 0}\n"
    scenario = loads(text)
    found = list_cautions(scenario, statements_of(scenario), compile_game(scenario))
    (unread, covert, certain) = [each.message for each in found]
    assert "no expression mentions the number 'spare'" in unread
    assert "is covert, but everybody can tell its acts" in covert
    assert "is true whatever happens" in certain


def test_a_sane_crisis_has_no_warnings() -> None:
    scenario = loads(SANE)
    assert list_cautions(scenario, statements_of(scenario), compile_game(scenario)) == ()
