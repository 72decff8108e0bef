"""The kernel's entrances, compiled once for a user and kept in the user's cache folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detente.game import beliefs, magnitudes
from detente.native import Entrance, is_kept, keeps, kept
from detente.solve import stepping
from detente.solve.kernel import at_belief, blind, judge, prepare, spread, steps
from detente.solve.kernel.lanes import ENTRANCE


class Entrances(NamedTuple):
    """The functions of the same names."""

    follow: Entrance
    follow_any: Entrance
    follow_pairs: Entrance
    prepare: Entrance
    judge: Entrance
    judge_pairs: Entrance
    spread: Entrance
    step_blind: Entrance
    distinct: Entrance
    give_at: Entrance
    tabulate: Entrance
    mix_planes: Entrance


class EntranceCall(NamedTuple):
    """How an entrance is called: the kinds of its arguments, as Numba knows them."""

    name: str
    kinds: tuple[Any, ...]


_here = threading.local()
"""`noted` stands in place of the entrances in a thread in which it is only noted how they are called."""


def compiled() -> Entrances:
    """The entrances; each is compiled, or read from the cache folder, when it is called for the first time."""
    return getattr(_here, "noted", None) or _entrances()


@cache
def _entrances() -> Entrances:
    functions = (
        *(steps.follow, steps.follow_any, steps.follow_pairs, prepare.prepare, judge.judge, judge.judge_pairs),
        *(spread.spread, blind.step_blind),
        *(at_belief.distinct, at_belief.give_at, at_belief.tabulate, at_belief.mix_planes),
    )
    return Entrances(*kept(functions, ENTRANCE, _sources()))


@contextmanager
def noting() -> Iterator[set[EntranceCall]]:
    """Meanwhile this thread computes nothing; noted is which entrances it calls, with what kinds of arguments."""
    calls: set[EntranceCall] = set()

    def noted(name: str, entrance: Any) -> Entrance:
        def note(*arguments: Any) -> None:
            calls.add(EntranceCall(name, tuple(map(entrance.typeof_pyval, arguments))))

        return note

    _here.noted = Entrances(*(noted(name, entrance) for name, entrance in _entrances()._asdict().items()))
    try:
        yield calls
    finally:
        _here.noted = None


def is_first_use(*names: str) -> bool:
    """Whether some of these entrances have still to be compiled, which takes a while."""
    sources = _sources()
    return not all(is_kept(name, sources) for name in names)


def is_keeping() -> bool:
    """Whether what is compiled is kept in a folder, where other processes find it."""
    return keeps(_sources())


def _sources() -> list[Path]:
    constants = [Path(str(module.__file__)) for module in (stepping, beliefs, magnitudes)]
    return [*sorted(Path(__file__).parent.glob("*.py")), *constants]
