"""Claims evaluated in worlds: the crisis with another value of every uncertain number, and variants that may be true.

Worlds are solved in groups, variant by variant, and released.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from detente.analysis.cache import VerdictCache
from detente.analysis.draws import Group
from detente.analysis.options import Options
from detente.analysis.verdicts import CachedClaims, read_statements
from detente.analysis.workbench import Progress, Workbench, unseen
from detente.claims.estimates import Estimate
from detente.claims.judge import judge
from detente.claims.measure import find_last_of, group_measurements, measure
from detente.claims.readings import Readings
from detente.claims.statements import Measurement, Statement, list_measurements
from detente.claims.verdict import NO_OCCASION, ComparisonVerdict, Verdict
from detente.errors import DetenteError
from detente.game.frame import build_frame
from detente.game.tables import Game
from detente.scenario.model import Claim, NumberEntry, Scenario, Shape
from detente.scenario.worlds import list_possible_variants, list_uncertain_numbers, with_numbers
from detente.simulate.moves import ForcedMove
from detente.simulate.runs import simulate_runs
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import at_once, solve_worlds

WIDER = 1.5
"""An interval of 95 % that is so many times as wide is one of 99.7 %."""

FEWEST_RUNS = 4
"""Of fewer runs, most of what they take does not depend on the number of plays, so that all are drawn at once."""

ByForce = dict[tuple[ForcedMove, ...], list[Measurement]]


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


def kind_of(verdict: Verdict) -> str:
    """A claim's verdict in one world, `no occasion` where its condition holds too rarely there."""
    return NO_OCCASION if verdict.lacks_occasion else verdict.verdict


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
class OpenWorld:
    """A world with claims that are still to be evaluated.

    Args:
        statements: the claims that are wanted, by index.
        first_plays: how many plays of a game come first; all of them where these leave a claim open. 0: all at once.
        measured: what the open statements speak of, as far as it is played. at_first: the same on the first plays.
    """

    world: JudgedWorld
    bench: Workbench
    statements: Mapping[int, tuple[Claim, Statement]]
    cached: CachedClaims
    first_plays: int = 0
    measured: dict[Measurement, Estimate] = field(default_factory=dict)
    at_first: dict[Measurement, Estimate] = field(default_factory=dict)

    @property
    def open_claims(self) -> list[int]:
        return [index for index in self.statements if index not in self.world.verdicts]

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
        if 0 < self.first_plays < bench.options.num_plays:
            self._measure(variant, by_force, self.first_plays, self.at_first)
            self._conclude(self.at_first, is_clear)
            by_force = self.runs().get(variant, {})
        self._measure(variant, by_force, bench.options.num_plays, self.measured)
        bench.forget()
        self.conclude()

    def _measure(
        self, variant: str | None, by_force: ByForce, num_plays: int, found: dict[Measurement, Estimate]
    ) -> None:
        bench = self.bench
        equilibrium = bench.equilibrium(variant)
        frame = build_frame(equilibrium.game.scenario)
        last = equilibrium.game.num_periods - 1
        ends = {forced: last if (end := find_last_of(own)) is None else end for forced, own in by_force.items()}
        runs = sorted(by_force, key=lambda forced: -ends[forced])
        until = [ends[forced] for forced in runs]
        played = simulate_runs(equilibrium, runs, num_plays, bench.options.seed, until)
        for needed in map(by_force.__getitem__, runs):
            with bench.watch.phase("simulate"):
                paths = next(played)
            with bench.watch.phase("claims"):
                readings = Readings(paths, frame)
                for each in needed:
                    found[each] = measure(each.quantity, equilibrium, readings)

    def conclude(self) -> None:
        """Evaluate the claims for which everything is measured."""
        self._conclude(self.measured, lambda _: True)

    def _conclude(self, measured: Mapping[Measurement, Estimate], suffices: Callable[[Verdict], bool]) -> None:
        for index in self.open_claims:
            claim, statement = self.statements[index]
            if set(list_measurements(statement)) <= measured.keys():
                verdict = judge(claim, statement, measured)
                if suffices(verdict):
                    self.world.verdicts[index] = verdict
                    self.cached.store(index, verdict)


def is_clear(verdict: Verdict) -> bool:
    """Whether more plays would hardly change a verdict: every number is so far from its threshold.

    A claim fails clearly as soon as one of its comparisons does.
    """
    clear = [_is_far(each) for each in verdict.comparisons]
    if verdict.verdict == "holds":
        return all(clear)
    fails = [far for far, each in zip(clear, verdict.comparisons, strict=True) if each.verdict == "fails"]
    return verdict.verdict == "fails" and any(fails)


def _is_far(comparison: ComparisonVerdict) -> bool:
    """Whether the threshold is outside an interval `WIDER` times as wide, and an effect larger than the smallest."""
    if comparison.value is None or comparison.interval is None or comparison.threshold is None:
        return False
    low, high = comparison.interval
    reach = low if comparison.value > comparison.threshold else high
    is_far = abs(comparison.value - comparison.threshold) > WIDER * abs(reach - comparison.value)
    effect = comparison.effect
    return is_far and (effect is None or abs(effect.difference) > effect.smallest)


