"""How robust verdicts are: every claim evaluated in many worlds, and the numbers that decide it.

A world is the crisis with another value of every uncertain number. Worlds are solved in groups, variant by variant, and
released; every verdict is cached at once, so that an interrupted run continues where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float

from detente.analysis.certificates import join_certificates
from detente.analysis.draws import draw_worlds
from detente.analysis.drivers import find_deciding_numbers
from detente.analysis.options import NUM_PLAYS_OF_WORLDS
from detente.analysis.results import World, Worlds
from detente.analysis.verdicts import CachedClaims, read_statements
from detente.analysis.workbench import Progress, Workbench
from detente.claims.estimates import Estimate, wilson_interval
from detente.claims.grammar import Statements
from detente.claims.judge import judge
from detente.claims.measure import group_measurements, measure
from detente.claims.readings import Readings
from detente.claims.statements import Measurement, list_measurements
from detente.claims.verdict import NO_EFFECT, NO_OCCASION, Robustness, Verdict
from detente.errors import DetenteError
from detente.game.tables import Game
from detente.scenario.model import NumberEntry, Scenario, Shape
from detente.scenario.shapes import has_prior
from detente.scenario.worlds import list_possible_variants, list_uncertain_numbers, with_numbers
from detente.simulate.moves import ForcedMove
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import at_once, solve_worlds

ByForce = dict[tuple[ForcedMove, ...], list[Measurement]]


def judge_in_worlds(bench: Workbench, num_worlds: int) -> Worlds:
    """All claims of the base crisis in worlds drawn at random; each game is played less often than that of the base.

    Raises:
        DetenteError: nothing about the crisis is uncertain.
    """
    return Ensemble(bench, num_worlds).evaluate()


def count_open_worlds(bench: Workbench, num_worlds: int) -> int:
    """About how many worlds have claims that no earlier run evaluated: worlds are evaluated in order."""
    return Ensemble(bench, num_worlds).count_open()


def require_uncertain(scenario: Scenario) -> tuple[NumberEntry, ...]:
    """The uncertain numbers of the crisis.

    Raises:
        DetenteError: there are none, and no variant that may be true.
    """
    numbers: tuple[NumberEntry, ...] = list_uncertain_numbers(scenario)
    if not numbers and not list_possible_variants(scenario):
        raise DetenteError(
            f"worlds: no number of {scenario.name} has a range, so all worlds are the same. Write a judgement as "
            "`NAME: {range: [LOW, HIGH]}` under `numbers`."
        )
    return numbers


@dataclass
class JudgedWorld:
    """A world, and what is known of it so far.

    Args:
        numbers: what is another value in it than in the base crisis; priors under `ACTOR.TYPE`.
        variants: those that are true in it.
        verdicts: by index of the claim. faults: why other claims have none.
    """

    numbers: Mapping[str, float]
    variants: tuple[str, ...] = ()
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Notes why a step of this world failed, so that the others go on."""
        try:
            yield
        except DetenteError as error:
            self.faults[str(error)] = None


@dataclass
class _OpenWorld:
    """A world with claims that are still to be evaluated.

    Args:
        measured: what the open statements speak of, as far as it is played.
    """

    world: JudgedWorld
    bench: Workbench
    statements: Statements
    cached: CachedClaims
    measured: dict[Measurement, Estimate] = field(default_factory=dict)

    @property
    def open_claims(self) -> list[int]:
        return [index for index in range(len(self.statements)) if index not in self.world.verdicts]

    def runs(self) -> dict[str | None, ByForce]:
        """What has to be played for the open claims, and what is measured on it, by variant."""
        by_variant: dict[str | None, ByForce] = {}
        for runs in group_measurements(self.statements[index][1] for index in self.open_claims).values():
            for run, needed in runs.items():
                by_force = by_variant.setdefault(self.bench.variant_of(run), {})
                by_force.setdefault(run.forced, []).extend(needed)
        return by_variant

    def play(self, variant: str | None, by_force: ByForce, solved: Equilibrium) -> None:
        """Measure on plays of one game what is needed, and evaluate what can be evaluated then."""
        bench = self.bench
        bench.accept(variant, solved)
        equilibrium = bench.equilibrium(variant)
        for forced, needed in by_force.items():
            with bench.watch.phase("claims"):
                readings = Readings(bench.play(variant, forced))
                for each in needed:
                    self.measured[each] = measure(each.quantity, equilibrium, readings)
        bench.forget()
        self.conclude()

    def conclude(self) -> None:
        """Evaluate the claims for which everything is measured."""
        for index in self.open_claims:
            claim, statement = self.statements[index]
            if set(list_measurements(statement)) <= self.measured.keys():
                verdict = judge(claim, statement, self.measured)
                self.world.verdicts[index] = verdict
                self.cached.store(index, verdict)


