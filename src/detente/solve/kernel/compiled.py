"""The kernel's entrances, compiled once for a user and kept in the user's cache folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from detente.game import beliefs, magnitudes
from detente.native import Entrance, is_kept, kept
from detente.solve import stepping
from detente.solve.kernel import at_belief, blind, judge, prepare, spread, steps
from detente.solve.kernel.lanes import ENTRANCE


class Entrances(NamedTuple):
    """The functions of the same names."""

    follow: Entrance
    follow_pairs: Entrance
    prepare: Entrance
    judge: Entrance
    judge_pairs: Entrance
    spread: Entrance
    step_blind: Entrance
    tabulate: Entrance
    mix_planes: Entrance


@cache
def compiled() -> Entrances:
    """The entrances; each is compiled, or read from the cache folder, when it is called for the first time."""
    functions = (
        *(steps.follow, steps.follow_pairs, prepare.prepare, judge.judge, judge.judge_pairs, spread.spread),
        *(blind.step_blind, at_belief.tabulate, at_belief.mix_planes),
    )
    return Entrances(*kept(functions, ENTRANCE, _sources()))


def is_first_use(*names: str) -> bool:
    """Whether some of these entrances have still to be compiled, which takes a while."""
    sources = _sources()
    return not all(is_kept(name, sources) for name in names)


def _sources() -> list[Path]:
    constants = [Path(str(module.__file__)) for module in (stepping, beliefs, magnitudes)]
    return [*sorted(Path(__file__).parent.glob("*.py")), *constants]
