"""Mistakes that show only at reachable states, with their texts; and crises that are too large."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.game.reach import Limits
from detente.scenario.loading import loads
from support.compiled_view import game_of

HEAD = """
crisis: Mistakes
calendar: {from: 2015-05, to: 2015-07, step: month}
state:
  front: {scale: [held, broken], starts: held}
  guns:  {from: 0, to: 3, starts: 1}
numbers: {half: {value: 0.5}}
actors:
  north: {types: {meek: {prior: 0.5, bias: 0.5}, bold: {prior: 0.5, bias: 0.7}}}
  south: {WANTS}
each month:
  - chance battle:
      lost: {probability: half, then: front = broken}
      kept: {probability: rest}
"""


def mistakes_of(stages: str, wants: str = "", head: str = HEAD) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        game_of(head.replace("WANTS", wants) + stages)
    return [f"{mistake.where.field}: {mistake.message}" for mistake in caught.value.mistakes]


def test_probabilities_that_do_not_sum_to_one_name_date_state_and_sum() -> None:
    stages = """
  - chance flare:
      hot:  {probability: 0.5 + 0.3 * (front == broken)}
      cold: {probability: 0.5}
"""
    (found,) = mistakes_of(stages)
    assert found == (
        "each month.chance flare.hot.probability: probabilities sum to 1.3 and must sum to one (hot 0.8, cold 0.5) "
        "at 2015-05 when front = broken, guns = 1"
    )


def test_a_rest_needs_something_left() -> None:
    stages = """
  - chance flare:
      when: date >= 2015-06
      hot:  {probability: 0.4 * guns}
      warm: {probability: 0.8}
      cold: {probability: rest}
"""
    (found,) = mistakes_of(stages)
    assert found.endswith(
        "probabilities sum to 1.2 and leave nothing for the rest (hot 0.4, warm 0.8) "
        "at 2015-06 when front = held, guns = 1"
    )


def test_a_probability_lies_between_zero_and_one_for_every_type() -> None:
    stages = """
  - north tries:
      go:
        results:
          wins:  {probability: bias + 0.2 * guns + 0.2 * (front == broken)}
          loses: {probability: rest}
"""
    (found,) = mistakes_of(stages)
    assert found == (
        "each month.north tries.go.results.wins.probability: the probability of wins is 1.1, not between 0 and 1, "
        "at 2015-05 when front = broken, guns = 1"
    )


def test_traces_name_the_act_after_which_they_go_wrong() -> None:
    stages = """
  - north hides:
      covert: yes
      wait: {}
      dig:  {}
      traces:
        found:   {probability: 0.5 if act == dig else 0.1}
        nothing: {probability: 0.9}
"""
    (found,) = mistakes_of(stages)
    assert "probabilities after dig sum to 1.4 and must sum to one (found 0.5, nothing 0.9)" in found


def test_an_empty_menu_is_a_mistake() -> None:
    (found,) = mistakes_of("  - south acts:\n      shoot: {when: guns > 0 and front == held, then: guns down}\n")
    assert found == (
        "each month.south acts: south has no action at acts: the menu is empty at 2015-05 when front = broken, guns = 1"
    )


def test_stages_and_actions_that_never_happen_are_mistakes() -> None:
    stages = """
  - south sleeps:
      when: guns == 3
      dream: {}
  - south wakes:
      rise: {}
      shine: {when: guns > 1}
