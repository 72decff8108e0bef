"""What each task returns: a record with its origin, for readers and programs.

The records stand apart from what computes them, so that those who print need no solver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from detente.analysis.certificates import certificate_to_json, join_certificates
from detente.analysis.emulation import Emulator
from detente.analysis.options import Origin
from detente.analysis.provenance import Provenance
from detente.analysis.questions import Answer
from detente.analysis.since import SinceLast
from detente.claims.verdict import NO_EFFECT, Interval, Robustness, Verdict
from detente.errors import Mistake
from detente.scenario.model import Scenario
from detente.solve.certificate import Certificate, Grade

Rows = Sequence[Mapping[str, Any]]
"""A table: every row is a mapping with the same named columns."""


@dataclass(frozen=True)
class Forecast:
    """How long a task will take.

    Args:
        seconds: from now on. faster: a coarser accuracy that saves much of it, with its seconds; None: none does.
        is_least: whether the belief grid may be refined, which would take longer.
    """

    seconds: float
    faster: tuple[float, float] | None = None
    is_least: bool = False


Tell: TypeAlias = Callable[[Forecast], object]
"""Called before long work, with how long it will take."""


@dataclass(frozen=True)
class Checked:
    """A scenario without mistakes: what it consists of.

    Args:
        warnings: what is allowed, and probably not meant.
        effort: what solving it takes: `seconds`, `bytes`, `cores`, and `num_points` by actor whose belief is tracked.
        remarks: what a reader should know before solving it, a sentence each.
    """

    origin: Origin
    path: str
    counts: Mapping[str, int]
    warnings: tuple[Mistake, ...] = ()
    effort: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "path": self.path,
            "counts": dict(self.counts),
            "warnings": [{**asdict(each.where), "message": each.message} for each in self.warnings],
            "effort": dict(self.effort),
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True)
class CrisisSummary:
    """One crisis that comes with the package.

    Args:
        counts: how much there is of what makes a crisis large: periods, actors, variables, stages, variants, claims.
        seconds: forecast for a run on this machine; None if it is not known.
    """

    name: str
    title: str
    question: str
    path: str
    scenario_hash: str
    counts: Mapping[str, int]
    seconds: float | None = None


@dataclass(frozen=True)
class Listing:
    """The crises that come with the package."""

    crises: tuple[CrisisSummary, ...]
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
        perceptions_left_out: actors that act on a perception of the crisis; the file holds the crisis as it is.
    """

    origin: Origin
    file: str
    players: tuple[str, ...]
    num_nodes: int
    num_information_sets: int
    perceptions_left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "file": self.file,
            "players": list(self.players),
            "nodes": self.num_nodes,
            "information_sets": self.num_information_sets,
            "perceptions_left_out": list(self.perceptions_left_out),
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
            "certificate": certificate_to_json(self.certificate),
            "values": [asdict(value) for value in self.values],
        }


@dataclass(frozen=True)
class Tables:
    """What happens in the plays, by date.

    Args:
        states: share of plays at each level at the end of every period (`date`, `variable`, `level`, `share`).
        acts: what is chosen where an actor decides (`date`, `owner`, `decision`, `act`, `share`, `occasions`).
        beliefs: the public belief in each type at every period's end, for each true type (`date`, `eyes`, `actor`,
            `type`, `truth`, `mean`, and `low` and `high`, the 10th and 90th percentile over plays). `eyes`: the actors
            in whose perception of the crisis; empty for an observer who sees it as it is.
        payoffs: what each actor gets in a period, undiscounted, on average (`date`, `actor`, `mean`).
        assertions: what was said, was it true, was it believed, was it found out; promises: what was promised, came
            due, was kept. ledger: both by date (`analysis/ledger.py` says which columns).
    """

    states: Rows
    acts: Rows
    beliefs: Rows
    payoffs: Rows
    assertions: Rows = ()
    promises: Rows = ()
    ledger: Rows = ()

    def act_shares(self) -> Rows:
        """What is chosen over all dates at every decision that is ever taken: `owner`, `decision`, `act`, `share`."""
        totals: dict[tuple[str, str], dict[str, float]] = {}
        for row in self.acts:
            own = totals.setdefault((row["owner"], row["decision"]), {})
            own[row["act"]] = own.get(row["act"], 0.0) + row["share"] * row["occasions"]
        return tuple(
            {"owner": owner, "decision": decision, "act": act, "share": total / occasions}
            for (owner, decision), own in totals.items()
            if (occasions := sum(own.values()))
            for act, total in own.items()
        )


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
            "certificate": certificate_to_json(self.certificate),
            "num_plays": self.num_plays,
            **{name: [dict(row) for row in rows] for name, rows in vars(self.tables).items()},
            "file": self.file,
        }


