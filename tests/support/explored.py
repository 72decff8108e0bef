"""A small crisis whose numbers are known in every world, and its many worlds in a store."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detente import service
from detente.analysis.cache import code_digest
from detente.analysis.explore import choose_claims
from detente.analysis.options import Options
from detente.analysis.world_rows import WorldsJob

# The patron arms with probability 1 / (1 + exp(50 (cost - gain))): more often than not where gain > cost.
CRISIS = """
crisis: A patron that knows what it wants
calendar: {rounds: 1}
state: {front: {scale: [held, lost], starts: held}}
numbers:
  cost: {range: [0, 1], base: 0.9}
  gain: {range: [0.5, 0.7]}
  idle: {range: [0, 1]}
actors:
  patron: {precision: 50, wants: {land: gain * (front == lost)}}
each round:
  - patron decides:
      wait: {}
      arm: {costs: cost, then: front = lost}
variants:
  free: {numbers.cost: 0}
claims:
  - {id: arms, says: It arms., holds if: rate(patron plays arm) > 0.5}
  - {id: free_arms, says: It arms if that is free., holds if: rate(patron plays arm) under free > 0.5}
"""
PLAYS = 400
OPTIONS = Options(num_plays=PLAYS, seed=5)


def share_of_arming(cost: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """How often the patron arms."""
    return 1 / (1 + np.exp(50 * (cost - gain)))


def write_crisis(folder: Path, text: str = CRISIS) -> Path:
    path = folder / "crisis.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def build_job(path: Path, claims: tuple[str, ...] = ()) -> WorldsJob:
    """The job of a crisis's worlds."""
    from detente.service.setting_up import build_workbench

    bench = build_workbench(path, None, OPTIONS, service.quiet)
    chosen = tuple(choose_claims(bench, claims))
    return WorldsJob(bench.base, OPTIONS, bench.choice, chosen, "1", code_digest())
