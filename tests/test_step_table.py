"""Halving the period halves what is left to change, where everything that happens has a base rate."""

from __future__ import annotations

import itertools
import json
import math
import runpy
from collections.abc import Iterator, Mapping
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
def test_sochi_converges_as_replies_are_counted_by_the_occasion() -> None:
    """By rounds of a month down to an eighth of one. Counted by the month, replies vanish as rounds get shorter."""
    shares = [STEPS["shares_at_the_end"](n) for n in (1, 2, 4, 8)]
    held, opened, eased = (changes([each[name] for each in shares]) for name in ("held", "open", "rolled_back"))
    assert held[1] < held[0]
    assert held[2] < 0.5 * held[1]
    assert max(opened) < 0.005
    assert eased[2] < 0.5 * eased[1] < 0.5 * eased[0]
    by_month = changes([STEPS["shares_at_the_end"](n, occasions=False)["held"] for n in (1, 2, 4, 8)])
    assert min(by_month) > 3 * held[2]


def test_sochi_by_rounds_has_its_dates_in_the_right_rounds() -> None:
    scenario = loads(STEPS["sochi"](2))
    conditions = {stage.name: stage.when.text for stage in scenario.stages if stage.when is not None}
    # November 2016 is the 19th month, March 2016 the 11th; the first of two rounds each.
    assert conditions["election"] == "round == 37"
    assert conditions["meets"].startswith("round in [11, 21, 35, 45, 59] and ")
    (obama,) = (actor for actor in scenario.actors if actor.name == "obama")
    assert obama.leaves == 2 * 20
    assert scenario.calendar.num_periods == 2 * load(find("sochi-2015")).calendar.num_periods


def test_the_table_is_on_the_page() -> None:
    page = STEPS["PAGE"].read_text(encoding="utf-8")
    assert STEPS["OPENING"] in page
    row = next(line for line in page.splitlines() if line.startswith("| `classics/base-rates`"))
    shares = [f"{100 * STEPS['share'](STEPS['base_rates'](n)):.2f} %" for n in STEPS["STEPS"]]
    assert [cell.strip() for cell in row.split("|")][2:6] == shares


State = tuple[int, ...]
Turns = Iterator[tuple[State, float]]


def base_numbers() -> dict[str, float]:
    """The base value of every number of the flagship that is written as a number."""
    values = {}
    for name, entry in load(find("sochi-2015")).document["numbers"].items():
        if isinstance(entry, Mapping):
            written = entry.get("base", entry.get("value"))
            parts = [written] if written is not None else list(entry["range"])
            read = [float(str(part).rstrip("%")) / (100 if str(part).endswith("%") else 1) for part in parts]
            values[name] = sum(read) / len(read)
    return values


def front_at_base_rates(steps: int) -> float:
    """The share of plays at whose end the line is held if everybody follows base rates, by a Markov chain.

    Written from the file's words with its base numbers, and independent of the solver: over the front, Minsk, America's
    sanctions and arms, on which everything else does not bear. Rates are those of a month in `steps` parts.
    """
    number = base_numbers()
    order: list[State] = list(itertools.product((-1, 0, 1), (0, 1, 2), (0, 1, 2), (0, 1)))
    moves = np.zeros((len(order), len(order)))
    for row, start in enumerate(order):
        states: dict[State, float] = {start: 1.0}
        for stage in (rebels_and_moscow, kyiv_and_moscow, beyond, washington, promise):
            found: dict[State, float] = {}
            for state, prob in states.items():
                for after, share in stage(state, number, steps):
                    if share > 0:
                        found[after] = found.get(after, 0.0) + prob * share
            states = found
        for after, prob in states.items():
            moves[row, order.index(after)] += prob
    assert moves.sum(axis=1) == pytest.approx(np.ones(len(order)))
    first = np.zeros(len(order))
    first[order.index((0, 0, 1, 0))] = 1.0
    at_end = first @ np.linalg.matrix_power(moves, 24 * steps)
    return float(sum(prob for state, prob in zip(order, at_end, strict=True) if state[0] == 0))


def within(steps: int, *rates: float) -> list[float]:
    """The probabilities of acts within a part of a month, and last that of none: they compete."""
    total = sum(rates)
    happens = 1 - (1 - total) ** (1 / steps)
    return [*(happens * rate / total if total else 0.0 for rate in rates), 1 - happens]


