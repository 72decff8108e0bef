"""Base rates, menus by type, occasions and rates within a period, against numbers computed by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.game.habits import to_period
from detente.game.tables import Game, StageTable
from detente.scenario.loading import loads
from support.habits import PLAIN_DECIDES, crisis


def game_of(text: str) -> Game:
    return compile_game(loads(text), {"moscow": 5})


def table_of(text: str, stage: int = 0) -> StageTable:
    """The first decision's table at the first round: the line is held."""
    return next(table for table in game_of(text).periods[0].stages[stage] if table.mover >= 0)


def usually(rates: str, calendar: str = "", decides: str = PLAIN_DECIDES, rounds: int = 2) -> str:
    return crisis("c", rounds=rounds, decides=f"\n      usually: {rates}" + decides, calendar=calendar)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ("{arm: 0.1, leave: 0.3}", [0.6, 0.1, 0.3]),
        ("{arm: 0.1}", [0.45, 0.1, 0.45]),
        ("{hold: rest, arm: 0.1, leave: rest}", [0.45, 0.1, 0.45]),
        ("{hold: 0.5, arm: 0.2, leave: 0.3}", [0.5, 0.2, 0.3]),
        # Rates are shares where nothing is left to be the rest.
        ("{hold: 0.25, arm: 0.1, leave: 0.15}", [0.5, 0.2, 0.3]),
    ],
)
def test_base_rates(rates: str, expected: list[float]) -> None:
    anchor = table_of(usually(rates)).anchor
    assert anchor is not None
    assert np.exp(anchor[0, :, 0]) == pytest.approx(expected, abs=1e-15)


def test_what_the_menu_lacks_leaves_its_rate_to_the_rest() -> None:
    game = game_of(usually("{arm: 0.1, leave: 0.3}"))
    (table,) = game.periods[1].stages[0]
    # At `back` there is no `leave`, at `forward` no `arm`.
    shares = [np.exp(each) for each in table.anchor[:, :, 0]]  # type: ignore[index]
    assert any(np.allclose(each, [0.9, 0.1, 0]) for each in shares)
    assert any(np.allclose(each, [0.7, 0, 0.3]) for each in shares)


def test_rates_by_type_and_of_numbers() -> None:
    anchor = table_of(usually("{arm: urge * taste, leave: 0.1 if moscow is dove else 0.2}")).anchor
    assert anchor is not None
    assert pytest.approx(np.array([[0.5, 0.3, 0.2], [0.84, 0.06, 0.1]])) == np.exp(anchor[0]).T


def test_half_a_unit_has_competing_hazards() -> None:
    """1 − √(1 − 0.4) in all, a quarter of it `arm`."""
    anchor = table_of(usually("{arm: 0.1, leave: 0.3}", ", per: 2 rounds")).anchor
    happens = 1 - np.sqrt(0.6)
    assert anchor is not None
    assert np.exp(anchor[0, :, 0]) == pytest.approx([1 - happens, happens / 4, 3 * happens / 4], abs=1e-15)


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("time", [0.36**0.5, (1 - 0.36**0.5) * 3 / 16, (1 - 0.36**0.5) * 13 / 16]),
        ("occasion", [0.36, 0.12, 0.52]),
        ("occasion if line == held", [0.36, 0.12, 0.52]),
        ("occasion if line != held", [0.36**0.5, (1 - 0.36**0.5) * 3 / 16, (1 - 0.36**0.5) * 13 / 16]),
    ],
)
def test_rates_of_an_occasion_are_the_same_in_a_period_of_any_length(per: str, expected: list[float]) -> None:
    anchor = table_of(usually(f"{{arm: 0.12, leave: 0.52, per: {per}}}", calendar=", per: 2 rounds")).anchor
    assert anchor is not None
    assert np.exp(anchor[0, :, 0]) == pytest.approx(expected, abs=1e-15)


def test_without_habits_there_is_no_anchor_and_no_occasion() -> None:
    table = table_of(crisis("c"))
    assert table.anchor is None
    assert table.occasion is None
    assert table.is_overt


