"""The posterior of numbers and of variants, against Bayes' rule; that it goes on; and its calibration."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad

from detente.analysis import posterior as module
from detente.analysis.options import Options
from detente.analysis.posterior import BY_CHANCE, Posterior, _confounded, _say, learn_numbers
from detente.analysis.sampler import SamplerState
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.scenario.model import NumberEntry, Scenario, Shape
from detente.service.setting_up import build_workbench, quiet
from support.calibrated import CHOICE, log_terms, require_uniform, written
from support.dated import with_events


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path))


def bench_of(scenario: Scenario, seed: int = 0) -> Workbench:
    return build_workbench(scenario, None, Options(num_plays=40, seed=seed), quiet)


def learn(happened: list[bool], num_worlds: int, seed: int = 0, text: str = CHOICE) -> Posterior:
    scenario = written(happened, text)
    return learn_numbers(bench_of(scenario, seed), scenario.events, num_worlds)


def test_numbers_by_numerical_integration() -> None:
    happened = [True] * 4
    found = learn(happened, 64)
    gain, idle = found.numbers

    def likelihood(value: float) -> float:
        return float(np.exp(log_terms(np.array([value]), happened).sum()))

    whole = quad(likelihood, -2, 2)[0]
    assert gain.mean == pytest.approx(quad(lambda g: g * likelihood(g), -2, 2)[0] / whole, abs=0.3)
    assert found.log_evidence == pytest.approx(np.log(whole / 4), abs=0.3)
    assert not gain.says_nothing
    assert idle.says_nothing
    assert len(found.worlds) == len(found.rows()) == len(found.first_worlds) == 64
    assert found.betas[-1] == 1
    json.dumps(found.to_json(), allow_nan=False)
    # Four coin tosses of an unknown coin: each is less surprising than the one before; known worlds find all alike.
    before = [each.before for each in found.fits]
    assert before == sorted(before, reverse=True)
    assert sum(before) * np.log(2) == pytest.approx(-np.log(whole / 4), abs=0.3)
    assert np.ptp([each.after for each in found.fits]) < 1e-9


def test_a_variant_by_bayes_rule() -> None:
    """P(events | variant), against the same with the gain integrated out where the variant is not true."""
    variant = "variants:\n  never: {says: It does not pay., probability: 0.4, numbers.gain: -2}\n"
    happened = [False, False]
    (told,) = learn(happened, 128, text=CHOICE + variant).variants

    def likelihood(value: float) -> float:
        return float(np.exp(log_terms(np.array([value]), happened).sum()))

    true, false = 0.4 * likelihood(-2), 0.6 * quad(likelihood, -2, 2)[0] / 4
    assert told.prior == 0.4
    assert told.posterior == pytest.approx(true / (true + false), abs=0.12)


def test_a_run_that_was_ended_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    happened = [True, True, True]
    whole = learn(happened, 16)
    kept = list(tmp_path.glob("posterior-*.json"))
    assert len(kept) == 1
    kept[0].unlink()
    states = list[SamplerState]()

    write = module._Kept.write

    def end(self: module._Kept, state: SamplerState) -> None:
        write(self, state)
        states.append(state)
        if len(states) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module._Kept, "write", end)
        with pytest.raises(KeyboardInterrupt):
            learn(happened, 16)
    assert learn(happened, 16) == whole
    # What was done is read: nothing is solved again.
    monkeypatch.setattr(module.WorldLikelihoods, "find", lambda *_: pytest.fail("solved again"))
    assert learn(happened, 16) == whole
    with pytest.raises(pytest.fail.Exception, match="solved again"):
        learn(happened, 16, seed=1)
    kept[0].write_text("{}", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="solved again"):
        learn(happened, 16)


@pytest.mark.long
def test_ranks_are_uniform_with_games_that_are_solved() -> None:
    def draw(happened: list[bool], seed: int) -> np.ndarray:
        return np.array([each["gain"] for each in learn(happened, 31, seed).worlds])

    require_uniform(draw, 64, 6)


def test_what_cannot_be_learned() -> None:
    scenario = with_events(CHOICE.replace("ROUNDS", "2"), "date: 1, happened: ann plays go and not ann plays go")
    bench = bench_of(scenario)
    with pytest.raises(DetenteError, match="impossible in every world"):
        learn_numbers(bench, scenario.events, 8)
    with pytest.raises(DetenteError, match="there are none"):
        learn_numbers(bench, (), 8)


def test_of_many_idle_numbers_nothing_is_said_by_chance() -> None:
    """Worlds of a hundred numbers of which the events say nothing: in 9 of 10 no number and no pair is called told."""
    random, formula = np.random.default_rng(0), loads(TEMPLATE.read_text(encoding="utf-8")).numbers[0].formula
    shape, false_alarms = Shape("uniform", 0.0, 1.0, 0.5), 0
    entries = [NumberEntry(f"n{place}", formula, shape=shape) for place in range(100)]
    for _ in range(20):
        table = random.random((64, 100))
        said = [_say(entry, table[:, place], 64.0, BY_CHANCE / 100) for place, entry in enumerate(entries)]
        false_alarms += not all(each.says_nothing for each in said) or bool(
            _confounded([each.name for each in entries], table, 64.0)
        )
    assert false_alarms <= 8  # a binomial with 40 and 0.1 exceeds this with probability 0.016


def test_two_numbers_of_which_only_the_sum_is_known_are_told_as_such() -> None:
    random = np.random.default_rng(1)
    first = random.random(200)
    table = np.stack([first, 1 - first + 0.05 * random.standard_normal(200), random.random(200)], axis=1)
    ((one, other, correlation),) = _confounded(["a", "b", "c"], table, 200.0)
    assert (one, other) == ("a", "b")
    assert correlation < -0.9
    # As many worlds of one family are one world.
    assert _confounded(["a", "b", "c"], table, 5.0) == []