def rebels_and_moscow(state: State, x: Mapping[str, float], steps: int) -> Turns:
    """The rebels advance, backed or not; if they do not, Moscow may withdraw its guns."""
    front, minsk, us, arms = state
    advance, hold = within(steps, x["advance_rate"] if front < 1 else 0.0)
    for backed, gain, rout in (
        (x["back_rate"], x["gain_backed"], x["rout_backed"]),
        (1 - x["back_rate"], x["gain_alone"], x["rout_alone"]),
    ):
        for moved, prob in ((1, gain), (-1, rout), (0, 1 - gain - rout)):
            yield (min(1, max(-1, front + moved)), 0, us, arms), advance * backed * prob
    can = (front == 0 and minsk == 0) or front == 1
    withdraw, keep = within(steps, x["withdraw_rate"] if can else 0.0)
    yield (0, 1 if front == 0 else minsk, us, arms), hold * withdraw
    yield state, hold * keep


def kyiv_and_moscow(state: State, x: Mapping[str, float], steps: int) -> Turns:
    """Kyiv implements, goes back or attacks; Moscow answers an attack at once, and a rout at its rate."""
    front, minsk, us, arms = state
    carry, back, attack, wait = within(
        steps,
        x["carry_out_rate"] if minsk == 1 else 0.0,
        x["back_out_rate"] if minsk == 2 else 0.0,
        x["reconquer_rate"] if front > -1 else 0.0,
    )
    for now, is_attack, prob in ((2, False, carry), (1, False, back), (0, True, attack), (minsk, False, wait)):
        if not is_attack and front > -1:
            yield (front, now, us, arms), prob
            continue
        go_in = x["go_in_rate"] if is_attack else within(steps, x["go_in_rate"])[0]
        works = x["intervention_works"] - x["help_of_arms"] * arms
        retaken = x["reconquest"] + x["help_of_arms"] * arms if is_attack else 0.0
        lower = max(-1, front - 1)
        yield (max(front, 0) if front == -1 else front, now, us, arms), prob * go_in * works
        yield (lower if is_attack else front, now, us, arms), prob * go_in * (1 - works)
        yield (lower, now, us, arms), prob * (1 - go_in) * retaken
        yield (front, now, us, arms), prob * (1 - go_in) * (1 - retaken)


def beyond(state: State, x: Mapping[str, float], steps: int) -> Turns:
    """Moscow may press the Baltics."""
    front, _, _, arms = state
    _, pressed, _ = within(steps, x["beyond_rate"], x["beyond_rate"])
    yield (front, 0, 2, arms), pressed
    yield state, 1 - pressed


def washington(state: State, x: Mapping[str, float], steps: int) -> Turns:
    """Washington eases, tightens or sends arms."""
    front, minsk, us, arms = state
    ease, tighten, send, hold = within(
        steps,
        x["roll_back_rate"] if us > 0 and minsk < 2 else 0.0,
        x["tighten_rate"] if us < 2 else 0.0,
        x["send_arms_rate"] if arms == 0 else 0.0,
    )
    yield (front, minsk, us - 1, arms), ease
    yield (front, minsk, us + 1, arms), tighten
    yield (front, minsk, us, 1), send
    yield state, hold


def promise(state: State, _numbers: Mapping[str, float], _steps: int) -> Turns:
    """Once Minsk is implemented the promise is kept or not, which has no base rate: a coin."""
    front, minsk, us, arms = state
    if minsk == 2 and us > 0:
        yield (front, minsk, us - 1, arms), 0.5
        yield (front, 0, us, arms), 0.5
    else:
        yield state, 1.0


@pytest.mark.parametrize("steps", [1, 3])
def test_at_base_rates_the_flagship_is_a_markov_chain_of_the_file(steps: int) -> None:
    document = json.loads(STEPS["sochi"](steps))
    document["numbers"]["sharpness"] = {"value": 1e-12}
    share = STEPS["shares_of"](json.dumps(document), 3)["held"]
    assert share == pytest.approx(front_at_base_rates(steps), abs=1e-6)


def test_at_base_rates_halving_the_period_halves_the_change() -> None:
    """What is left of the order of stages is of the first order in the period."""
    apart = changes([front_at_base_rates(steps) for steps in (1, 2, 4, 8, 16, 32)])
    assert apart[1:] / apart[:-1] == pytest.approx([0.5] * 4, abs=0.05)
