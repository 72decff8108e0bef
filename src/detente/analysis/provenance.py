"""Where every number of a report comes from: its statement, the games behind it, the plays, the seed, the worlds.

A record, made from what a run knows anyway; nothing is solved or played for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.solve.certificate import Certificate

if TYPE_CHECKING:
    from detente.analysis.results import Judged
    from detente.analysis.workbench import Workbench

VERDICT = "verdict"
"""What the number of a claim is."""

GRADED_RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
GRADED_CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtfully true",
    "5": "improbable",
    "6": "truth cannot be judged",
}
"""The Admiralty code: NATO STANAG 2511 (AJP-2.1, annex on source reliability and information credibility)."""


@dataclass(frozen=True)
class GameBehind:
    """A game that was solved.

    Args:
        name: of the variant; `base` for the crisis as written. scenario_hash: of its document.
        num_points: belief points on each axis, by actor. certificate: its grade.
    """

    name: str
    scenario_hash: str
    num_points: Mapping[str, int]
    certificate: str


@dataclass(frozen=True)
class NumberOrigin:
    """How a number came about.

    Args:
        id: of the entry, unique: a claim's, or `values`, `plays`. what: it is, in words. statement: of a claim.
        runs: the games behind it, by name, each with the moves that were made in it (or ""); as claims name them.
        num_plays, seed: of every run; 0 plays where a number is the solver's.
        num_worlds: in which it was computed again; 0: in none.
    """

    id: str
    what: str
    statement: str
    runs: tuple[tuple[str, str], ...]
    num_plays: int
    seed: int
    num_worlds: int


@dataclass(frozen=True)
class RangeOrigin:
    """Where the range of an uncertain number comes from. grade: by the Admiralty code, or ""."""

    name: str
    low: float
    high: float
    source: str | None
    grade: str
    why: str


@dataclass(frozen=True)
class Provenance:
    """How the numbers of a run came about. version: of the package."""

    numbers: tuple[NumberOrigin, ...]
    games: tuple[GameBehind, ...]
    ranges: tuple[RangeOrigin, ...]
    version: str

    def to_json(self) -> dict[str, Any]:
        return {
            "numbers": [{**asdict(each), "runs": [list(run) for run in each.runs]} for each in self.numbers],
            "games": [asdict(each) for each in self.games],
            "ranges": [asdict(each) for each in self.ranges],
            "version": self.version,
        }


def build_provenance(
    bench: Workbench, judged: Judged, certificates: Mapping[str, Certificate], version: str
) -> Provenance:
    """The provenance of the numbers of a run.

    Args:
        certificates: of every game that was solved, by the name of its variant.
    """
    from detente.analysis.telling import describe_given
    from detente.analysis.verdicts import read_statements
    from detente.claims.statements import list_measurements

    options, base = bench.options, bench.base
    own = base.variant or "base"
    num_worlds = 0 if judged.worlds is None else len(judged.worlds.rows)
    entries = []
    for claim, statement in read_statements(bench):
        runs = dict.fromkeys(
            (
                bench.variant_of(each.run) or "base",
                describe_given(each.run.forced, bench.scenario(bench.variant_of(each.run))),
            )
            for each in list_measurements(statement)
        )
        entries.append(
            NumberOrigin(
                claim.id, VERDICT, statement.text.strip(), tuple(runs), options.num_plays, options.seed, num_worlds
            )
        )
    plays = ((own, ""),)
    # Values are the solver's, but where actors act on perceptions of the crisis.
    num_of_values = options.num_plays if bench.perceptions_of(base) else 0
    entries.append(NumberOrigin("values", "expected payoffs", "", plays, num_of_values, options.seed, 0))
    entries.append(
        NumberOrigin("plays", "state, beliefs, acts and payoffs", "", plays, options.num_plays, options.seed, 0)
    )
    games = tuple(
        GameBehind(name, _hash_of(bench, name), dict(bench.choice.points), certificate.grade)
        for name, certificate in certificates.items()
    )
    ranges = tuple(
        RangeOrigin(entry.name, entry.low, entry.high, entry.note.source, entry.grade, entry.note.why or "")
        for entry in base.numbers
        if entry.low is not None and entry.high is not None
    )
    return Provenance(tuple(entries), games, ranges, version)


def _hash_of(bench: Workbench, name: str) -> str:
    """The hash of a game's document; "" of a perception and of another equilibrium: no variant of the file is that."""
    if name == (bench.base.variant or "base"):
        return bench.base.hash
    return bench.scenario(name).hash if name in [each.name for each in bench.base.variants] else ""