"""
    assert mistakes_of(stages) == [
        "each month.south sleeps: sleeps never takes place: its `when` is true in no reachable state",
        "each month.south wakes.shine: shine is never in the menu of wakes in any reachable state",
    ]


def test_a_variant_may_take_the_occasion_of_a_stage_away() -> None:
    text = HEAD.replace("WANTS", "") + "  - south mourns:\n      when: front == broken\n      weep: {}\n"
    text += "variants:\n  calm: {numbers.half: 0}\n"
    assert compile_game(loads(text, variant="calm")).num_periods == 3


def test_every_reachable_state_needs_exactly_one_holder_of_a_seat() -> None:
    head = HEAD.replace(
        "  south: {WANTS}",
        "  south: {seat: capital, while: guns < 3}\n  rival: {seat: capital, while: front == broken}",
    )
    stages = "  - capital rules:\n      sit: {}\n"
    (found,) = mistakes_of(stages, head=head)
    assert found == (
        "each month.capital rules: south and rival both hold the seat capital, which exactly one of "
        "south, rival must hold, at 2015-05 when front = broken, guns = 1"
    )
    (found,) = mistakes_of(stages, head=head.replace("while: guns < 3", "while: guns == 3"))
    assert found.startswith("each month.capital rules: no actor holds the seat capital")
    assert found.endswith("at 2015-05 when front = held, guns = 1")


def test_division_by_zero_names_the_term_and_the_state() -> None:
    stages = "  - south fires:\n      wait: {}\n      fire: {when: guns > 0, then: guns down, costs: 1 / guns}\n"
    (found,) = mistakes_of(stages, "wants: {ease: 1 / (guns - 1)}")
    assert found.endswith("division by zero in `1 / (guns - 1)` at 2015-05 when front = held, guns = 1")
    # Where the action is not in the menu its cost is not asked for.
    assert game_of(HEAD.replace("WANTS", "") + stages).num_periods == 3


def test_payoffs_that_are_not_finite_name_the_term_and_the_state() -> None:
    (found,) = mistakes_of("", "wants: {greed: 10e200 * 10e200 * (front == broken)}".replace("10e200", str(10**200)))
    assert "a part that overflows double precision in `" in found
    assert "(front == broken)` at 2015-05 when front = held" in found


def test_a_level_between_two_levels_is_a_mistake() -> None:
    (found,) = mistakes_of("  - south halves:\n      halve: {then: guns = guns / 2}\n")
    assert "`guns / 2` puts guns at 0.5, between two levels, at 2015-05 when front = held, guns = 1" in found


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    stages = """
  - chance flare:
      hot:  {probability: 0.5 * guns}
      cold: {probability: 0.4}
  - south acts:
      shoot: {when: guns > 1}
  - chance rain:
      wet: {probability: 2 * guns}
      dry: {probability: rest}
"""
    found = mistakes_of(stages)
    assert [entry.split(":")[0] for entry in found] == [
        "each month.chance flare.hot.probability",
        "each month.south acts",
        "each month.chance rain.wet.probability",
    ]


LARGE = """
crisis: Too much of everything
calendar: {rounds: 4}
state:
  coins: {from: 0, to: 20, starts: 10}
  dice:  {from: 0, to: 6, starts: 3}
  flag:  {one of: [down_low, up_high], starts: down_low}
actors:
  north: {types: {meek: {prior: 0.5}, bold: {prior: 0.5}}}
each round:
  - chance toss:
      more: {probability: 0.4, then: coins up}
      less: {probability: 0.4, then: coins down}
      same: {probability: rest}
  - chance roll:
      more: {probability: 0.5, then: dice up}
      less: {probability: 0.5, then: dice down}
  - north waves:
      wave: {then: flag = up_high}
      wait: {}
"""


def test_too_many_states_say_how_many_and_what_multiplies_to_them() -> None:
    with pytest.raises(ScenarioError) as caught:
        game_of(LARGE, limits=Limits(states=30))
    (mistake,) = caught.value.mistakes
    assert mistake.where.field == "state.flag"
    assert mistake.message == (
        "after toss at 3 there are 42 states, more than 30; what multiplies: coins × 7, dice × 3, flag × 2. "
        "Without flag there would be 21"
    )


@pytest.mark.parametrize(("number", "combinations"), [(7, r"2\.9e\+23"), (190, r"2\.9e\+572")])
def test_combinations_beyond_counting_are_refused_before_counting(number: int, combinations: str) -> None:
    """Beyond 1.8e308 too, where numbers of double precision end."""
    variables = "\n".join(f"  v{index}: {{from: 0, to: 999, starts: 0}}" for index in range(number))
    text = LARGE.replace("state:", "state:\n" + variables)
    with pytest.raises(ScenarioError, match=f"the {number + 3} variables have {combinations} combinations of levels"):
        game_of(text)
