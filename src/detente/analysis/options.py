"""How to solve and play, and where a result comes from."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from numbers import Integral
from typing import Any, NamedTuple, cast

from detente.errors import DetenteError
from detente.scenario.calendars import MAX_PERIODS
from detente.scenario.endless import FEWEST_ROUNDS
from detente.scenario.model import (
    EQUILIBRIUM_RULES,
    MOST_BELIEF_POINTS,
    MOST_WORLDS,
    EquilibriumRule,
    Scenario,
)
from detente.scenario.names import listed, nearest
from detente.scenario.ranges import write_number
from detente.solve.equilibrium import Settings

MOST_PLAYS = 2_000_000
"""Plays that fit into memory: a large crisis takes 3.1 KB a play, so 6 GB, and shares are within ±0.07 points."""


MOST_SEED = 2**63 - 1
"""Seeds that files of plays can hold."""

MOST_STARTS = 1_000
"""Each start costs a solution of its own."""

ENGINES = ("grid", "tree")
"""On which a crisis can be solved."""

MOST_STEPS = 100_000
"""A node that is not solved after thousands of steps is not solved by more."""


def require_range(name: str, number: object, least: int, most: int, why: str = "") -> None:
    """Refuse what is not a whole number in a range.

    Raises:
        DetenteError: with the range.
    """
    if not isinstance(number, Integral) or isinstance(number, bool) or not least <= int(number) <= most:
        raise DetenteError(f"{name}: {_in_short(number)} is not a whole number from {least:,} to {most:,}{why}.")


def _in_short(number: object) -> str:
    """The number as it is read; Python refuses to write out those of thousands of digits."""
    if isinstance(number, int) and abs(number) >= 10**30:
        return "a number of over 30 digits"
    return f"{number:,}" if isinstance(number, int) else repr(number)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to solve and play.

    Raises:
        DetenteError: a number is out of its range.

    Args:
        num_points: belief points on each log-odds axis: for all informed actors, or by actor; None: the default grid.
        accuracy: how much start values (in standard deviations over plays) and shares of acts may change on a grid with
            half the intervals, where the points are not given.
        has_grid_error: whether intervals include the error of the belief grid, which takes another, coarser solution.
        num_plays: plays drawn, from 1 to `MOST_PLAYS`. seed: of the draws.
        allow_unsolved: whether to go on when nodes have no certified solution.
        fresh: whether to evaluate claims again whose verdicts are cached.
        regret: whether the certificate of the base crisis has what best responses would gain.
        refine: whether it has the headline numbers on a finer belief grid.
        num_starts: other starts from which it has the solutions.
        max_steps: solver steps that a node may take in one run.
        num_worlds: draws of all uncertain numbers in which claims are evaluated too; 0 for the base values alone; None:
            the number that the scenario gives.
        equilibrium: which of several equilibria is meant (`EquilibriumRule`): one rule, or several of which the first
            counts and the others are compared with it; None: what the scenario says.
        rounds: how many rounds of an endless crisis are played out; None: until what follows weighs less than 1 %.
        engine: `grid` for public beliefs, `tree` for the game tree of a short crisis; None: the grid, unless the crisis
            needs its tree.
    """

    num_points: int | Mapping[str, int] | None = None
    accuracy: float = 0.01
    has_grid_error: bool = True
    num_plays: int = 100_000
    seed: int = 0
    allow_unsolved: bool = False
    fresh: bool = False
    regret: bool = False
    refine: bool = False
    num_starts: int = 0
    max_steps: int = Settings.max_steps
    num_worlds: int | None = None
    equilibrium: str | Sequence[str] | None = None
    rounds: int | None = None
    engine: str | None = None

    def __post_init__(self) -> None:
        require_range("plays", self.num_plays, 1, MOST_PLAYS, ", which fit in memory")
        require_range("seed", self.seed, 0, MOST_SEED)
        require_range("starts", self.num_starts, 0, MOST_STARTS)
        require_range("steps", self.max_steps, 1, MOST_STEPS)
        if self.num_worlds is not None:
            require_range("worlds", self.num_worlds, 0, MOST_WORLDS)
        for number in self.num_points.values() if isinstance(self.num_points, Mapping) else [self.num_points]:
            if number is not None and (not isinstance(number, int) or not 3 <= number <= MOST_BELIEF_POINTS):
                raise DetenteError(f"points: {_in_short(number)} is not a whole number from 3 to {MOST_BELIEF_POINTS}.")
        if self.rounds is not None:
            require_range("rounds", self.rounds, FEWEST_ROUNDS, MAX_PERIODS)
        named = (self.equilibrium,) if isinstance(self.equilibrium, str) else self.equilibrium or ()
        for rule in named:
            if rule not in EQUILIBRIUM_RULES:
                allowed = f"{nearest(str(rule), EQUILIBRIUM_RULES)} (rules: {listed(EQUILIBRIUM_RULES)})"
                raise DetenteError(f"equilibrium: there is no rule '{rule}'{allowed}")
        if len(set(self.rules)) < len(self.rules):
            raise DetenteError(f"equilibrium: {', '.join(self.rules)} names a rule twice.")
        if self.engine not in (None, *ENGINES):
            allowed = f"{nearest(str(self.engine), ENGINES)} (engines: {listed(ENGINES)})"
            raise DetenteError(f"engine: there is no engine '{self.engine}'{allowed}")
        if not 0 < self.accuracy <= 1:
            raise DetenteError(f"accuracy: {self.accuracy!r} is not a number above 0 and up to 1.")

    @property
    def rules(self) -> tuple[EquilibriumRule, ...]:
        """The rules that are asked for, the one that counts first; empty if it is the scenario's."""
        if self.equilibrium is None:
            return ()
        rules = (self.equilibrium,) if isinstance(self.equilibrium, str) else tuple(self.equilibrium)
        return cast(tuple[EquilibriumRule, ...], rules)

    def require_one_rule(self, task: str) -> None:
        """Refuse several rules, for a task that can only follow one.

        Raises:
            DetenteError: there are several.
        """
        if len(self.rules) > 1:
            raise DetenteError(
                f"equilibrium: {task} follows one rule, not {len(self.rules)}; claims and run compare several."
            )

    def points_of(self, scenario: Scenario) -> dict[str, int] | None:
        """Belief points by actor, of this scenario.

        Raises:
            DetenteError: an actor is named that has no private types.
        """
        informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
        if self.num_points is None:
            return None
        if isinstance(self.num_points, int):
            return dict.fromkeys(informed, self.num_points)
        for actor in self.num_points:
            if actor not in informed:
                allowed = f"actors with private types: {listed(informed)}"
                raise DetenteError(f"points: '{actor}' has no private types{nearest(actor, informed)} ({allowed})")
        return dict(self.num_points)


