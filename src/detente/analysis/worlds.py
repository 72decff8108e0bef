"""How robust verdicts are: every claim judged in many worlds, and the numbers that decide it.

A world is the crisis with another value of every uncertain number. Worlds are solved a few at a time, variant by
variant, and let go; every verdict is remembered at once, so that an interrupted run goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from detente.analysis.cache import Answers
from detente.analysis.certificates import joint_certificate
from detente.analysis.draws import draw_worlds
from detente.analysis.drivers import deciding_numbers
from detente.analysis.judgements import Statements, judgement_of
from detente.analysis.results import (
    NUM_PLAYS_OF_WORLDS,
    Options,
    Robustness,
    Stopwatch,
    World,
    Worlds,
)
from detente.analysis.workbench import Progress, Workbench
from detente.claims.estimates import Estimate, wilson
from detente.claims.readings import Readings
from detente.claims.statements import Part, all_parts
from detente.claims.verdicts import measure, runs_of
from detente.errors import DetenteError
from detente.files import answers_folder
from detente.game.tables import Game
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.worlds import uncertain_numbers, with_numbers
from detente.simulate.moves import ForcedMove
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import at_once, solve_worlds


@dataclass
class _World:
    """A world on its way.

    Args:
        bench: None where the numbers make no crisis in order; `faults` then says why.
        verdicts: by index of the claim. faults: why other claims have none.
        measured: what its open statements speak of, as far as it is played.
    """

    numbers: Mapping[str, float]
    bench: Workbench | None = None
    statements: Statements = ()
    verdicts: dict[int, str] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    measured: dict[Part, Estimate] = field(default_factory=dict)

    @property
    def open(self) -> list[int]:
        return [index for index in range(len(self.statements)) if index not in self.verdicts]

    def runs(self) -> dict[str | None, dict[tuple[ForcedMove, ...], list[Part]]]:
        """What has to be played for the open claims, and what is measured on it, by variant."""
        assert self.bench is not None
        found: dict[str | None, dict[tuple[ForcedMove, ...], list[Part]]] = {}
        for runs in runs_of(self.statements[index][1] for index in self.open).values():
            for run, parts in runs.items():
                by_force = found.setdefault(self.bench.variant_of(run), {})
                by_force.setdefault(run.forced, []).extend(parts)
        return found


class Ensemble:
    """The worlds of a crisis.

    Args:
        base: the crisis, as written or under a variant.
        num_worlds: how many.
        options: each game is played less often than that of the base crisis.
        progress: told what is going on and the share done. watch: where the time goes.

    Raises:
        DetenteError: nothing about the crisis is uncertain.
    """

    def __init__(self, base: Scenario, num_worlds: int, options: Options, progress: Progress, watch: Stopwatch) -> None:
        self.numbers: tuple[NumberEntry, ...] = uncertain_numbers(base)
        if not self.numbers:
            raise DetenteError(
                f"worlds: no number of {base.name} has a range, so that all worlds are one. A judgement is written "
                "`NAME: {range: [LOW, HIGH]}` under `numbers`."
            )
        self.base, self.watch = base, watch
        self.num_worlds = num_worlds
        self._options = replace(options, num_plays=min(options.num_plays, NUM_PLAYS_OF_WORLDS))
        self._progress = progress
        self._answers = Answers(answers_folder(), options.fresh)
        self._done = 0

    def judged(self) -> tuple[Worlds, tuple[Robustness, ...]]:
        """All worlds, and how every claim of the base crisis fares in them."""
        self._progress("Worlds", 0.0)
        ranges = [(float(entry.low or 0), float(entry.high or 0)) for entry in self.numbers]
        values = draw_worlds(ranges, self.num_worlds, self._options.seed)
        worlds, certificates = [], dict[str, Certificate]()
        num_remembered = 0
        waiting: list[_World] = []
        for row in values:
            world = self._world(dict(zip((entry.name for entry in self.numbers), row.tolist(), strict=True)))
            worlds.append(world)
            num_remembered += len(world.verdicts)
            if world.bench is not None and world.open:
                waiting.append(world)
        self._done = len(worlds) - len(waiting)
        for chunk in self._chunks(waiting):
            self._judge(chunk)
            self._done += len(chunk)
        for number, world in enumerate(worlds):
            if world.bench is not None:
                found = world.bench.certificates.items()
                certificates |= {f"{name}, world {number + 1}": certificate for name, certificate in found}
        self._progress("Worlds", 1.0)
        rows = tuple(self._row(world) for world in worlds)
        record = Worlds(rows, self._options.num_plays, joint_certificate(certificates), num_remembered)
        return record, tuple(self._robustness(values, worlds, index) for index in range(len(self.base.claims)))

    def _world(self, numbers: Mapping[str, float]) -> _World:
        world = _World(numbers)
        try:
            with self.watch.phase("load"):
                scenario = with_numbers(self.base, numbers)
                bench = Workbench(scenario, self._options, _quiet, self.watch, plays_out=False, answers=self._answers)
                world.statements = bench.statements()
        except DetenteError as error:
            world.faults[str(error)] = None
            return world
        world.bench = bench
        remembered = bench.remembered(world.statements)
        world.verdicts = {index: judgement.verdict for index, judgement in remembered.items()}
        return world

    def _chunks(self, waiting: Sequence[_World]) -> Iterator[list[_World]]:
        """So many worlds together as are worth solving together."""
        size = 1
        for world in waiting[:1]:
            assert world.bench is not None
            with _noting(world):
                size = at_once(world.bench.compiled(self.base.variant))
        for first in range(0, len(waiting), size):
            yield list(waiting[first : first + size])

    def _judge(self, worlds: Sequence[_World]) -> None:
        """Judge what is open in some worlds, one variant after another."""
        runs = [world.runs() for world in worlds]
        for world in worlds:
            # Statements about plain numbers wait for nothing.
            self._conclude(world)
        variants = list(dict.fromkeys(variant for by_variant in runs for variant in by_variant))
        for place, variant in enumerate(variants):
            begun, share = place / len(variants), len(worlds) / (len(variants) * self.num_worlds)
            asking = [(world, found[variant]) for world, found in zip(worlds, runs, strict=True) if variant in found]

            def report(_: str, fraction: float, begun: float = begun, share: float = share) -> None:
                done = (self._done + begun * len(worlds)) / self.num_worlds
                self._progress("Worlds", done + share * fraction)

            solved = self._solved([world for world, _ in asking], variant, report)
            for (world, asked), equilibrium in zip(asking, solved, strict=True):
                if equilibrium is not None:
                    with _noting(world):
                        self._play(world, variant, asked, equilibrium)

    def _solved(self, worlds: Sequence[_World], variant: str | None, progress: Progress) -> list[Equilibrium | None]:
        """The crisis under a variant in every world, unsolved nodes and all; None where there is no game."""
        games: list[Game | None] = []
        for world in worlds:
            games.append(None)
            with _noting(world):
                assert world.bench is not None
                games[-1] = world.bench.compiled(variant)
        assert worlds[0].bench is not None
        settings = worlds[0].bench.settings
        with self.watch.phase("solve"):
            solved = iter(solve_worlds([game for game in games if game is not None], settings, progress))
        return [None if game is None else next(solved) for game in games]

    def _play(
        self,
        world: _World,
        variant: str | None,
        asked: Mapping[tuple[ForcedMove, ...], Sequence[Part]],
        equilibrium: Equilibrium,
    ) -> None:
        """Measure on plays of one world's game what is asked, and judge what can be judged then."""
        bench = world.bench
        assert bench is not None
        bench.accept(variant, equilibrium)
        accepted = bench.equilibrium(variant)
        for forced, parts in asked.items():
            with self.watch.phase("claims"):
                readings = Readings(bench.play(variant, forced))
                for part in parts:
                    world.measured[part] = measure(part.quantity, accepted, readings)
        bench.forget()
        self._conclude(world)

    def _conclude(self, world: _World) -> None:
        for index in world.open:
            claim, statement = world.statements[index]
            if set(all_parts(statement)) <= world.measured.keys():
                judgement = judgement_of(claim, statement, world.measured)
                world.verdicts[index] = judgement.verdict
                assert world.bench is not None
                world.bench.keep(statement, judgement)

    def _row(self, world: _World) -> World:
        ids = [claim.id for claim in self.base.claims]
        return World(
            world.numbers,
            {ids[index]: verdict for index, verdict in sorted(world.verdicts.items())},
            tuple(world.faults),
        )

    def _robustness(self, values: np.ndarray, worlds: Sequence[_World], index: int) -> Robustness:
        verdicts = np.array([world.verdicts.get(index, "") for world in worlds])
        is_known = verdicts != ""
        holds = verdicts[is_known] == "holds"
        number = len(holds)
        share = float(holds.mean()) if number else None
        names = [entry.name for entry in self.numbers]
        return Robustness(
            num_worlds=len(worlds),
            num_holds=int(holds.sum()),
            num_fails=int((verdicts == "fails").sum()),
            num_undecided=int((verdicts == "undecided").sum()),
            num_failed=len(worlds) - number,
            share=share,
            interval=None if share is None else wilson(share, number),
            drivers=deciding_numbers(names, values[is_known], holds),
        )


@contextmanager
def _noting(world: _World) -> Iterator[None]:
    """Notes why a step of one world came to nothing, so that the others go on."""
    try:
        yield
    except DetenteError as error:
        world.faults[str(error)] = None


def _quiet(what: str, fraction: float) -> None:
    """The steps of one world are not told."""
