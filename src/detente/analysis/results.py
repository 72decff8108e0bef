"""What each task hands back: a record with its origin, readable by people and programs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from detente.analysis.certificates import certificate_json, joint_certificate
from detente.analysis.drivers import Driver
from detente.errors import DetenteError
from detente.scenario.model import MOST_BELIEF_POINTS, MOST_WORLDS, Scenario
from detente.scenario.names import listed, nearest
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Settings

Rows = Sequence[Mapping[str, Any]]
"""A table: every row is a mapping with the same named columns."""


MOST_PLAYS = 2_000_000
"""Plays that fit into memory: a large crisis takes 2.4 KB a play, so 5 GB, and shares are within ±0.07 points."""


@dataclass(frozen=True)
class Options:
    """How to solve and play.

    Args:
        num_points: belief points on each log-odds axis: for all informed actors, or by actor; None: the default grid.
        num_plays: plays drawn, from 1 to `MOST_PLAYS`. seed: of the draws.
        allow_unsolved: whether to go on when nodes have no certified solution.
        fresh: whether to judge claims anew whose answers are remembered.
        regret: whether the certificate of the base crisis says what best responses would gain.
        refine: whether it says how the headline numbers change on a finer belief grid.
        num_starts: from how many other starts it says what is found.
        max_steps: solver steps a node may take in one run.
        num_worlds: draws of all uncertain numbers in which claims are judged too; 0 for the base values alone; None: as
            many as the scenario says.
    """

    num_points: int | Mapping[str, int] | None = None
    num_plays: int = 100_000
    seed: int = 0
    allow_unsolved: bool = False
    fresh: bool = False
    regret: bool = False
    refine: bool = False
    num_starts: int = 0
    max_steps: int = Settings.max_steps
    num_worlds: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.num_plays <= MOST_PLAYS:
            raise DetenteError(
                f"plays: {self.num_plays:,} is not a number from 1 to {MOST_PLAYS:,}, which fit in memory."
            )
        for number in self.num_points.values() if isinstance(self.num_points, Mapping) else [self.num_points]:
            if number is not None and (not isinstance(number, int) or not 3 <= number <= MOST_BELIEF_POINTS):
                raise DetenteError(f"points: {number!r} is no whole number from 3 to {MOST_BELIEF_POINTS}.")
        if self.seed < 0:
            raise DetenteError(f"seed: {self.seed} is below 0; seeds are whole numbers from 0.")
        if self.num_worlds is not None and not 0 <= self.num_worlds <= MOST_WORLDS:
            raise DetenteError(f"worlds: {self.num_worlds:,} is not a number from 1 to {MOST_WORLDS:,}.")

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
                known = f"actors with private types: {listed(informed)}"
                raise DetenteError(f"points: '{actor}' has no private types{nearest(actor, informed)} ({known})")
        return dict(self.num_points)


NUM_PLAYS_OF_CLAIMS = 20_000
"""Plays of each game where claims are judged, unless more are asked for: shares within ±0.7 points, and a crisis whose
claims speak of sixteen variants within two minutes."""

NUM_PLAYS_OF_WORLDS = 5_000
"""Plays of each game in a world, unless fewer are asked for: shares within ±1.4 points, while worlds differ by tens."""

MINIMAL = Options(num_points=3)
"""The coarsest grid: enough to find what is wrong at any reachable state, quick to compile."""


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
    """Where a result comes from, enough to get it again.

    Args:
        scenario_hash: of the document after the variant's changes.
        seed: of the play; None where nothing was drawn.
        num_points: belief points on each log-odds axis, by informed actor; None where no grid was needed.
        seconds: wall-clock time by phase.
    """

    scenario: str
    title: str
    variant: str | None
    scenario_hash: str
    seed: int | None
    version: str
    seconds: Mapping[str, float]
    num_points: Mapping[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": {phase: round(s, 3) for phase, s in self.seconds.items()}}


@dataclass(frozen=True)
class Checked:
    """A scenario in order: what it consists of."""

    origin: Origin
    path: str
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {**self.origin.to_json(), "path": self.path, "counts": dict(self.counts)}


@dataclass(frozen=True)
class Listed:
    """One crisis that comes with the package."""

    name: str
    title: str
    question: str
    path: str
    scenario_hash: str


@dataclass(frozen=True)
class Listing:
    """The crises that come with the package."""

    crises: tuple[Listed, ...]
    version: str
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        seconds = {phase: round(s, 3) for phase, s in self.seconds.items()}
        return {"crises": [asdict(c) for c in self.crises], "version": self.version, "seconds": seconds}


@dataclass(frozen=True)
class Shown:
    """A scenario with every default filled in, or one of its compiled views: as text, and as a document."""

    origin: Origin
    text: str
    document: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {**self.origin.to_json(), "document": dict(self.document)}


@dataclass(frozen=True)
class Exported:
    """A crisis written as a game tree for other programs.

    Args:
        players: as the file names them.
        pictures_left_out: actors that act on a picture of the crisis; the file holds the crisis as it is.
    """

    origin: Origin
    file: str
    players: tuple[str, ...]
    num_nodes: int
    num_information_sets: int
    pictures_left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "file": self.file,
            "players": list(self.players),
            "nodes": self.num_nodes,
            "information_sets": self.num_information_sets,
            "pictures_left_out": list(self.pictures_left_out),
        }


@dataclass(frozen=True)
class StartValue:
    """Expected discounted payoff of an actor at the start.

    Args:
        type: which it is of, and with which prior; None and 1 if it has nothing private.
    """

    actor: str
    type: str | None
    prior: float
    value: float


@dataclass(frozen=True)
class Solved:
    """The certificate of a solved crisis, and what each actor can expect."""

    origin: Origin
    certificate: Certificate
    values: tuple[StartValue, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "certificate": certificate_json(self.certificate),
            "values": [asdict(value) for value in self.values],
        }


@dataclass(frozen=True)
class Tables:
    """What happens in the plays, by date.

    Args:
        states: share of plays at each level at the end of every period (`date`, `variable`, `level`, `share`).
        acts: what is chosen where somebody decides (`date`, `owner`, `decision`, `act`, `share`, `occasions`).
        beliefs: the public belief in each type at every period's end, for each true type (`date`, `eyes`, `actor`,
            `type`, `truth`, `mean`, and `low` and `high`, the 10th and 90th percentile over plays). `eyes`: the actors
            in whose picture of the crisis; empty for somebody who sees it as it is.
        payoffs: what each actor gets in a period, undiscounted, on average (`date`, `actor`, `mean`).
    """

    states: Rows
    acts: Rows
    beliefs: Rows
    payoffs: Rows


@dataclass(frozen=True)
class Played:
    """A crisis played many times.

    Args:
        file: what was written, if anything.
    """

    origin: Origin
    certificate: Certificate
    num_plays: int
    tables: Tables
    file: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "certificate": certificate_json(self.certificate),
            "num_plays": self.num_plays,
            **{name: [dict(row) for row in rows] for name, rows in vars(self.tables).items()},
            "file": self.file,
        }


Interval = tuple[float, float]


@dataclass(frozen=True)
class Side:
    """One side of a comparison, with its 95 % interval."""

    text: str
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Part:
    """One comparison of a claim's statement.

    Args:
        value: the quantity that is compared with a number; where two quantities are compared, left minus right.
        interval: its 95 % Monte Carlo interval.
        threshold: what `value` is compared with.
        is_share: whether the quantities are probabilities.
        sides: the sides that are not plain numbers.
    """

    text: str
    verdict: str
    value: float | None
    interval: Interval | None
    threshold: float | None
    is_share: bool
    sides: tuple[Side, ...]


ACROSS_WORLDS = "undecided across worlds"

FIRM_SHARE = 0.1
"""A claim that holds in fewer worlds, or fails to hold in fewer, has the same answer in nearly all."""


@dataclass(frozen=True)
class Robustness:
    """A claim's verdicts in many worlds, with the base value of every uncertain number drawn anew in each.

    Args:
        num_worlds: worlds drawn; in num_failed of them there is no verdict, for a game was not solved.
        share: of the worlds with a verdict in which the claim holds; None if there are none.
        interval: its 95 % interval (Wilson), for so few worlds were drawn.
        drivers: the numbers that decide, the strongest first.
    """

    num_worlds: int
    num_holds: int
    num_fails: int
    num_undecided: int
    num_failed: int
    share: float | None
    interval: Interval | None
    drivers: tuple[Driver, ...]

    @property
    def is_firm(self) -> bool:
        """Whether nearly all worlds agree on whether the claim holds."""
        return self.share is not None and not FIRM_SHARE < self.share < 1 - FIRM_SHARE


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict: `holds`, `fails` or `undecided`.

    Args:
        value, interval: of the comparison that decides. parts: all comparisons.
        note: why there is no number, or what else to know.
        robust: what comes of it in other worlds, or None where that was not asked for.
    """

    id: str
    quote: str
    source: str | None
    why: str | None
    statement: str
    verdict: str
    value: float | None
    interval: Interval | None
    note: str
    parts: tuple[Part, ...]
    robust: Robustness | None = None

    @property
    def headline(self) -> str:
        """The verdict, unless worlds were asked for and do not agree."""
        return self.verdict if self.robust is None or self.robust.is_firm else ACROSS_WORLDS

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "headline": self.headline}


