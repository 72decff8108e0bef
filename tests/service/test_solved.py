"""Solved crises and their plays as objects, each function one step of a task."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from detente import service
from detente.errors import DetenteError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.service.solved import require_writable_plays
from detente.solve.equilibrium import Equilibrium
from support.made import PATRON, with_made_policy


@pytest.fixture(scope="module")
def equilibrium() -> Equilibrium:
    return with_made_policy(compile_game(loads(PATRON), {"moscow": 3}))


def test_another_variant_replaces_the_one_applied() -> None:
    scenario = loads(PATRON, variant="no_rout")
    assert service.vary(scenario, "longer").calendar.num_periods == 11
    assert service.vary(scenario, "longer").variant == "longer"
    assert service.vary(scenario, None) == loads(PATRON)
    with pytest.raises(DetenteError, match="unknown variant 'shorter'"):
        service.vary(scenario, "shorter")


def test_plays_are_reproduced_by_their_seed(equilibrium: Equilibrium) -> None:
    first, again, other = (service.plays(equilibrium, num_plays=50, seed=seed) for seed in (1, 1, 2))
    assert (first.state == again.state).all()
    assert (first.state != other.state).any()
    with pytest.raises(DetenteError, match="plays: 0 is not a whole number"):
        service.plays(equilibrium, num_plays=0)


def test_a_policy_sums_to_one_in_every_situation(equilibrium: Equilibrium) -> None:
    rows = service.policy(equilibrium, "kyiv", "2015-05", levels={"front": "held"})
    totals: dict[tuple[object, object], float] = {}
    for row in rows:
        totals[row["situation"], row["type"]] = totals.get((row["situation"], row["type"]), 0.0) + float(
            row["probability"]
        )
    assert totals
    assert list(totals.values()) == pytest.approx([1.0] * len(totals))


def test_plays_are_written_by_their_ending(equilibrium: Equilibrium, tmp_path: Path) -> None:
    paths = service.plays(equilibrium, num_plays=50, seed=1)
    with xr.open_dataset(service.write_plays(paths, tmp_path / "plays.nc"), engine="scipy") as dataset:
        assert dataset.sizes["play"] == 50
    header = service.write_plays(paths, tmp_path / "plays.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "kind,date,what,label,value"
    with pytest.raises(DetenteError, match="plays are written as"):
        require_writable_plays(tmp_path / "plays.xlsx")