class ClaimsInWorlds:
    """Evaluates claims of a workbench's base crisis in worlds.

    Args:
        options: of the games and their plays.
        claims: the indices of those wanted; None: all.
        cache: of verdicts; None: that of the bench.
        traces_in_play: as in `Settings`. first_plays: as in `OpenWorld`.
    """

    def __init__(
        self,
        bench: Workbench,
        options: Options,
        claims: Collection[int] | None = None,
        cache: VerdictCache | None = None,
        traces_in_play: bool = True,
        first_plays: int = 0,
    ) -> None:
        self.numbers: tuple[NumberEntry, ...] = list_uncertain_numbers(bench.base)
        self.variants = list_possible_variants(bench.base)
        self.claims = range(len(bench.base.claims)) if claims is None else claims
        self._bench, self._options = bench, options
        self._cache = bench.cache if cache is None else cache
        self._traces_in_play, self._first_plays = traces_in_play, first_plays
        self._likes: dict[tuple[str, ...], Workbench] = {(): bench}
        self._at_once = 0
        self._ids = {claim.id for claim in bench.base.claims}

    @property
    def shapes(self) -> list[Shape]:
        """How likely the values of the uncertain numbers are, in order."""
        return [entry.shape for entry in self.numbers if entry.shape is not None]

    @property
    def chances(self) -> list[Shape]:
        """1 where a variant is true, with its probability, else 0."""
        chances = [each.probability or 0.0 for each in self.variants]
        return [Shape("uniform", 0.0, 1.0, 1.0, None, (1.0, 0.0), (chance, 1 - chance)) for chance in chances]

    @property
    def correlated(self) -> list[Group]:
        """The groups of uncertain numbers that are high together."""
        names = [entry.name for entry in self.numbers]
        groups = [
            ([names.index(number) for number in group.numbers if number in names], group.value)
            for group in self._bench.base.correlations
        ]
        return [each for each in groups if len(each[0]) > 1]

    @property
    def drivers(self) -> list[str]:
        """What may decide: the numbers, and whether a variant is true."""
        return [*(entry.name for entry in self.numbers), *(f"variant {each.name}" for each in self.variants)]

    def world(self, values: Sequence[float]) -> JudgedWorld:
        """The world with these values of the uncertain numbers, and behind them 1 for every variant that is true."""
        names = [entry.name for entry in self.numbers]
        true = values[len(names) :]
        variants = tuple(each.name for each, is_true in zip(self.variants, true, strict=True) if is_true)
        return JudgedWorld(dict(zip(names, values[: len(names)], strict=True)), variants)

    def open(self, world: JudgedWorld) -> OpenWorld | None:
        """The world with its statements and the verdicts of earlier runs; None where its numbers make no crisis."""
        with world.noting():
            watch = self._bench.watch
            with watch.phase("load"):
                scenario = with_numbers(self._bench.base, world.numbers, world.variants)
                if len(scenario.claims) != len(self._ids):
                    # The bench has some of the file's claims.
                    scenario = replace(scenario, claims=tuple(c for c in scenario.claims if c.id in self._ids))
                like = self._like(world.variants)
                bench = Workbench(scenario, self._options, unseen, watch, plays_out=False, cache=self._cache, like=like)
                wanted = sorted(self.claims)
                read = read_statements(bench, [scenario.claims[index] for index in wanted])
                statements = dict(zip(wanted, read, strict=True))
            cached = CachedClaims(bench, statements)
            world.verdicts = cached.load()
            return OpenWorld(world, bench, statements, cached)
        return None

    def groups(self, waiting: Sequence[OpenWorld]) -> Iterator[list[OpenWorld]]:
        """The number of worlds together that is worth solving together."""
        for first in waiting[:1] if self._at_once == 0 and not self._bench.on_tree else ():
            with first.world.noting():
                self._at_once = at_once(first.bench.compiled(first.bench.base.variant))
        size = max(1, self._at_once)
        for start in range(0, len(waiting), size):
            yield list(waiting[start : start + size])

    def judge(self, worlds: Sequence[OpenWorld], progress: Progress = unseen) -> None:
        """Evaluate the open claims of some worlds, one variant after another.

        Args:
            progress: called with a word and the share of this that is done.
        """
        runs = [each.runs() for each in worlds]
        for each, own in zip(worlds, runs, strict=True):
            each.first_plays = self._first_plays if sum(map(len, own.values())) >= FEWEST_RUNS else 0
            # Statements about plain numbers wait for nothing.
            each.conclude()
        variants = list(dict.fromkeys(variant for by_variant in runs for variant in by_variant))
        for place, variant in enumerate(variants):
            needing = [(each, own[variant]) for each, own in zip(worlds, runs, strict=True) if variant in own]
            report = _part(progress, place / len(variants), 1 / len(variants))
            solved = self._solved([each for each, _ in needing], variant, report)
            for (each, by_force), equilibrium in zip(needing, solved, strict=True):
                if equilibrium is not None:
                    with each.world.noting():
                        each.play(variant, by_force, equilibrium)

    def _like(self, variants: tuple[str, ...]) -> Workbench:
        """The workbench whose belief grids a world uses: that of the base, with the variants that are true there."""
        if variants not in self._likes:
            bench = self._bench
            scenario = with_numbers(bench.base, {}, variants)
            like = Workbench(scenario, bench.options, unseen, bench.watch, plays_out=False, cache=bench.cache)
            like.add_choice(bench.choice)
            self._likes[variants] = like
        return self._likes[variants]

    def _solved(self, worlds: Sequence[OpenWorld], variant: str | None, progress: Progress) -> list[Equilibrium | None]:
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
        settings = replace(bench.settings_of(bench.scenario(variant)), traces_in_play=self._traces_in_play)
        with self._bench.watch.phase("solve"):
            solved = iter(solve_worlds([game for game in games if game is not None], settings, progress))
        return [None if game is None else next(solved) for game in games]


def _part(progress: Progress, done: float, share: float) -> Progress:
    """The progress of a part of something."""
    return lambda what, fraction: progress(what, done + share * fraction)