@dataclass(frozen=True)
class World:
    """One world: the numbers drawn, the verdict on every claim by its id, and why others have none."""

    numbers: Mapping[str, float]
    verdicts: Mapping[str, str]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Worlds:
    """The worlds in which claims were judged.

    Args:
        num_remembered: verdicts that an earlier run reached.
    """

    rows: tuple[World, ...]
    num_plays: int
    certificate: Certificate
    num_remembered: int = 0

    @property
    def num_failed(self) -> int:
        """Worlds in which some claim has no verdict."""
        return sum(bool(row.faults) for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        return {
            "num_worlds": len(self.rows),
            "num_plays": self.num_plays,
            "num_failed": self.num_failed,
            "remembered": self.num_remembered,
            "certificate": certificate_json(self.certificate),
            "rows": [asdict(row) for row in self.rows],
        }


@dataclass(frozen=True)
class Judged:
    """The claims of a crisis with their verdicts, and the certificates of every game that was solved for them.

    Args:
        num_remembered: verdicts that an earlier run reached; their certificates are that run's.
    """

    origin: Origin
    num_plays: int
    claims: tuple[Judgement, ...]
    certificates: Mapping[str, Certificate]
    num_remembered: int = 0
    worlds: Worlds | None = None

    @property
    def certificate(self) -> Certificate:
        return joint_certificate(self.certificates)

    @property
    def num_failed(self) -> int:
        return sum(claim.verdict == "fails" for claim in self.claims)

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "num_plays": self.num_plays,
            "remembered": self.num_remembered,
            "claims": [claim.to_json() for claim in self.claims],
            "certificate": certificate_json(self.certificate, self.certificates),
            "worlds": None if self.worlds is None else self.worlds.to_json(),
        }


@dataclass(frozen=True)
class Run:
    """Everything about a crisis: what its report shows.

    Args:
        command: what gives the same run again.
        numbers: the base values of the scenario's `numbers`.
        files: what was written, by kind.
    """

    command: str
    scenario: Scenario
    numbers: Mapping[str, float]
    judged: Judged
    played: Played
    values: tuple[StartValue, ...]
    files: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return {
            **self.judged.to_json(),
            "command": self.command,
            "values": [asdict(value) for value in self.values],
            "files": dict(self.files),
        }
