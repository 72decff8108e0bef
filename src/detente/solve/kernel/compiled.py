"""The kernel's entrances, compiled once for a user and kept in the user's cache folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from detente.game import beliefs, magnitudes
from detente.native import Entrance, is_kept, kept
from detente.solve import response
from detente.solve.kernel import advance, pair_stage, stage
from detente.solve.kernel.lanes import ENTRANCE


class Compiled(NamedTuple):
    """The functions of the same names."""

    follow: Entrance
    prepare: Entrance
    judge: Entrance
    spread: Entrance
    uninformed: Entrance
    follow_pairs: Entrance
    prepare_pairs: Entrance
    judge_pairs: Entrance
    spread_pairs: Entrance


@cache
def compiled() -> Compiled:
    """The entrances; each is compiled, or read, when it is called for the first time."""
    functions = (
        *(advance.follow, stage.prepare, stage.judge, stage.spread, stage.uninformed),
        *(advance.follow_pairs, pair_stage.prepare_pairs, pair_stage.judge_pairs, pair_stage.spread_pairs),
    )
    return Compiled(*kept(functions, ENTRANCE, _sources()))


def is_first_use(*names: str) -> bool:
    """Whether some of these entrances have still to be compiled, which takes a while."""
    sources = _sources()
    return not all(is_kept(name, sources) for name in names)


def _sources() -> list[Path]:
    constants = [Path(str(module.__file__)) for module in (response, beliefs, magnitudes)]
    return [*sorted(Path(__file__).parent.glob("*.py")), *constants]
