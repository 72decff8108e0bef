"""A posterior as ArviZ knows it, for its pictures and diagnostics and for other programs."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from detente.analysis.extras import require_extra
from detente.analysis.posterior import Posterior


def build_inference_data(posterior: Posterior) -> Any:
    """ArviZ's `InferenceData`: groups `posterior`, `prior`, `log_likelihood` (by event) and `sample_stats`.

    All draws are one chain: they are equally likely worlds, not steps of a walk, so that autocorrelation and R̂ mean
    nothing here.

    Raises:
        DetenteError: ArviZ is not installed.
    """
    arviz = require_arviz()
    terms = np.array(posterior.event_terms)[None]
    events = [f"{each.date} {each.text}" for each in posterior.fits]
    return arviz.from_dict(
        posterior=_columns(posterior.worlds),
        prior=_columns(posterior.first_worlds),
        log_likelihood={"events": terms},
        sample_stats={"lp": terms.sum(axis=2)},
        coords={"event": events},
        dims={"events": ["event"]},
        attrs={"log_evidence": posterior.log_evidence, "num_plays": posterior.num_plays},
    )


def require_arviz() -> Any:
    """The library.

    Raises:
        DetenteError: it is not installed.
    """
    with warnings.catch_warnings():
        # It announces its next version when it is imported.
        warnings.simplefilter("ignore")
        return require_extra("arviz", "evidence", "ArviZ's form of a posterior")


def _columns(worlds: Any) -> dict[str, np.ndarray]:
    return {name: np.array([[world[name] for world in worlds]]) for name in worlds[0]}
