"""Halving the period halves what is left to change, where everything that happens has a base rate."""

from __future__ import annotations

import math
import runpy
from pathlib import Path

import numpy as np
import pytest

from detente.scenario.library import find
from detente.scenario.loading import load, loads

STEPS = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "step_table.py"))


def changes(shares: list[float]) -> np.ndarray:
    return np.abs(np.diff(shares))


def test_shares_of_the_template_converge_with_base_rates_alone() -> None:
    """Of first order in the step: each change is at most about half the one before. Coins have no such limit."""
    with_rates = changes([STEPS["share"](STEPS["template"](n, months=3), 61) for n in (2, 4, 8, 16)])
    assert with_rates[1:] / with_rates[:-1] == pytest.approx([0.4, 0.4], abs=0.2)
    without = changes([STEPS["share"](STEPS["template"](n, habits=False, months=3), 61) for n in (2, 4, 8)])
    assert without[1] / without[0] > 0.8


def test_shares_of_the_classic_converge_to_those_of_the_hazard() -> None:
    """In a period of Δ: P = p e⁻² / (1 − p + p e⁻²) with p = 1 − 2^−Δ; in the limit the hazard log 2 · e⁻²."""
    shares = [STEPS["share"](STEPS["base_rates"](n)) for n in (1, 2, 4, 8, 16)]
    for number, share in zip((1, 2, 4, 8, 16), shares, strict=True):
        rate = 1 - 2 ** (-1 / number)
        once = rate * math.exp(-2) / (1 - rate + rate * math.exp(-2))
        assert share == pytest.approx(1 - (1 - once) ** number, abs=1e-12)
    limit = 1 - math.exp(-math.log(2) * math.exp(-2))
    apart = np.array(shares) - limit
    assert apart[1:] / apart[:-1] == pytest.approx([0.5] * 4, abs=0.06)


@pytest.mark.long
def test_the_share_of_eased_sanctions_settles_in_sochi_with_base_rates() -> None:
    """By rounds of a month, half of one and a quarter. The line's share does not, as the page says."""
    first, second = changes([STEPS["shares_at_the_end"](n)["eased"] for n in (1, 2, 4)])
    assert second < 0.5 * first


def test_sochi_by_rounds_has_its_dates_in_the_right_rounds() -> None:
    scenario = loads(STEPS["sochi"](2))
    conditions = {stage.name: stage.when.text for stage in scenario.stages if stage.when is not None}
    # November 2016 is the 19th month, March 2016 the 11th; the first of two rounds each.
    assert conditions["election"] == "round == 37"
    assert conditions["meets"].startswith("round in [11, 21, 35, 45] and ")
    (obama,) = (actor for actor in scenario.actors if actor.name == "obama")
    assert obama.leaves == 2 * 20
    assert scenario.calendar.num_periods == 2 * load(find("sochi-2015")).calendar.num_periods
    rated = [stage.name for stage in scenario.stages if getattr(stage, "usually", None) is not None]
    assert sorted(rated) == sorted(STEPS["RECURRING"])


def test_the_table_is_on_the_page() -> None:
    page = STEPS["PAGE"].read_text(encoding="utf-8")
    assert STEPS["OPENING"] in page
    row = next(line for line in page.splitlines() if line.startswith("| `classics/base-rates`"))
    shares = [f"{100 * STEPS['share'](STEPS['base_rates'](n)):.2f} %" for n in STEPS["STEPS"]]
    assert [cell.strip() for cell in row.split("|")][2:6] == shares
