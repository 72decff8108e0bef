"""Many worlds: shares known in closed form, what is kept of a run that is killed, more worlds, and other questions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from detente import service
from detente.analysis.draws import draw_block
from detente.analysis.explored import Explored
from detente.analysis.world_store import list_stored
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.model import Shape
from support.explored import CRISIS, OPTIONS, PLAYS, share_of_arming, write_crisis

SHAPES = [Shape("uniform", low, high, low) for low, high in ((0.0, 1.0), (0.5, 0.7), (0.0, 1.0))]


def drawn(num_worlds: int) -> np.ndarray:
    blocks = [draw_block(SHAPES, [], block, OPTIONS.seed) for block in range(-(-num_worlds // 64))]
    return np.concatenate(blocks)[:num_worlds]


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_crisis(tmp_path_factory.mktemp("crisis"))


@pytest.fixture(scope="module")
def store(crisis: Path) -> Path:
    return crisis.parent / "worlds"


@pytest.fixture(scope="module")
def explored(crisis: Path, store: Path) -> Explored:
    return service.explore(crisis, 300, store=store, options=OPTIONS).explored


def test_counts_and_numbers_are_those_that_follow_from_the_draws(explored: Explored) -> None:
    arms, free_arms = explored.claims
    share = share_of_arming(*drawn(300)[:, :2].T)
    # Where the share is within two standard errors of a half, the plays leave it open.
    sure = np.abs(share - 0.5) > 4 * 0.5 / np.sqrt(PLAYS)
    assert (share > 0.5)[sure].sum() <= arms.counts["holds"] <= (share > 0.5).sum()
    assert (share < 0.5)[sure].sum() <= arms.counts["fails"] <= (share < 0.5).sum()
    assert arms.share == arms.counts["holds"] / 300
    assert sum(arms.counts.values()) == arms.num_counted == explored.num_worlds == 300
    assert arms.spread is not None
    assert arms.spread.mean == pytest.approx(share.mean(), abs=0.005)
    assert arms.spread.median == pytest.approx(np.median(share), abs=0.05)
    assert (arms.base, arms.verdict) == ("fails", "depends on the numbers")
    assert (free_arms.base, free_arms.verdict) == ("holds", "holds in nearly all worlds")
    assert free_arms.region is None
    assert explored.num_failed == 0
    assert explored.grades == {"sound": 300}


def test_the_number_that_decides_and_the_region(explored: Explored) -> None:
    """It arms where cost < gain, and gain is between 0.5 and 0.7."""
    arms = explored.claims[0]
    assert arms.drivers[0].number == "cost"
    assert arms.drivers[0].first_order > 0.8
    assert not next(each for each in arms.drivers if each.number == "idle").matters
    assert arms.region is not None
    assert arms.region.bounds[0].number == "cost"
    assert arms.region.bounds[0].low == pytest.approx(0.6, abs=0.05)
    assert arms.region.density > 0.8


def test_a_row_for_every_world_and_the_base_first(explored: Explored) -> None:
    frame = explored.frame()
    assert frame["world"].tolist() == list(range(301))
    np.testing.assert_array_equal(frame[["numbers.cost", "numbers.gain", "numbers.idle"]].iloc[1:], drawn(300))
    assert frame["numbers.cost"].iloc[0] == 0.9


def test_more_worlds_are_added_to_those_that_are_there(crisis: Path, store: Path, explored: Explored) -> None:
    more = service.explore(crisis, 330, store=store, options=OPTIONS)
    assert more.num_found == 301
    pd.testing.assert_frame_equal(more.explored.frame().iloc[:301], explored.frame())
    assert more.explored.num_worlds == 330
    again = service.explore(crisis, 300, store=store, options=OPTIONS)
    assert again.num_found == 301
    assert again.explored == explored


def test_what_a_killed_run_leaves_is_used_and_the_rows_are_the_same(
    crisis: Path, tmp_path: Path, explored: Explored
) -> None:
    """It is killed between writing the fourth batch and putting it into its place."""
    code = f"""
import os, signal, sys
from pathlib import Path
from detente import service
from detente.analysis import world_batches, world_store
from support.explored import OPTIONS