@dataclass(frozen=True)
class World:
    """One world: the numbers drawn, and what comes out for every claim, by its id.

    Args:
        verdicts: on every claim that has one; `no occasion` where its condition holds too rarely in this world.
        faults: why other claims have none.
        variants: those with a `probability` that are true in this world.
        values, intervals: the number of every claim with its 95 % interval, as in `Verdict`.
    """

    numbers: Mapping[str, float]
    verdicts: Mapping[str, str]
    faults: tuple[str, ...] = ()
    values: Mapping[str, float | None] = field(default_factory=dict)
    intervals: Mapping[str, Interval | None] = field(default_factory=dict)
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Worlds:
    """The worlds in which claims were evaluated.

    Args:
        robustness: of every claim, in the order of the file.
        num_cached: verdicts that an earlier run reached.
        variants: those that are true in some worlds. has_priors: whether a number is not uniform over its range.
    """

    rows: tuple[World, ...]
    robustness: tuple[Robustness, ...]
    num_plays: int
    certificate: Certificate
    num_cached: int = 0
    variants: tuple[str, ...] = ()
    has_priors: bool = False

    @property
    def num_failed(self) -> int:
        """Worlds in which some claim has no verdict."""
        return sum(bool(row.faults) for row in self.rows)

    def table(self) -> list[dict[str, Any]]:
        """One long table: a row for every claim in every world, with the numbers of the world."""
        rows = []
        for number, world in enumerate(self.rows, start=1):
            for claim, verdict in world.verdicts.items():
                low, high = world.intervals.get(claim) or (None, None)
                own = {"claim": claim, "verdict": verdict, "value": world.values.get(claim), "low": low, "high": high}
                drawn = {f"numbers.{name}": value for name, value in world.numbers.items()}
                true = {f"variants.{name}": int(name in world.variants) for name in self.variants}
                rows.append({"world": number, **own, **drawn, **true})
        return rows

    def to_json(self) -> dict[str, Any]:
        return {
            "num_worlds": len(self.rows),
            "num_plays": self.num_plays,
            "num_failed": self.num_failed,
            "cached": self.num_cached,
            "certificate": certificate_to_json(self.certificate),
            "rows": [asdict(row) for row in self.rows],
        }


@dataclass(frozen=True)
class LiveVerdict:
    """A verdict, and how far the games behind it can be used. grade: None where it is about plain numbers."""

    verdict: Verdict
    grade: Grade | None


@dataclass(frozen=True)
class Judged:
    """The claims of a crisis with their verdicts, and the certificates of every game that was solved for them.

    Args:
        num_cached: verdicts that an earlier run reached; their certificates are that run's.
    """

    origin: Origin
    num_plays: int
    claims: tuple[Verdict, ...]
    certificates: Mapping[str, Certificate]
    num_cached: int = 0
    worlds: Worlds | None = None

    @property
    def certificate(self) -> Certificate:
        return join_certificates(self.certificates)

    @property
    def num_failed(self) -> int:
        """Claims that fail, or whose effect is not visible, at the base values."""
        return sum(claim.verdict in ("fails", NO_EFFECT) for claim in self.claims)

    def table(self) -> list[dict[str, Any]]:
        """A row for every claim."""
        return [
            {
                "claim": claim.id,
                "verdict": claim.verdict,
                "across_worlds": claim.across_worlds or "",
                "value": claim.value,
                "low": None if claim.interval is None else claim.interval[0],
                "high": None if claim.interval is None else claim.interval[1],
                "would_hold_at_random": claim.would_hold_at_random,
                "standing": claim.standing,
                "effect": "; ".join(effect.words for effect in claim.effects),
                "quote": claim.quote,
                "statement": claim.statement,
                "note": claim.note,
            }
            for claim in self.claims
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "num_plays": self.num_plays,
            "cached": self.num_cached,
            "claims": [claim.to_json() for claim in self.claims],
            "certificate": certificate_to_json(self.certificate, self.certificates),
            "worlds": None if self.worlds is None else self.worlds.to_json(),
        }


@dataclass(frozen=True)
class Run:
    """Everything that the report of a crisis shows.

    Args:
        command: the command line that repeats the run.
        numbers: the base values of the scenario's `numbers`.
        files: what was written, by kind.
        earlier: the folder that the files of another run are in now, which had been in their place; None: there was
            none.
        answers: to what was asked besides, by name of the question (`analysis/questions.py`).
        estimate: what the report says first (`report.estimate`), for programs and documents.
        asking: by name of what was not asked, the command that asks it too.
        scale: whose words for likelihoods the report uses. texts: the texts of sources that are at hand, by source.
        emulator: fitted to the worlds, for the sliders of the report; None: there are too few.
        since: what changed since the last run in the same folder; None: there was none that can be read.
        provenance: where its numbers come from.
    """

    command: str
    scenario: Scenario
    numbers: Mapping[str, float]
    judged: Judged
    played: Played
    values: tuple[StartValue, ...]
    files: Mapping[str, str]
    earlier: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    estimate: Mapping[str, Any] = field(default_factory=dict)
    asking: Mapping[str, str] = field(default_factory=dict)
    scale: Literal["icd203", "phia"] = "icd203"
    texts: Mapping[str, str] = field(default_factory=dict)
    since: SinceLast | None = None
    emulator: Emulator | None = None
    provenance: Provenance | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.judged.to_json(),
            "command": self.command,
            "estimate": dict(self.estimate),
            "values": [asdict(value) for value in self.values],
            "ledger": {
                "assertions": [dict(row) for row in self.played.tables.assertions],
                "promises": [dict(row) for row in self.played.tables.promises],
            },
            "answers": {name: answer.to_json() for name, answer in self.answers.items()},
            "provenance": None if self.provenance is None else self.provenance.to_json(),
            "files": dict(self.files),
            "earlier": self.earlier,
            "since": None if self.since is None else self.since.to_json(),
        }

    def to_result(self) -> dict[str, Any]:
        """What is the same in every run with the same seed: all but times, cached verdicts, and files."""
        document = without(self.to_json(), "seconds", "cached", "files", "earlier", "since")
        worlds = document["worlds"]
        return {**document, "worlds": None if worlds is None else without(worlds, "cached")}

    def to_timings(self) -> dict[str, Any]:
        """What differs from run to run: wall-clock seconds by phase, and the number of verdicts from the cache."""
        worlds = self.judged.worlds
        return {
            "seconds": self.judged.origin.to_json()["seconds"],
            "cached": self.judged.num_cached,
            "cached_in_worlds": None if worlds is None else worlds.num_cached,
        }


def without(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The document without some of its entries."""
    return {name: entry for name, entry in document.items() if name not in names}