NUM_PLAYS_OF_CLAIMS = 10_000
"""Plays of each game where claims are evaluated, unless the options differ: shares within ±1 point, and a crisis whose
claims speak of sixteen variants within three minutes."""

NUM_PLAYS_OF_WORLDS = 5_000
"""Plays of each game in a world, unless the options have fewer: shares within ±1.4 points; worlds differ by tens."""


COMPILING = "Compiling the solver"
"""What progress is called while the solver is compiled, which happens once for a user."""


class Stopwatch:
    """Wall-clock seconds by phase. A phase entered again adds up; one inside another stops the outer one's clock."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self._lap()
        self._running.append(name)
        try:
            yield
        finally:
            self._lap()
            self._running.pop()

    def _lap(self) -> None:
        now = time.perf_counter()
        if self._running:
            name = self._running[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


@dataclass(frozen=True)
class Origin:
    """Where a result comes from: everything that is needed to repeat it.

    Args:
        scenario_hash: of the document after the variant's changes.
        seed: of the play; None where nothing was drawn.
        num_points: belief points on each log-odds axis, by informed actor; None where no grid was needed.
        seconds: wall-clock time by phase.
        numbers: values of numbers and priors that were set from outside the file; the hash is of the changed document.
    """

    scenario: str
    title: str
    variant: str | None
    scenario_hash: str
    seed: int | None
    version: str
    seconds: Mapping[str, float]
    num_points: Mapping[str, int] | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def given(self) -> str:
        """`with doubt = 0.7, moscow.hawk = 0.4`: what was set from outside the file; "" if nothing was."""
        values = ", ".join(f"{name} = {write_number(value)}" for name, value in self.numbers.items())
        return f"with {values}" if values else ""

    @property
    def heading(self) -> str:
        """The title of the crisis, with what was set from outside its file."""
        return f"{self.title} {self.given}".rstrip()

    def to_json(self) -> dict[str, Any]:
        record = asdict(self)
        record["set"] = record.pop("numbers")
        return {**record, "seconds": {phase: round(s, 3) for phase, s in self.seconds.items()}}


class CheckSize(NamedTuple):
    """How many histories are checked by play, with how many plays for each act and type, and plays from the start.

    What plays from the start bring a variant is in the intervals of the claims about its values.
    """

    histories: int
    rollouts: int
    plays: int
    most_rollouts: int


CHECK_OF_BASE = CheckSize(12, 500, 5_000, 2_000)
CHECK_OF_VARIANT = CheckSize(3, 300, 0, 300)