class WorldJudge:
    """Judges the claims of a workbench's base crisis in given worlds, on its belief grid and with its random draws.

    Args:
        num_plays: of every game. what: what progress is called.
    """

    def __init__(self, bench: Workbench, num_plays: int, what: str) -> None:
        self._bench, self._what = bench, what
        self._likes: dict[tuple[str, ...], Workbench] = {(): bench}
        self._options = replace(bench.options, num_plays=num_plays, has_grid_error=False)
        self._ids = {claim.id for claim in bench.base.claims}
        self._done, self.num_worlds = 0, 0

    def judge(self, worlds: Sequence[JudgedWorld]) -> tuple[int, Certificate]:
        """Find the verdicts of the worlds, where these keep them.

        Returns:
            How many came from the cache, and one certificate for all games.
        """
        self.num_worlds = len(worlds)
        self._bench.progress(self._what, 0.0)
        opened = [self._opened(world) for world in worlds]
        num_cached = sum(len(world.verdicts) for world in worlds)
        waiting = [each for each in opened if each is not None and each.open_claims]
        self._done = len(worlds) - len(waiting)
        for group in self._groups(waiting):
            self._judge(group)
            self._done += len(group)
        self._bench.progress(self._what, 1.0)
        return num_cached, _certificate(opened)

    def _like(self, variants: tuple[str, ...]) -> Workbench:
        """The workbench whose belief grids a world uses: that of the base, with the variants that are true there."""
        if variants not in self._likes:
            bench = self._bench
            scenario = with_numbers(bench.base, {}, variants)
            like = Workbench(scenario, bench.options, _quiet, bench.watch, plays_out=False, cache=bench.cache)
            like.add_choice(bench.choice)
            self._likes[variants] = like
        return self._likes[variants]

    def _opened(self, world: JudgedWorld) -> _OpenWorld | None:
        """The world with its statements and the verdicts of earlier runs; None where its numbers make no crisis."""
        with world.noting():
            watch = self._bench.watch
            with watch.phase("load"):
                scenario = with_numbers(self._bench.base, world.numbers, world.variants)
                if len(scenario.claims) != len(self._ids):
                    # The bench has some of the file's claims.
                    scenario = replace(scenario, claims=tuple(c for c in scenario.claims if c.id in self._ids))
                like = self._like(world.variants)
                bench = Workbench(
                    scenario, self._options, _quiet, watch, plays_out=False, cache=self._bench.cache, like=like
                )
                statements = read_statements(bench)
            cached = CachedClaims(bench, statements)
            world.verdicts = cached.load()
            return _OpenWorld(world, bench, statements, cached)
        return None

    def _groups(self, waiting: Sequence[_OpenWorld]) -> Iterator[list[_OpenWorld]]:
        """The number of worlds together that is worth solving together."""
        size = 1
        for first in waiting[:1] if not self._bench.on_tree else ():
            with first.world.noting():
                size = at_once(first.bench.compiled(first.bench.base.variant))
        for start in range(0, len(waiting), size):
            yield list(waiting[start : start + size])

    def _judge(self, worlds: Sequence[_OpenWorld]) -> None:
        """Evaluate the open claims of some worlds, one variant after another."""
        runs = [each.runs() for each in worlds]
        for each in worlds:
            # Statements about plain numbers wait for nothing.
            each.conclude()
        variants = list(dict.fromkeys(variant for by_variant in runs for variant in by_variant))
        for place, variant in enumerate(variants):
            needing = [(each, own[variant]) for each, own in zip(worlds, runs, strict=True) if variant in own]
            report = self._reporting(place, len(variants), len(worlds))
            solved = self._solved([each for each, _ in needing], variant, report)
            for (each, by_force), equilibrium in zip(needing, solved, strict=True):
                if equilibrium is not None:
                    with each.world.noting():
                        each.play(variant, by_force, equilibrium)

    def _reporting(self, place: int, num_variants: int, num_worlds: int) -> Progress:
        """The progress of one variant of some worlds, as progress of all."""
        done = (self._done + place / num_variants * num_worlds) / self.num_worlds
        share = num_worlds / (num_variants * self.num_worlds)
        return lambda _, fraction: self._bench.progress(self._what, done + share * fraction)

    def _solved(
        self, worlds: Sequence[_OpenWorld], variant: str | None, progress: Progress
    ) -> list[Equilibrium | None]:
        """The crisis under a variant in every world, with its unsolved nodes; None where there is no game."""
        if self._bench.on_tree:
            found: list[Equilibrium | None] = []
            for each in worlds:
                found.append(None)
                with each.world.noting():
                    found[-1] = each.bench.solve_tree(variant)
            return found
        games: list[Game | None] = []
        for each in worlds:
            games.append(None)
            with each.world.noting():
                games[-1] = each.bench.compiled(variant)
        bench = worlds[0].bench
        settings = bench.settings_of(bench.scenario(variant))
        with self._bench.watch.phase("solve"):
            solved = iter(solve_worlds([game for game in games if game is not None], settings, progress))
        return [None if game is None else next(solved) for game in games]


