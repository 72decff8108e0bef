"""Who is paid what, by row, by the mover's type and by the public belief."""

from __future__ import annotations

import numpy as np
import pytest

from support.compiled_view import game_of, payoffs_of, row_names, table_at

HEAD = """
crisis: Payments
calendar: {rounds: 2}
state:
  line: {scale: [back, middle, forward], starts: middle}
actors:
  north:
    types:
      meek: {prior: 0.5, drive: 1}
      bold: {prior: 0.5, drive: 3}
  south:
    types:
      soft: {prior: 0.25, nerve: 2}
      hard: {prior: 0.75, nerve: 10}
    wants: WANTS
  judge: {}
each round:
"""
START = "line = middle"


def priced(action: str, wants: str = "{}") -> str:
    return HEAD.replace("WANTS", wants) + f"  - north moves:\n      pay: {action}\n      wait: {{}}\n"


def belief_part(text: str) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Belief-dependent payoffs of `pay` by row name (type, belief); beliefs that north is bold, south hard."""
    game = game_of(text, num_points={"north": 5, "south": 3})
    table, place = table_at(game, 0, "moves", START)
    assert table.belief_payoff is not None
    values = table.belief_payoff.values[place, 0]
    names = row_names(game)
    found = {names[row]: values[:, number] for number, row in enumerate(table.belief_payoff.rows)}
    bold, hard = (game.grid.spread(who, game.grid.probabilities(who))[:, 1] for who in (0, 1))
    return found, bold, hard


def test_costs_are_the_movers_by_its_own_type() -> None:
    found = payoffs_of(game_of(priced("{costs: drive * line}")), 0, "moves", START, "pay")
    assert found == {
        "north meek": [-1, -1],
        "north bold": [-3, -3],
        "south soft": [0, 0],
        "south hard": [0, 0],
        "judge only": [0, 0],
    }


def test_gifts_are_the_receivers_and_may_depend_on_both_types() -> None:
    found = payoffs_of(game_of(priced("{gives: {south: drive + south.nerve, judge: 5}}")), 0, "moves", START, "pay")
    assert found["south soft"] == [3, 5]
    assert found["south hard"] == [11, 13]
    assert found["north meek"] == [0, 0]
    assert found["judge only"] == [5, 5]


def test_a_third_partys_type_is_averaged_under_the_public_belief() -> None:
    found, _, hard = belief_part(priced("{costs: drive * south.nerve, gives: {judge: drive * south.nerve}}"))
    mean = 2 + 8 * hard
    assert list(found) == ["north meek", "north bold", "judge only"]
    np.testing.assert_allclose(found["north meek"], np.stack([-mean, -mean]))
    np.testing.assert_allclose(found["north bold"], np.stack([-3 * mean, -3 * mean]))
    np.testing.assert_allclose(found["judge only"], np.stack([mean, 3 * mean]))


def test_a_belief_is_the_public_one_before_the_move() -> None:
    text = priced("{costs: 1 - belief(north is bold), gives: {south: belief(south is hard) * south.nerve}}")
    found, bold, hard = belief_part(text)
    np.testing.assert_allclose(found["north meek"], np.stack([bold - 1, bold - 1]))
    np.testing.assert_allclose(found["south hard"], np.stack([10 * hard, 10 * hard]))


def test_an_action_without_beliefs_keeps_the_plain_part() -> None:
    game = game_of(priced("{costs: 2, gives: {judge: south.nerve}}"))
    assert payoffs_of(game, 0, "moves", START, "pay")["north bold"] == [-2, -2]
    table, place = table_at(game, 0, "moves", START)
    assert table.belief_payoff is not None
    assert not table.belief_payoff.values[place, table.actions.index("wait")].any()


def test_wants_average_what_their_owner_does_not_know() -> None:
    wants = "{own: nerve * line, spite: {weight: 0.5, of: 4 * (north is bold) * (south is hard)}}"
    game = game_of(priced("{then: line up}", wants), num_points={"north": 5, "south": 3})
    flow = game.periods[0].end.flow
    names = row_names(game)
    middle = 0
    assert flow.values[middle].tolist() == [0, 0, 2, 10, 0]
    assert [names[row] for row in flow.belief_rows] == ["south soft", "south hard"]
    assert flow.belief_values is not None
    bold = game.grid.spread(0, game.grid.probabilities(0))[:, 1]
    np.testing.assert_allclose(flow.belief_values[middle, 1], 2 * bold)
    np.testing.assert_allclose(flow.belief_values[middle, 0], 0 * bold)


LEGACY = """
crisis: Out of office
calendar: {rounds: 3, afterwards: AFTER}
state:
  line: {scale: [low, high], starts: high}
  noise: {one of: [calm, loud], starts: calm, lasts: one period}
actors:
  old:   {leaves: 2, legacy: 0.25, patience: 0.5, wants: {line: 4 * line, noise: -1 * (noise == loud)}}
  other: {patience: 0.75, wants: {clock: round}}
each round:
  - old acts:
      pay: {costs: 2, then: noise = loud, gives: {other: 8}}
  - other acts_too:
      pay: {gives: {old: 16}}
"""


@pytest.mark.parametrize(("period", "weight"), [(0, 1.0), (1, 0.25), (2, 0.25)])
def test_payoffs_out_of_office_count_by_the_legacy(period: int, weight: float) -> None:
    game = game_of(LEGACY.replace("AFTER", "nothing"))
    acts, acts_too = (game.periods[period].stages[stage][0].payoff[0, 0, 0].tolist() for stage in (0, 1))
    assert acts == [-2 * weight, 8]
    assert acts_too == [16 * weight, 0]
    assert game.periods[period].end.flow.values[0].tolist() == [3 * weight, period + 1]


def test_nothing_is_left_of_an_office_without_a_legacy() -> None:
    game = game_of(LEGACY.replace("AFTER", "nothing").replace("legacy: 0.25, ", ""))
    assert game.periods[1].stages[0][0].payoff[0, 0, 0].tolist() == [0, 8]
    assert game.periods[1].end.flow.values[0].tolist() == [0, 2]


def test_afterwards_nothing_is_zero() -> None:
    game = game_of(LEGACY.replace("AFTER", "nothing"))
    assert game.aftermath.values.tolist() == [[0, 0]]


def test_the_last_period_repeats_for_ever_as_it_ended() -> None:
    game = game_of(LEGACY.replace("AFTER", "the last round repeats"))
    # 1/(1 − δ) times the wants of the last period's end, with its noise; legacy counts on.
    assert game.aftermath.values.tolist() == [[3 * 0.25 / 0.5, 3 / 0.25]]


def test_afterwards_may_be_a_payoff_for_each() -> None:
    game = game_of(LEGACY.replace("AFTER", "{old: 10 + line - 100 * (noise == loud), other: 7}"))
    assert game.aftermath.values.tolist() == [[11 * 0.25, 7]]


def test_an_aftermath_may_depend_on_types_and_beliefs() -> None:
    text = priced("{}", "{hope: 0.5 * (north is bold)}")
    text = text.replace("{rounds: 2}", "{rounds: 2, afterwards: the last round repeats}")
    game = game_of(text.replace("    types:\n      soft", "    patience: 0.5\n    types:\n      soft"))
    bold = game.grid.spread(0, game.grid.probabilities(0))[:, 1]
    assert game.aftermath.belief_values is not None
    np.testing.assert_allclose(game.aftermath.belief_values[0, 0], bold)
