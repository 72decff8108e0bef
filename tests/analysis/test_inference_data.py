"""A posterior as ArviZ reads it."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from detente.analysis.inference_data import build_inference_data
from detente.analysis.posterior import EventFit, NumberSays, Posterior

POSTERIOR = Posterior(
    numbers=(NumberSays("gain", -2.0, 2.0, 0.5, (0.0, 1.0), 0.25),),
    variants=(),
    fits=(EventFit("1", "ann plays go", "", 1.0, 0.6), EventFit("2", "ann plays go", "", 0.9, 0.6)),
    confounded=(),
    worlds=({"gain": 0.0}, {"gain": 1.0}),
    first_worlds=({"gain": -1.0}, {"gain": 2.0}),
    event_terms=((-0.7, -0.7), (-0.3, -0.3)),
    num_worlds=2,
    num_solved=6,
    num_plays=40,
    betas=(1.0,),
    accepted=0.5,
    num_independent=9.0,
    log_evidence=-1.0,
    num_points={},
    grid_error=None,
)


def test_groups_come_back_from_a_file(tmp_path: Path) -> None:
    arviz = _import_arviz()
    path = str(tmp_path / "posterior.nc")
    build_inference_data(POSTERIOR).to_netcdf(path)
    read = arviz.from_netcdf(path)
    assert read.posterior["gain"].values.tolist() == [[0.0, 1.0]]
    assert read.prior["gain"].values.tolist() == [[-1.0, 2.0]]
    assert read.log_likelihood["events"].shape == (1, 2, 2)
    assert list(read.log_likelihood["event"].values) == ["1 ann plays go", "2 ann plays go"]
    assert np.allclose(read.sample_stats["lp"].values, [[-1.4, -0.6]])


def _import_arviz():  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("arviz")