world_batches.MOST_IN_BATCH = 10
write, written = world_store.write_whole, []

def killed(target, content):
    written.append(target)
    if len(written) == 5:  # the manifest comes first
        os.kill(os.getpid(), signal.SIGKILL)
    return write(target, content)

world_store.write_whole = killed
service.explore(Path({str(crisis)!r}), 60, store=Path({str(tmp_path)!r}), options=OPTIONS)
"""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert done.returncode == -signal.SIGKILL
    kept = list_stored(tmp_path)
    assert len(kept) == 30
    resumed = service.explore(crisis, 60, store=tmp_path, options=OPTIONS)
    assert resumed.num_found == 30
    pd.testing.assert_frame_equal(resumed.explored.frame(), explored.frame().iloc[:61])


def test_worlds_of_another_scenario_seed_or_claim_are_refused(
    crisis: Path, store: Path, tmp_path: Path, explored: Explored
) -> None:
    other = write_crisis(tmp_path, CRISIS.replace("precision: 50", "precision: 40"))
    assert explored.num_worlds == 300
    with pytest.raises(DetenteError, match=r"of something else: scenario_hash .* there, .* here\."):
        service.explore(other, 10, store=store, options=OPTIONS)
    with pytest.raises(DetenteError, match="seed 5 there, 6 here"):
        service.explore(crisis, 10, store=store, options=service.Options(num_plays=PLAYS, seed=6))
    with pytest.raises(DetenteError, match=r"claims .* there, \[\"arms\"\] here"):
        service.explore(crisis, 10, store=store, claims=["arms"], options=OPTIONS)


def test_only_some_claims(crisis: Path, tmp_path: Path) -> None:
    for names, expected in ((["base"], ["arms"]), (["free_arms"], ["free_arms"]), (["free_arms", "base"], None)):
        done = service.explore(crisis, 2, store=tmp_path / "-".join(names), claims=names, options=OPTIONS)
        assert [claim.id for claim in done.explored.claims] == (expected or ["arms", "free_arms"])
    with pytest.raises(UnknownNameError, match="no claim 'arm' — did you mean 'arms'"):
        service.explore(crisis, 2, store=tmp_path, claims=["arm"], options=OPTIONS)


def test_worlds_without_an_occasion_do_not_count(tmp_path: Path) -> None:
    """Fewer than 200 of 1,000 plays arm in the first round where cost − 1.95 gain > log(4) / 50 (`test_worlds.py`)."""
    text = CRISIS.replace("{rounds: 1}", "{rounds: 2}").replace("cost: {range: [0, 1]", "cost: {range: [0, 2]")
    text = text.split("claims:")[0]
    text += "claims:\n  - {id: after, says: x, holds if: rate(patron plays wait given front == lost) > 0.001}\n"
    options = service.Options(num_plays=1_000, seed=5)
    found = service.explore(write_crisis(tmp_path, text), 64, store=tmp_path / "worlds", options=options).explored
    (claim,) = found.claims
    values = drawn(64)
    rare = int((2 * values[:, 0] - 1.95 * values[:, 1] > np.log(4) / 50).sum())
    assert 8 < rare < 56
    assert abs(claim.counts["no occasion"] - rare) <= 3
    assert claim.num_counted == 64 - claim.counts["no occasion"]
    assert claim.share == claim.counts.get("holds", 0) / claim.num_counted


def test_nothing_to_explore(tmp_path: Path) -> None:
    text = CRISIS.split("claims:")[0]
    with pytest.raises(DetenteError, match="makes no claims"):
        service.explore(write_crisis(tmp_path, text), 2, store=tmp_path / "a", options=OPTIONS)
    settled = CRISIS.replace("{range: [0, 1], base: 0.9}", "0.9").replace("{range: [0.5, 0.7]}", "0.6")
    settled = settled.replace("{range: [0, 1]}", "0")
    with pytest.raises(DetenteError, match="no number of crisis has a range"):
        service.explore(write_crisis(tmp_path, settled), 2, store=tmp_path / "a", options=OPTIONS)
