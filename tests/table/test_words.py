"""What happened in sentences."""

from __future__ import annotations

from detente.scenario.constants import compute_number_values
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.table.session import open_table
from detente.table.words import figures_in_words, odds_in_words, traits_in_words
from support.tables import table_of


def test_changes_and_what_does_not_come_up() -> None:
    told: set[str] = set()
    for seed in range(12):
        table = table_of("hidden", {"kyiv": "Ann"}, seed)
        table.advance()
        while not table.ended:
            menu = [each.act for each in table.view("kyiv").menu]
            table.act("kyiv", "give" if "give" in menu else menu[-1])
            table.advance()
        told |= {each.words for each in table.view("kyiv").history}
    assert "Minsk comments: the decision does not come up." in told
    assert "Minsk comments: quiet." in told
    assert "Kyiv answers: give. Line: middle → low." in told
    assert {"Moscow prepares, unseen by the others. Found.", "Moscow prepares, unseen by the others. Nothing."} <= told
    assert "Kyiv boasts: boast." in told


FIGURES = """
crisis: A raid, and what it is worth
calendar: {rounds: 2, afterwards: {ann: line * reward + stakes}}
state:
  line: {scale: [low, high], starts: low}
numbers:
  risk: {range: [0.1, 0.5], base: 0.25}
  reward: 3
  twice: 2 * risk
  stakes: 0.5
actors:
  ann:
    precision: 1
    types: {bold: {prior: 0.5, taste: twice, nerve: 2}, meek: {prior: 0.5, taste: 0, nerve: 1}}
    wants: {ground: taste * reward * line}
each round:
  - ann moves:
      stay: {}
      raid:
        results:
          breaks: {probability: risk + 0.5 * (line == high), then: line = high}
          holds: {probability: rest}
      guess:
        results:
          right: {probability: 0.9 if ann is bold else 0.1}
          wrong: {probability: rest}
"""


def test_numbers_stand_beside_the_formulas_that_name_them() -> None:
    scenario = loads(FIGURES)
    numbers = compute_number_values(scenario)
    (ann,) = scenario.actors
    assert traits_in_words(ann.types[0], numbers) == (("taste", "0.5 (twice)"), ("nerve", "2"))
    assert figures_in_words([ann.wants[0].formula], numbers) == (("reward", "3"),)


def test_odds_are_said_where_everybody_can_know_them() -> None:
    scenario = loads(FIGURES)
    numbers = compute_number_values(scenario)
    (stage,) = scenario.stages
    assert isinstance(stage, Decision)
    stay, raid, guess = stage.actions
    assert odds_in_words(stay, scenario, (0,), numbers) == {}
    # risk is 0.25; the line being high adds a half.
    assert odds_in_words(raid, scenario, (0,), numbers) == {"breaks": "25 %", "holds": "75 %"}
    assert odds_in_words(raid, scenario, (1,), numbers) == {"breaks": "75 %", "holds": "25 %"}
    # What depends on a type stays a formula: a page that had its value would tell the type.
    assert odds_in_words(guess, scenario, (0,), numbers) == {}


def test_a_seat_sees_the_odds_and_what_counts_after_the_end() -> None:
    table = open_table(loads(FIGURES), chairs={"ann": "Ann"}, types={"ann": "bold"})
    view = table.view("ann")
    assert view.menu[1].effects == "breaks (25 %): line = high; holds (75 %)"
    (private,) = view.private
    assert private.wants == (("ground", "taste * reward * line"), ("after round 2", "line * reward + stakes"))
    assert private.numbers == (("reward", "3"), ("stakes", "0.5"))
