"""The posterior of numbers and of variants, against Bayes' rule; that it goes on; and its calibration."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad

from detente.analysis import posterior as module
from detente.analysis.options import Options
from detente.analysis.posterior import Posterior, learn_numbers
from detente.analysis.sampler import SamplerState
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.model import Scenario
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
