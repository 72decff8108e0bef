"""Which plays bear a claim out: the direction of every form of comparison, and shares that are those of verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.analysis.groups import find_decided, find_end, find_focus, read_plays, sort_plays
from detente.claims.grammar import parse
from detente.claims.readings import Readings
from detente.claims.statements import Inequality
from detente.scenario.model import Claim
from support.told import template_bench

ADVANCE = "P(eventually front == advance)"
LIFTED = "P(eventually sanctions == lifted by 2015-10)"


def comparison(text: str) -> Inequality:
    bench = template_bench()
    return parse(Claim("c", "", text), bench.base, bench.scenario).comparisons[0]


@pytest.mark.parametrize(
    ("text", "sign", "threshold"),
    [
        (f"{ADVANCE} > 0.5", 1, 0.5),
        (f"{ADVANCE} < 0.5", -1, 0.5),
        (f"0.5 > {ADVANCE}", -1, 0.5),
        (f"1 - {ADVANCE} > 0.5", -1, None),
        (f"2 * {ADVANCE} > 0.5", 1, None),
        (f"-1 * {ADVANCE} > -0.5", -1, None),
        (f"{ADVANCE} > {LIFTED}", 1, None),
    ],
)
def test_what_speaks_for_a_comparison(text: str, sign: int, threshold: float | None) -> None:
    focus = find_focus(comparison(text))
    assert focus is not None
    assert (focus.sign, focus.threshold, focus.second) == (sign, threshold, None)


def test_pairs_of_crises_and_plain_numbers() -> None:
    focus = find_focus(comparison(f"{ADVANCE} under no_offensive < {ADVANCE}"))
    assert focus is not None
    assert focus.second is not None
    assert focus.first.run.variant == "no_offensive"
    assert (focus.second.run.variant, focus.sign, focus.is_whole) == (None, -1, True)
    forced = f"{ADVANCE[:-1]} given do(patron plays arm at 2015-05))"
    made = find_focus(comparison(f"{forced} > {ADVANCE}"))
    assert made is not None
    assert made.second is not None
    assert find_focus(comparison("1 > 0")) is None


def test_shares_are_those_of_the_claim() -> None:
    paths = template_bench().paths()
    focus = find_focus(comparison(f"{ADVANCE} > 0.5"))
    assert focus is not None
    groups = sort_plays(focus, paths)
    front = np.stack([paths.levels(period)[:, 0] for period in range(paths.game.num_periods)])
    np.testing.assert_array_equal(groups.bears_out, (front == 2).any(axis=0))
    np.testing.assert_array_equal(groups.breaks, ~groups.bears_out)
    against = sort_plays(replace(focus, sign=-1), paths)
    np.testing.assert_array_equal(against.bears_out, groups.breaks)


def test_pairs_that_do_not_differ_decide_nothing() -> None:
    bench = template_bench()
    focus = find_focus(comparison(f"{ADVANCE} under no_offensive < {ADVANCE}"))
    assert focus is not None
    changed, base = bench.play("no_offensive", ()), bench.paths()
    groups = sort_plays(focus, changed, base)
    happened = [
        np.stack([paths.levels(period)[:, 0] == 2 for period in range(paths.game.num_periods)]).any(axis=0)
        for paths in (changed, base)
    ]
    np.testing.assert_array_equal(groups.bears_out, ~happened[0] & happened[1])
    assert not groups.breaks.any()
    assert groups.counts.all()


@pytest.mark.parametrize(
    "text",
    [
        "rate(patron plays arm given front == held) > 0.5",
        "E(front from 2015-06 by 2015-09) > 1",
        "belief(patron is hungry at 2015-08 given patron plays arm at 2015-05) > 0.4",
        "value(neighbour) > -5",
        "value(patron is hungry) > 0",
    ],
)
def test_readings_have_the_mean_that_claims_measure(text: str) -> None:
    """But for rates, which are shares of moves and not of plays."""
    from detente.claims.measure import measure
    from detente.claims.statements import with_played_values

    bench = template_bench()
    statement = with_played_values(parse(Claim("c", "", text), bench.base, bench.scenario))
    focus = find_focus(statement.comparisons[0])
    assert focus is not None
    readings = Readings(bench.paths())
    values, counts = read_plays(focus.first.quantity, readings)
    expected = measure(focus.first.quantity, bench.equilibrium(None), readings)
    assert expected.value is not None
    if text.startswith("rate"):
        assert ((values >= 0) & (values <= 1)).all()
    else:
        assert values[counts].mean() == pytest.approx(expected.value)


def test_when_it_is_decided() -> None:
    paths = template_bench().paths()
    readings = Readings(paths)
    front = np.stack([paths.levels(period)[:, 0] for period in range(paths.game.num_periods)])
    first = np.argmax(front == 2, axis=0)
    quantity = comparison(f"{ADVANCE} > 0.5").left
    held = comparison("P(always front == held by 2015-10) > 0.5").left
    arms = comparison("P(patron plays arm by 2015-09) > 0.5").left
    within = comparison("P(sanctions == lifted within 3 months of front == advance) > 0.5").left
    for play in range(60):
        advances = (front[:, play] == 2).any()
        assert find_decided(quantity, readings, play) == (first[play] if advances else 11)
        left = np.flatnonzero(front[:6, play] != 1)
        assert find_decided(held, readings, play) == (left[0] if len(left) else 5)
        armed = np.flatnonzero(paths.act[play, :5, 0] == 2)
        menus = [paths.game.periods[period].stages[0][0].actions.index("arm") for period in range(5)]
        assert set(menus) == {2}
        assert find_decided(arms, readings, play) == (armed[0] if len(armed) else 4)
        assert find_decided(within, readings, play) <= (min(first[play] + 3, 11) if advances else 11)


def test_the_last_period_of_a_quantity() -> None:
    for text, last in (
        (f"{LIFTED} > 0.5", 5),
        ("rate(patron plays arm from 2015-06 by 2015-08) > 0.5", 3),
        ("E(front from 2015-06 by 2015-09) > 1", 4),
        ("belief(patron is hungry at 2015-08) > 0.4", 3),
        ("value(neighbour) > 0", 11),
        ("P(not eventually front == advance by 2015-07 and patron plays arm at 2015-10) > 0", 5),
    ):
        assert find_end(comparison(text).left, template_bench().base) == last, text
