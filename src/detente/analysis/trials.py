"""Policies tried in worlds: what is aimed at, measured for one policy in every world, and kept as soon as it is known.

All policies are tried in the same worlds, and in each with the same draws; every world has draws of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.analysis.cache import compute_key
from detente.analysis.options import MOST_SEED, NUM_PLAYS_OF_WORLDS
from detente.analysis.workbench import Workbench, unseen
from detente.analysis.worlds import Ensemble
from detente.claims.estimates import Estimate
from detente.claims.measure import measure
from detente.claims.readings import Readings
from detente.claims.statements import Expectation, Quantity, Value, Window
from detente.errors import DetenteError
from detente.game.tables import Game
from detente.scenario.model import Scenario
from detente.scenario.variants import ON_TOP
from detente.scenario.worlds import with_numbers
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import at_once, solve_worlds

WorldNumbers = tuple[Mapping[str, float], tuple[str, ...]]
"""The values of the uncertain numbers, and the variants that are true."""


@dataclass(frozen=True)
class Policy:
    """A policy that is tried. values: of the free words of a design; None for what is no member."""

    name: str
    scenario: Scenario
    values: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Aim:
    """What is to be best: the value of the crisis to an actor, or a measure.

    Args:
        are_played: whether values are means over plays instead of the solver's.
    """

    actor: str | None
    measure: str | None
    are_played: bool = False

    @property
    def text(self) -> str:
        """As claims write it."""
        return f"measure({self.measure})" if self.measure is not None else f"value({self.actor})"

    def quantity(self, scenario: Scenario) -> Quantity:
        """What is measured in a crisis."""
        if self.measure is None:
            return Value(str(self.actor), None, self.are_played)
        own = next(each for each in scenario.measures if each.name == self.measure)
        return Expectation(own.formula, Window(own.first, own.last))


class Trials:
    """Policies tried in the worlds of a workbench's crisis.

    Args:
        num_worlds: 0: one world, the base values.

    Raises:
        DetenteError: nothing about the crisis is uncertain, and there are to be worlds.
    """

    def __init__(self, bench: Workbench, aim: Aim, num_worlds: int) -> None:
        self._bench, self._aim = bench, aim
        self.worlds: list[WorldNumbers] = Ensemble(bench, num_worlds).draw() if num_worlds else [({}, ())]
        plays = bench.options.num_plays
        self.num_plays = min(plays, NUM_PLAYS_OF_WORLDS) if num_worlds else plays
        self._likes: dict[tuple[str, tuple[str, ...]], Workbench] = {}

    def try_out(self, policy: Policy) -> tuple[list[float], str]:
        """The aim in every world; and why there is no number in some world, with no numbers at all then."""
        benches: list[Workbench] = []
        try:
            benches = [self._built(policy, world, number) for number, world in enumerate(self.worlds)]
            keys = [self.key(bench) for bench in benches]
            found = [self._bench.cache.get_numbers(key) for key in keys]
            missing = [place for place, numbers in enumerate(found) if numbers is None]
            measured = self.measure_all([benches[place] for place in missing])
            for place, estimate in zip(missing, measured, strict=True):
                if estimate.value is None:
                    return [], estimate.note
                found[place] = [estimate.value]
                self._bench.cache.put_numbers(keys[place], [estimate.value])
        except DetenteError as error:
            return [], str(error).splitlines()[0]
        return [numbers[0] for numbers in found if numbers is not None], ""

    def at_numbers(self, policy: Policy, numbers: Mapping[str, float]) -> Workbench:
        """The crisis under a policy with other base values of some numbers, and the draws of the base."""
        return self._built(policy, (numbers, ()), 0)

    def _built(self, policy: Policy, world: WorldNumbers, number: int) -> Workbench:
        bench, (numbers, variants) = self._bench, world
        with bench.watch.phase("load"):
            scenario = policy.scenario
            if numbers or variants:
                scenario = _in_world(scenario, numbers, variants)
        seed = (bench.options.seed + number) % (MOST_SEED + 1)
        options = replace(bench.options, seed=seed, num_plays=self.num_plays, has_grid_error=False)
        like = self._like(policy, variants)
        return Workbench(scenario, options, unseen, bench.watch, plays_out=False, cache=bench.cache, like=like)

    def _like(self, policy: Policy, variants: tuple[str, ...]) -> Workbench:
        """The workbench whose belief grids are used: the policy at the base values, with as many points as the base."""
        key = policy.name, variants
        if key not in self._likes:
            bench = self._bench
            scenario = _in_world(policy.scenario, {}, variants) if variants else policy.scenario
            like = Workbench(scenario, bench.options, unseen, bench.watch, plays_out=False, cache=bench.cache)
            like.add_choice(bench.choice)
            self._likes[key] = like
        return self._likes[key]

    def key(self, bench: Workbench) -> str:
        """Of everything that the aim in one world depends on."""
        base = bench.base
        seen = {base.variant: bench.perceptions_of(base)}
        points = sorted(bench.choice.points.items())
        words = f"{self._aim.text} {self._aim.are_played} on {points}"
        return compute_key(words, base, (), bench.options, bench.settings, seen, bench.grid_of)

    def measure_all(self, benches: Sequence[Workbench]) -> Iterator[Estimate]:
        """The aim in every one of some crises, those that are alike solved together."""
        if self._bench.on_tree:
            yield from (self._measure(each, each.solve_tree(each.base.variant)) for each in benches)
            return
        games: list[Game] = []
        size = 1
        for start, bench in enumerate(benches):
            games.append(bench.compiled(bench.base.variant))
            size = at_once(games[0])
            if len(games) == size or start == len(benches) - 1:
                first = start + 1 - len(games)
                with self._bench.watch.phase("solve"):
                    solved = solve_worlds(games, bench.settings)
                for each, equilibrium in zip(benches[first : start + 1], solved, strict=True):
                    yield self._measure(each, equilibrium)
                games = []

    def _measure(self, bench: Workbench, solved: Equilibrium) -> Estimate:
        variant = bench.base.variant
        bench.accept(variant, solved)
        paths = bench.paths()
        with bench.watch.phase("count"):
            found = measure(self._aim.quantity(bench.base), bench.equilibrium(variant), Readings(paths))
        bench.forget()
        return found


def _in_world(scenario: Scenario, numbers: Mapping[str, float], variants: tuple[str, ...]) -> Scenario:
    """The crisis under a policy in a world; the policy comes on top of how things are there."""
    policy = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    return with_numbers(replace(scenario, variant=None), numbers, (*variants, *policy))