class Ensemble(WorldJudge):
    """The worlds of a workbench's base crisis.

    Raises:
        DetenteError: nothing about the crisis is uncertain.
    """

    def __init__(self, bench: Workbench, num_worlds: int) -> None:
        super().__init__(bench, min(bench.options.num_plays, NUM_PLAYS_OF_WORLDS), "Worlds")
        self.numbers = require_uncertain(bench.base)
        self.variants = list_possible_variants(bench.base)
        self.num_worlds = num_worlds

    def evaluate(self) -> Worlds:
        """All worlds, and the robustness of every claim of the base crisis."""
        values = self._drawn()
        worlds = [self._world(row.tolist()) for row in values]
        num_cached, certificate = self.judge(worlds)
        return Worlds(
            rows=tuple(self._row(world) for world in worlds),
            robustness=tuple(self._robustness(values, worlds, index) for index in range(len(self._bench.base.claims))),
            num_plays=self._options.num_plays,
            certificate=certificate,
            num_cached=num_cached,
            variants=tuple(each.name for each in self.variants),
            has_priors=any(each.shape is not None and has_prior(each.shape) for each in self.numbers)
            or bool(self._bench.base.correlations),
        )

    def count_open(self) -> int:
        """About how many worlds have open claims: the first of them is sought by halving, as earlier ones are done."""
        if self.variants:
            # What is cached of worlds with a variant hangs on a grid that is not chosen yet.
            return self.num_worlds
        worlds = [self._world(row.tolist()) for row in self._drawn()]
        first, last = 0, len(worlds)
        while first < last:
            middle = (first + last) // 2
            opened = self._opened(worlds[middle])
            if opened is not None and opened.open_claims:
                last = middle
            else:
                first = middle + 1
        return len(worlds) - first

    def draw(self) -> list[tuple[Mapping[str, float], tuple[str, ...]]]:
        """Every world: the values of the uncertain numbers, and the variants that are true in it."""
        worlds = [self._world(row.tolist()) for row in self._drawn()]
        return [(world.numbers, world.variants) for world in worlds]

    def _drawn(self) -> Float[np.ndarray, "world number"]:
        """The uncertain numbers in every world, and behind them 1 for every variant that is true in it, else 0."""
        names = [entry.name for entry in self.numbers]
        shapes = [entry.shape for entry in self.numbers if entry.shape is not None]
        groups = [
            ([names.index(number) for number in group.numbers if number in names], group.value)
            for group in self._bench.base.correlations
        ]
        seed, chances = self._options.seed, [each.probability or 0.0 for each in self.variants]
        values = draw_worlds(shapes, self.num_worlds, seed, [each for each in groups if len(each[0]) > 1])
        # From a stream of their own, so that numbers are drawn alike with and without variants.
        true = [Shape("uniform", 0.0, 1.0, 1.0, None, (1.0, 0.0), (chance, 1 - chance)) for chance in chances]
        return np.concatenate([values, draw_worlds(true, self.num_worlds, seed + 1)], axis=1) if true else values

    def _world(self, values: Sequence[float]) -> JudgedWorld:
        names = [entry.name for entry in self.numbers]
        true = values[len(names) :]
        variants = tuple(each.name for each, is_true in zip(self.variants, true, strict=True) if is_true)
        return JudgedWorld(dict(zip(names, values[: len(names)], strict=True)), variants)

    def _drivers(self) -> list[str]:
        """What may decide: the numbers, and whether a variant is true."""
        return [*(entry.name for entry in self.numbers), *(f"variant {each.name}" for each in self.variants)]

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
            drivers=find_deciding_numbers(self._drivers(), values[is_counted], holds),
            num_no_effect=int((verdicts == NO_EFFECT).sum()),
            num_no_occasion=int((verdicts == NO_OCCASION).sum()),
            spread=float(np.std(numbers)) if len(numbers) > 1 else None,
        )


def _certificate(opened: Sequence[_OpenWorld | None]) -> Certificate:
    """One certificate for all games of all worlds."""
    return join_certificates(
        {
            f"{name}, world {number}": certificate
            for number, each in enumerate(opened, start=1)
            if each is not None
            for name, certificate in each.bench.certificates.items()
        }
    )


def kind_of(verdict: Verdict) -> str:
    """A claim's verdict in one world, `no occasion` where its condition holds too rarely there."""
    return NO_OCCASION if verdict.lacks_occasion else verdict.verdict


def _quiet(what: str, fraction: float) -> None:
    """The steps of one world are not shown."""
