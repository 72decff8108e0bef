"""Rows of worlds: known numbers, the same wherever and with whatever they are evaluated; what fails is marked."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.analysis import world_rows
from detente.analysis.draws import draw_block
from detente.analysis.options import Options
from detente.analysis.world_rows import WorldsJob
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.scenario.model import Shape
from support.explored import CRISIS, PLAYS, build_job, share_of_arming, write_crisis

SHAPES = [Shape("uniform", low, high, low) for low, high in ((0.0, 1.0), (0.5, 0.7), (0.0, 1.0))]


@pytest.fixture
def job(tmp_path: Path) -> WorldsJob:
    return build_job(write_crisis(tmp_path))


def test_every_row_has_the_numbers_drawn_and_the_share_that_follows_from_them(job: WorldsJob) -> None:
    rows = job.rows(range(1, 31))
    drawn = draw_block(SHAPES, [], 0, 5)[:30]
    numbers = np.array([[row[f"numbers.{name}"] for name in ("cost", "gain", "idle")] for row in rows])
    np.testing.assert_array_equal(numbers, drawn)
    share = share_of_arming(drawn[:, 0], drawn[:, 1])
    found = np.array([row["arms.value"] for row in rows])
    # Four standard errors of a share of so many plays.
    assert (np.abs(found - share) <= 4 * np.sqrt(share * (1 - share) / PLAYS) + 1e-9).all()
    assert all(row["free_arms.verdict"] == "holds" for row in rows)
    assert {(row["seed"], row["version"], row["scenario_hash"]) for row in rows} == {(5, "1", job.scenario.hash)}
    assert {(row["grade"], row["faults"], row["unsolved"]) for row in rows} == {("sound", None, 0)}


def test_the_first_row_has_the_base_values(job: WorldsJob) -> None:
    (base,) = job.rows([0])
    assert (base["numbers.cost"], base["numbers.gain"]) == (0.9, 0.6)
    assert base["arms.verdict"] == "fails"


def test_a_row_is_the_same_in_every_company(job: WorldsJob) -> None:
    together = job.rows(range(60, 70))  # two blocks
    world_rows._KNOWN.clear()
    backwards = [row for number in reversed(range(60, 70)) for row in job.rows([number])]
    assert backwards[::-1] == together


@pytest.mark.parametrize("num_at_once", [1, 3])
def test_a_row_with_beliefs_is_the_same_whatever_is_solved_with_it(
    num_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = replace(build_job(TEMPLATE, ("base",)), options=Options(num_plays=200, num_points=9, has_grid_error=False))
    world_rows._KNOWN.clear()
    together = job.rows(range(1, 5))
    world_rows._KNOWN.clear()
    monkeypatch.setattr("detente.solve.worlds.at_once", lambda _: num_at_once)
    monkeypatch.setattr("detente.analysis.world_claims.at_once", lambda _: num_at_once)
    assert job.rows(range(1, 5)) == together


def test_a_job_survives_the_way_to_another_machine(job: WorldsJob) -> None:
    sent = pickle.loads(pickle.dumps(job))
    here = job.rows([1, 2])
    world_rows._KNOWN.clear()
    assert sent.rows([1, 2]) == here


def test_other_code_is_refused(job: WorldsJob) -> None:
    with pytest.raises(DetenteError, match="a worker runs other code"):
        replace(job, made_by="other").rows([1])


def test_a_world_that_makes_no_crisis_is_a_marked_row(tmp_path: Path) -> None:
    text = CRISIS.replace("precision: 50", "precision: 50, patience: 0.3 + idle")
    rows = build_job(write_crisis(tmp_path, text)).rows(range(1, 31))
    too_patient = 0.3 + draw_block(SHAPES, [], 0, 5)[:30, 2] > 1
    assert 0 < too_patient.sum() < 30
    for row, is_failed in zip(rows, too_patient, strict=True):
        assert (
            (row["arms.verdict"] is None)
            == (row["grade"] is None)
            == ("patience" in (row["faults"] or ""))
            == is_failed
        )
        assert row["numbers.idle"] > 0
