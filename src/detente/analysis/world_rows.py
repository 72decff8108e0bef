"""Worlds as rows: the numbers drawn, the verdict and the number of every claim, and how well the games are solved.

A row depends on its world's number alone, not on which worlds are evaluated with it, where, or when.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analysis.accuracy import GridChoice
from detente.analysis.cache import VerdictCache, code_digest
from detente.analysis.certificates import finite, join_certificates
from detente.analysis.draws import BLOCK, draw_block
from detente.analysis.options import Options, Stopwatch
from detente.analysis.values import list_base_numbers
from detente.analysis.workbench import Workbench, unseen
from detente.analysis.world_claims import ClaimsInWorlds, JudgedWorld, OpenWorld, kind_of
from detente.analysis.world_store import Columns, Row
from detente.errors import DetenteError
from detente.scenario.model import Scenario

NUM_FIRST_PLAYS = 1_000
"""Plays of a game that most claims are decided by; the others are measured on all (`world_claims.is_clear`)."""

BASE_WORLD = 0
"""The number of the row that has the base values; draws begin with 1."""

# Evaluators of this process, by job: the parts that every batch needs.
_KNOWN: dict[str, _Evaluator] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True)
class WorldsJob:
    """All that rows of worlds depend on; it can be sent to other processes and machines.

    Args:
        choice: the belief grid. claims: the indices of those that are evaluated.
        version: of the package. made_by: the digest of its code and libraries.
    """

    scenario: Scenario
    options: Options
    choice: GridChoice
    claims: tuple[int, ...]
    version: str
    made_by: str

    def rows(self, worlds: Sequence[int]) -> list[Row]:
        """The rows of some worlds, by number.

        Raises:
            DetenteError: this process runs other code than the one that made the job.
        """
        if code_digest() != self.made_by:
            raise DetenteError(
                f"cluster: a worker runs other code than this program (Détente {self.version}); install the same "
                "version of the package, and of NumPy and Numba, on all machines"
            )
        # Threads of one process take turns: games are solved with all that the process has.
        with _LOCK:
            key = f"{self.scenario.hash} {self.scenario.variant} {self.options} {self.choice} {self.claims}"
            if key not in _KNOWN:
                _KNOWN.clear()
                _KNOWN[key] = _Evaluator(self)
            return _KNOWN[key].rows(worlds)


def list_columns(scenario: Scenario, claims_in_worlds: ClaimsInWorlds) -> Columns:
    """The columns of the rows, with the kinds of their values."""
    texts = ("version", "scenario_hash", "grade", "faults")
    columns = {"world": "BIGINT", "seed": "BIGINT", **dict.fromkeys(texts, "VARCHAR")}
    columns |= {"nodes": "BIGINT", "unsolved": "BIGINT", "residual": "DOUBLE"}
    columns |= {f"numbers.{each.name}": "DOUBLE" for each in claims_in_worlds.numbers}
    columns |= {f"variants.{each.name}": "BOOLEAN" for each in claims_in_worlds.variants}
    for index in claims_in_worlds.claims:
        claim = scenario.claims[index].id
        columns |= {f"{claim}.verdict": "VARCHAR"} | {f"{claim}.{part}": "DOUBLE" for part in ("value", "low", "high")}
    return columns


class _Evaluator:
    """Turns numbers of worlds into rows, with what all worlds of a job share."""

    def __init__(self, job: WorldsJob) -> None:
        self._job = job
        bench = Workbench(job.scenario, job.options, unseen, Stopwatch(), plays_out=False, cache=VerdictCache(None))
        bench.add_choice(job.choice)
        # Of every 10,000 beliefs in play a few are left to be traced, and take most of the time (decision 0035).
        self._claims = ClaimsInWorlds(bench, job.options, job.claims, traces_in_play=False, first_plays=NUM_FIRST_PLAYS)
        self._base = list_base_numbers(job.scenario)
        self._blocks: dict[int, list[list[float]]] = {}

    def rows(self, worlds: Sequence[int]) -> list[Row]:
        claims = self._claims
        drawn = [self._world(number) for number in worlds]
        opened = [claims.open(world) for world in drawn]
        for group in claims.groups([each for each in opened if each is not None and each.open_claims]):
            claims.judge(group)
        return [self._row(*each) for each in zip(worlds, drawn, opened, strict=True)]

    def _world(self, number: int) -> JudgedWorld:
        claims = self._claims
        if number == BASE_WORLD:
            return JudgedWorld({each.name: self._base[each.name] for each in claims.numbers})
        block, place = divmod(number - 1, BLOCK)
        if block not in self._blocks:
            seed = self._job.options.seed
            values = draw_block(claims.shapes, claims.chances, block, seed, claims.correlated)
            self._blocks = {block: values.tolist()}
        return claims.world(self._blocks[block][place])

    def _row(self, number: int, world: JudgedWorld, opened: OpenWorld | None) -> Row:
        job = self._job
        certificates = {} if opened is None else opened.bench.certificates
        certificate = join_certificates(certificates)
        return {
            "world": number,
            "seed": job.options.seed,
            "version": job.version,
            "scenario_hash": job.scenario.hash,
            "grade": certificate.grade if certificates else None,
            "faults": "; ".join(world.faults) or None,
            "nodes": certificate.num_nodes,
            "unsolved": certificate.num_unsolved,
            "residual": finite(certificate.max_residual),
            **{f"numbers.{name}": value for name, value in world.numbers.items()},
            **{f"variants.{each.name}": each.name in world.variants for each in self._claims.variants},
            **self._found(world),
        }

    def _found(self, world: JudgedWorld) -> Mapping[str, Any]:
        """What comes out for every claim."""
        found: dict[str, Any] = {}
        for index in self._claims.claims:
            claim, verdict = self._job.scenario.claims[index].id, world.verdicts.get(index)
            low, high = (None, None) if verdict is None or verdict.interval is None else verdict.interval
            value = None if verdict is None else verdict.value
            kind = None if verdict is None else kind_of(verdict)
            found |= {f"{claim}.verdict": kind, f"{claim}.value": value, f"{claim}.low": low, f"{claim}.high": high}
        return found
