"""How robust verdicts are: every claim evaluated in many worlds, and the numbers that decide it.

A world is the crisis with another value of every uncertain number (`world_claims.py`). Every verdict is cached at once,
so that an interrupted run continues where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from detente.analysis.certificates import join_certificates
from detente.analysis.draws import draw_numbers
from detente.analysis.drivers import find_deciding_numbers
from detente.analysis.helping import count_workers
from detente.analysis.options import NUM_PLAYS_OF_WORLDS
from detente.analysis.results import World, Worlds
from detente.analysis.workbench import Progress, Workbench
from detente.analysis.world_claims import ClaimsInWorlds, JudgedWorld, OpenWorld, kind_of, require_uncertain
from detente.claims.estimates import wilson_interval
from detente.claims.verdict import NO_EFFECT, NO_OCCASION, Robustness, Verdict
from detente.scenario.shapes import has_prior
from detente.solve.certificate import Certificate
from detente.workers import apply_in_turn


def judge_in_worlds(bench: Workbench, num_worlds: int) -> Worlds:
    """All claims of the base crisis in worlds drawn at random; each game is played less often than that of the base.

    Raises:
        DetenteError: nothing about the crisis is uncertain.
    """
    return Ensemble(bench, num_worlds).evaluate()


def count_open_worlds(bench: Workbench, num_worlds: int) -> int:
    """About how many worlds have claims that no earlier run evaluated: worlds are evaluated in order."""
    return Ensemble(bench, num_worlds).count_open()


class _Found(NamedTuple):
    """What a process sends back of a world."""

    verdicts: dict[int, Verdict]
    faults: dict[str, None]
    certificates: Mapping[str, Certificate]


class WorldJudge:
    """Judges the claims of a workbench's base crisis in given worlds, on its belief grid and with its random draws.

    Args:
        num_plays: of every game. what: what progress is called.
    """

    def __init__(self, bench: Workbench, num_plays: int, what: str) -> None:
        self._bench, self._what = bench, what
        self._options = replace(bench.options, num_plays=num_plays, has_grid_error=False)
        self._claims = ClaimsInWorlds(bench, self._options)
        self._done, self.num_worlds = 0, 0

    def judge(self, worlds: Sequence[JudgedWorld]) -> tuple[int, Certificate]:
        """Find the verdicts of the worlds, where these keep them.

        Returns:
            How many came from the cache, and one certificate for all games.
        """
        self.num_worlds, claims = len(worlds), self._claims
        self._bench.progress(self._what, 0.0)
        opened = [claims.open(world) for world in worlds]
        num_cached = sum(len(world.verdicts) for world in worlds)
        waiting = [each for each in opened if each is not None and each.open_claims]
        self._done = len(worlds) - len(waiting)
        groups = list(claims.groups(waiting))
        num_workers = 1 if self._bench.on_tree or len(groups) < 2 else count_workers(self._bench.plan, len(waiting))
        if num_workers < 2:
            for group in groups:
                claims.judge(group, self._reporting(len(group)))
                self._done += len(group)
        else:
            self._judge_apart(groups, num_workers)
        self._bench.progress(self._what, 1.0)
        return num_cached, _certificate(opened)

    def _judge_apart(self, groups: Sequence[Sequence[OpenWorld]], num_workers: int) -> None:
        """Groups of worlds evaluated by processes of their own; what these find is written into the worlds."""

        def find(place: int) -> tuple[int, list[_Found]]:
            self._claims.judge(groups[place])
            return place, [
                _Found(each.world.verdicts, each.world.faults, each.bench.certificates) for each in groups[place]
            ]

        with self._bench.watch.phase("worlds"):
            for place, found in apply_in_turn(find, range(len(groups)), min(num_workers, len(groups))):
                for each, own in zip(groups[place], found, strict=True):
                    each.world.verdicts, each.world.faults = own.verdicts, own.faults
                    each.bench.add_certificates(own.certificates)
                self._done += len(found)
                self._bench.progress(self._what, self._done / self.num_worlds)

    def _reporting(self, num_worlds: int) -> Progress:
        """The progress of some worlds, as progress of all."""
        done, share = self._done / self.num_worlds, num_worlds / self.num_worlds
        return lambda _, fraction: self._bench.progress(self._what, done + share * fraction)


class Ensemble(WorldJudge):
    """The worlds of a workbench's base crisis.

    Raises:
        DetenteError: nothing about the crisis is uncertain.
    """

    def __init__(self, bench: Workbench, num_worlds: int) -> None:
        require_uncertain(bench.base)
        super().__init__(bench, min(bench.options.num_plays, NUM_PLAYS_OF_WORLDS), "Worlds")
        self.num_worlds = num_worlds

    def evaluate(self) -> Worlds:
        """All worlds, and the robustness of every claim of the base crisis."""
        values, claims = self._drawn(), self._claims
        worlds = [claims.world(row.tolist()) for row in values]
        num_cached, certificate = self.judge(worlds)
        return Worlds(
            rows=tuple(self._row(world) for world in worlds),
            robustness=tuple(self._robustness(values, worlds, index) for index in range(len(self._bench.base.claims))),
            num_plays=self._options.num_plays,
            certificate=certificate,
            num_cached=num_cached,
            variants=tuple(each.name for each in claims.variants),
            has_priors=any(map(has_prior, claims.shapes)) or bool(self._bench.base.correlations),
        )

    def draw(self) -> list[tuple[Mapping[str, float], tuple[str, ...]]]:
        """Every world: the values of the uncertain numbers, and the variants that are true in it."""
        worlds = [self._claims.world(row.tolist()) for row in self._drawn()]
        return [(world.numbers, world.variants) for world in worlds]

    def count_open(self) -> int:
        """About how many worlds have open claims: the first of them is sought by halving, as earlier ones are done."""
        claims = self._claims
        if claims.variants:
            # What is cached of worlds with a variant hangs on a grid that is not chosen yet.
            return self.num_worlds
        worlds = [claims.world(row.tolist()) for row in self._drawn()]
        first, last = 0, len(worlds)
        while first < last:
            middle = (first + last) // 2
            opened = claims.open(worlds[middle])
            if opened is not None and opened.open_claims:
                last = middle
            else:
                first = middle + 1
        return len(worlds) - first

    def _drawn(self) -> Float[np.ndarray, "world number"]:
        """The uncertain numbers in every world, and behind them 1 for every variant that is true in it, else 0."""
        claims, seed = self._claims, self._options.seed
        return draw_numbers(claims.shapes, claims.chances, self.num_worlds, (seed, seed + 1), claims.correlated)

    def _row(self, world: JudgedWorld) -> World:
        ids = [claim.id for claim in self._bench.base.claims]
        verdicts = {ids[index]: verdict for index, verdict in sorted(world.verdicts.items())}
        return World(
            numbers=world.numbers,
            verdicts={claim: kind_of(verdict) for claim, verdict in verdicts.items()},
            variants=world.variants,
            faults=tuple(world.faults),
            values={claim: verdict.value for claim, verdict in verdicts.items()},
            intervals={claim: verdict.interval for claim, verdict in verdicts.items()},
        )

    def _robustness(
        self, values: Float[np.ndarray, "world number"], worlds: Sequence[JudgedWorld], index: int
    ) -> Robustness:
        found = [world.verdicts.get(index) for world in worlds]
        verdicts = np.array(["" if each is None else kind_of(each) for each in found])
        is_counted = (verdicts != "") & (verdicts != NO_OCCASION)
        holds = verdicts[is_counted] == "holds"
        num_counted = len(holds)
        numbers = [each.value for each in found if each is not None and each.value is not None]
        share = float(holds.mean()) if num_counted else None
        return Robustness(
            num_worlds=len(worlds),
            num_holds=int(holds.sum()),
            num_fails=int((verdicts == "fails").sum()),
            num_undecided=int((verdicts == "undecided").sum()),
            num_failed=int((verdicts == "").sum()),
            share=share,
            interval=None if share is None else wilson_interval(share, num_counted),
            drivers=find_deciding_numbers(self._claims.drivers, values[is_counted], holds),
            num_no_effect=int((verdicts == NO_EFFECT).sum()),
            num_no_occasion=int((verdicts == NO_OCCASION).sum()),
            spread=float(np.std(numbers)) if len(numbers) > 1 else None,
        )


def _certificate(opened: Sequence[OpenWorld | None]) -> Certificate:
    """One certificate for all games of all worlds."""
    return join_certificates(
        {
            f"{name}, world {number}": certificate
            for number, each in enumerate(opened, start=1)
            if each is not None
            for name, certificate in each.bench.certificates.items()
        }
    )