def test_a_menu_by_type() -> None:
    decides = PLAIN_DECIDES.replace("when: line < forward", "when: moscow is hawk")
    table = table_of(crisis("c", decides=decides))
    assert table.anchor is not None
    assert pytest.approx(np.array([[1 / 3, 1 / 3, 1 / 3], [1 / 2, 0, 1 / 2]])) == np.exp(table.anchor[0]).T
    assert table.menu(1)[0].tolist() == [True, False, True]


def test_seen_and_unseen_occasions() -> None:
    table = table_of(crisis("c", decides="\n      comes up: 0.4" + PLAIN_DECIDES))
    assert table.occasion is not None
    assert table.occasion.chance == pytest.approx([0.4])
    # A message of its own, for sure and whatever the type.
    message = int(np.flatnonzero(table.occasion.message_prob[0, :, 0])[0])
    assert table.message_prob[0, :, message].max() == 0
    assert table.told[0, 1, message] == pytest.approx([0.6, 0.6])
    covert = table_of(crisis("c", decides="\n      comes up: 0.4\n      covert: yes" + PLAIN_DECIDES))
    assert covert.occasion is not None
    held = int(np.flatnonzero(covert.occasion.message_prob[0, :, 0])[0])
    assert covert.message_prob[0, 0, held] == pytest.approx([1, 1])  # as after `hold`
    assert covert.told[0, 1, held] == pytest.approx([0.6, 0.6])


def test_where_it_never_comes_up_nothing_is_decided() -> None:
    game = game_of(crisis("c", decides="\n      comes up: 0 if round == 1 else 1" + PLAIN_DECIDES))
    assert [table.mover for table in game.periods[0].stages[0]] == [-1]


def test_flows_patience_and_chances_within_a_period() -> None:
    results = "{storm: {probability: 0.3, then: line = held}, thaw: {probability: 0.1}, calm: rest}"
    chance = f"  - chance weather: {results}\n"
    text = crisis("c", calendar=", per: 4 rounds") + chance
    by_unit, by_period = game_of(text), game_of(text.replace(", per: 4 rounds", ""))
    flow, whole = by_unit.periods[0].end.flow, by_period.periods[0].end.flow
    assert flow.values == pytest.approx(whole.values / 4)
    assert by_unit.patience == pytest.approx(by_period.patience**0.25)
    table, other = by_unit.periods[0].stages[2][0], by_period.periods[0].stages[2][0]
    assert other.branch_prob.max() > 0.69
    happens = 1 - 0.6**0.25
    assert sorted(np.unique(table.branch_prob.round(12))) == pytest.approx(
        sorted({0, 1 - 3 * happens / 4, 3 * happens / 4, 1}), abs=1e-9
    )


def test_costs_belong_to_an_occasion_unless_they_say_otherwise() -> None:
    plain, timed = (table_of(crisis("c", calendar=calendar)) for calendar in ("", ", per: 4 rounds"))
    assert timed.payoff == pytest.approx(plain.payoff)
    decides = PLAIN_DECIDES.replace("costs: 0.4", "costs: 0.4, per: time")
    assert table_of(crisis("c", decides=decides, calendar=", per: 4 rounds")).payoff == pytest.approx(plain.payoff / 4)


@pytest.mark.parametrize("rate", [0.0, 1e-9, 0.3, 1.0])
def test_rates_of_parts_make_up_the_whole(rate: float) -> None:
    part = to_period(np.array([rate]), 0.2)
    assert 1 - (1 - part) ** 5 == pytest.approx(rate, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (usually("{arm: 0.1 * (line - held)}"), "the base rate of arm is 0 (what cannot be done leaves the menu"),
        (usually("{arm: line - 2}"), "the base rate of arm is -1, not between 0 and 1,"),
        (usually("{arm: 0.6 * line, leave: 0.6}"), "the base rates sum to 1.2, more than 1,"),
        (usually("{arm: 0.5 * line, leave: 0.5}"), "the base rate of hold is 0, as the others leave nothing,"),
        (
            crisis("c", decides="\n      comes up: 0.7 * (line + 1)" + PLAIN_DECIDES),
            "the chance that decides comes up is 1.4, not between 0 and 1,",
        ),
        (
            crisis(
                "c", decides="\n      arm: {when: moscow is hawk}\n      hold: {when: moscow is hawk and line == held}"
            ),
            "moscow, being dove, has no action at decides: the menu is empty",
        ),
    ],
)
def test_mistakes_that_show_at_states(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        game_of(text)
