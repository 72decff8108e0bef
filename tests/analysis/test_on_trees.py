"""Perceptions on game trees: closed forms, and the belief grid where it can do them too."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.options import Options, Stopwatch
from detente.analysis.values import start_values
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.loading import loads
from support.watch import WATCH

WORD = """
crisis: A spy's word
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
numbers: {fear: 0.3, ears: 0.9}
actors:
  moscow: {types: {hawk: {prior: fear}, dove: {prior: 1 - fear}}}
  washington:
    precision: 3
    wants: {right: (washington plays arm) * (moscow is hawk) + (washington plays stay) * (moscow is dove)}
  kyiv:
    precision: 3
    wants: {right: (kyiv plays dig) * (washington plays arm) + (kyiv plays wait) * (washington plays stay)}
each round:
  - signal word: {seen by: [washington], loud: ears if moscow is hawk else 0.2, quiet: rest}
  - washington acts: {seen by: [moscow], arm: {}, stay: {}}
  - kyiv acts_too: {dig: {}, wait: {}}
variants:
  afraid: {numbers.fear: 0.6}
  mistaken: {sees: {washington: afraid}}
  certain: {numbers.ears: 1}
  sure: {sees: {washington: certain}}
claims:
  - {says: a, holds if: belief(moscow is hawk at 1 in the eyes of washington) under mistaken > 0}
"""


def solved(text: str, variant: str | None, engine: str = "tree") -> Workbench:
    options = Options(engine=engine, num_plays=20_000, fresh=True, num_points=None if engine == "tree" else 81)
    return Workbench(loads(text, variant=variant), options, lambda *_: None, Stopwatch())


def logit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def test_who_is_mistaken_acts_on_its_own_odds_and_the_others_do_not_know() -> None:
    bench = solved(WORD, "mistaken")
    tree = bench.equilibrium("mistaken").on_tree
    assert tree is not None
    arms = {}
    for fear in (0.3, 0.6):
        for word, (hawk, dove) in {"loud": (0.9, 0.2), "quiet": (0.1, 0.8)}.items():
            p = fear * hawk / (fear * hawk + (1 - fear) * dove)
            arms[fear, word] = logit(3 * (2 * p - 1))
    told = {"loud": 0.3 * 0.9 + 0.7 * 0.2, "quiet": 0.3 * 0.1 + 0.7 * 0.8}

    def share(mover: int) -> float:
        first = (tree.mover[np.maximum(tree.parent, 0)] == mover) & (tree.chosen == 0)
        return float(np.exp(tree.log_reach[first]).sum())

    # Words come as often as they do; washington makes of them what it would if hawks were twice as likely.
    assert share(1) == pytest.approx(sum(told[word] * arms[0.6, word] for word in told), abs=1e-12)
    # Kyiv replies to a washington that sees the crisis as it is.
    expected = sum(told[word] * arms[0.3, word] for word in told)
    assert share(2) == pytest.approx(logit(3 * (2 * expected - 1)), abs=1e-12)
    paths = bench.paths()
    loud = paths.belief(1, 0, 0, paths.view_of[1]) > 0.5
    assert np.unique(np.round(paths.belief(1, 0, 0, paths.view_of[1])[loud], 9)) == pytest.approx(
        [0.6 * 0.9 / (0.6 * 0.9 + 0.4 * 0.2)], abs=1e-8
    )
    assert loud.mean() == pytest.approx(told["loud"], abs=0.02)
    assert paths.belief(1, 0, 0, 0) == pytest.approx(np.full(paths.num_plays, 0.3), abs=1e-9)


def test_a_perception_in_which_something_cannot_happen_is_refused() -> None:
    with pytest.raises(DetenteError, match=r"a perception \(washington\) changes what can happen, or who sees it"):
        solved(WORD, "sure").equilibrium("sure")


@pytest.mark.parametrize("variant", ["one_sided", "both", "same", "stung"])
def test_the_grid_does_the_same_where_all_is_public(variant: str) -> None:
    """Values are means over as many plays, and beliefs have the same mean."""
    benches = [solved(WATCH, variant, engine) for engine in ("tree", "grid")]
    values = [[(each.actor, each.type, each.value) for each in start_values(bench)] for bench in benches]
    spread = benches[0].paths().discounted().std(axis=0).max()
    for (actor, kind, one), (also, same, other) in zip(*values, strict=True):
        assert (actor, kind) == (also, same)
        assert one == pytest.approx(other, abs=5 * spread / np.sqrt(4_000))
    one, other = (bench.paths() for bench in benches)
    for actor in range(2):
        mean = [paths.belief(2, 1 - actor, 0, paths.view_of[actor]).mean() for paths in (one, other)]
        assert mean[0] == pytest.approx(mean[1], abs=0.01)
