"""The tools that every question uses: one scenario and its variants, each loaded, compiled, solved and played once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.analysis.accuracy import GridChoice, Onlooker, choose_grid, count_nodes, fix_grid
from detente.analysis.cache import VerdictCache
from detente.analysis.coarse_games import CoarseGames
from detente.analysis.engine import uses_tree
from detente.analysis.on_trees import play_on_tree
from detente.analysis.options import CHECK_OF_BASE, CHECK_OF_VARIANT, COMPILING, Options, Stopwatch
from detente.analysis.other_equilibria import FEW_NODES, may_have_several, with_differing, with_others
from detente.claims.measure import Besides
from detente.claims.statements import RunRequest
from detente.errors import Mistake, ScenarioError
from detente.evidence.filtered import Filtered
from detente.files import verdicts_folder
from detente.game.beliefs import BeliefGrid
from detente.game.capacity import Plan
from detente.game.compile import build_grid, compile_coarsely, compile_game, require_perceptions
from detente.game.tables import Game
from detente.scenario.endless import play_out_rounds
from detente.scenario.loading import apply_on_top, load_perceptions, with_variant
from detente.scenario.model import DatedEvent, Scenario
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, simulate
from detente.simulate.played_out import play_out
from detente.simulate.unsolved import measure_unsolved_reach
from detente.solve.backward import FIRST_USE, solve
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium, Settings, with_perceptions
from detente.trees.as_equilibrium import solve_on_tree
from detente.trees.unfold import MOST_SOLVED, compile_unfoldable

if TYPE_CHECKING:
    from detente.analysis.dated import Dated

Progress = Callable[[str, float], None]


def unseen(_: str, __: float) -> None:
    """Progress of what is done beside something else."""


class Workbench:
    """Everything about one scenario that takes time to compute, kept once it is there.

    Args:
        base: the crisis, as written or under a variant.
        progress: called with the name of the step and the share done.
        watch: where the time goes.
        plays_out: whether certificates have the check by play.
        cache: the verdicts of earlier runs; None: the user's own.
        like: the workbench whose belief grids are used, for crises that differ from its own in numbers alone.
    """

    def __init__(
        self,
        base: Scenario,
        options: Options,
        progress: Progress,
        watch: Stopwatch,
        *,
        plays_out: bool = True,
        cache: VerdictCache | None = None,
        like: Workbench | None = None,
    ) -> None:
        self.base = base = self._played_out(base, options.rounds)
        self.options, self.progress, self.watch = options, progress, watch
        self.settings = self.settings_of(base)
        self.cache = cache or VerdictCache(verdicts_folder(), options.fresh)
        self._plays_out, self._like = plays_out, like
        self._scenarios: dict[str | None, Scenario] = {base.variant: base}
        self._perceptions: dict[str | None, Mapping[str, Scenario]] = {}
        self._equilibria: dict[str | None, Equilibrium] = {}
        self._paths: Paths | None = None
        self._certificates: dict[str, Certificate] = {}
        self._durations: dict[str | None, str] = {}
        self.coarse = CoarseGames(options)
        self.onlooker: Onlooker | None = None
        self.dated: Dated | None = None
        self.besides, self.keeps_turns = Besides(), False
        self.conditioned: dict[tuple[str | None, tuple[DatedEvent, ...]], Filtered] = {}
        self.has_compiled_solver = self._is_compiling = False

    def scenario(self, variant: str | None) -> Scenario:
        """The base crisis with a variant on top of its own (None: the crisis as written)."""
        if variant not in self._scenarios:
            with self.watch.phase("load"):
                changed = with_variant(self.base, None) if variant is None else apply_on_top(self.base, variant)
                self._scenarios[variant] = self._played_out(changed, self.base.calendar.num_periods)
        return self._scenarios[variant]

    def played_out(self, scenario: Scenario) -> Scenario:
        """A scenario with as many rounds as the base crisis has, if it is endless."""
        return self._played_out(scenario, self.base.calendar.num_periods)

    def _played_out(self, scenario: Scenario, rounds: int | None) -> Scenario:
        """The scenario with so many rounds played out, if it is endless; all variants have as many as the base."""
        if rounds is None or not scenario.calendar.is_endless:
            return scenario
        return play_out_rounds(scenario, rounds)

    @cached_property
    def on_tree(self) -> bool:
        """Whether the crisis and its variants are solved on their game trees."""
        if self._like is not None:
            return self._like.on_tree
        return uses_tree(self.base, self.options, self.scenario)

    def settings_of(self, scenario: Scenario) -> Settings:
        """How a crisis is solved."""
        rule = next(iter(self.options.rules), scenario.equilibrium or "drift")
        return Settings(rule=rule, allow_unsolved=self.options.allow_unsolved, max_steps=self.options.max_steps)

    def add_scenario(self, name: str, scenario: Scenario) -> None:
        """Takes a crisis that no variant of the file describes, under a name of its own."""
        self._scenarios[name] = self._played_out(scenario, self.base.calendar.num_periods)
        if self.coarser is not None:
            self.coarser.add_scenario(name, scenario)

    def equilibrium(self, variant: str | None) -> Equilibrium:
        """The solved crisis.

        Raises:
            UnsolvedError: nodes are left over, unless the options allow it.
        """
        if variant not in self._equilibria and self.on_tree:
            self.accept(variant, self.solve_tree(variant))
        elif variant not in self._equilibria:
            game = self.coarse.find(self.scenario(variant), self.grid(variant)) or self.compiled(variant)
            settings = replace(self.settings_of(self.scenario(variant)), regret=self._with_regret(variant))
            with self.watch.phase("solve"):
                duration = self._durations.get(variant)
                what = f"Solving ({duration})" if duration else "Solving"
                solved = solve(game, settings, self._reporting(what, variant)).require()
            self.accept(variant, solved)
        return self._equilibria[variant]

    def solve_tree(self, variant: str | None, at_anchor: bool = False) -> Equilibrium:
        """The crisis solved on its game tree. at_anchor: whether everybody plays at base rates."""
        scenario = self.scenario(variant)
        settings = replace(self.settings_of(scenario), rule="principal", regret=self._with_regret(variant))
        report = self._reporting("Solving the game tree of" if variant else "Solving the game tree", variant)
        others = self._plays_out and not at_anchor and (variant == self.base.variant or self._has_several_equilibria)
        starts = self.options.num_starts if others else 0
        with self.watch.phase("solve"):
            solved = solve_on_tree(scenario, settings, MOST_SOLVED, at_anchor, self._on_size, others, starts)
        report("solved", 1.0)
        return with_differing(solved, scenario, self.options)

    def _on_size(self, num_nodes: float) -> None:
        if self.onlooker is not None:
            self.onlooker.unfolded(num_nodes)

    def compiled(self, variant: str | None) -> Game:
        """The game of a crisis, to be solved."""
        scenario = self.scenario(variant)
        self.progress("Compiling", 0.0)
        with self.watch.phase("compile"):
            game = compile_game(
                scenario,
                grid=self.grid(variant),
                with_regret=self._with_regret(variant),
                on_plan=lambda plan: self._planned(variant, plan),
            )
        self.progress("Compiling", 1.0)
        return game

    def _planned(self, variant: str | None, plan: Plan) -> None:
        self._durations[variant] = plan.duration if plan.is_long else ""
        if self.onlooker is not None:
            self.onlooker.compiled(plan)

    def begin(self) -> None:
        """Choose the belief grid, and tell how long the rest takes."""
        if self.on_tree:
            compile_unfoldable(self.base, MOST_SOLVED, self._on_size)
            return
        if self.options.points_of(self.base) is None and "choice" not in self.__dict__:
            _ = self.choice
        elif self.onlooker is not None:
            self.onlooker.compiled(compile_coarsely(self.base, self.choice.points)[1])

    def grid(self, variant: str | None) -> BeliefGrid:
        """The belief grid of a crisis."""
        if self._like is not None:
            return self._like.grid(variant)
        return build_grid(self.scenario(variant), self.choice.points)

    def _with_regret(self, variant: str | None) -> bool:
        return self.options.regret and variant == self.base.variant

    def accept(self, variant: str | None, solved: Equilibrium) -> None:
        """Take an equilibrium as that of the crisis, and solve the perceptions that its actors act on.

        Raises:
            UnsolvedError: nodes are left over, unless the options allow it.
        """
        solved = solved.require()
        if solved.on_tree is not None:
            self._certificates[variant or "base"] = solved.certificate
            self._equilibria[variant] = play_on_tree(self, solved, self.scenario(variant))
            return
        solved = self._checked(solved, is_base=variant == self.base.variant)
        self._certificates[variant or "base"] = solved.certificate
        perceptions = self._solved_perceptions(self.scenario(variant), solved.game)
        axis_error = self.choice.axis_error if self.options.has_grid_error else 0.0
        self._equilibria[variant] = replace(with_perceptions(solved, perceptions), axis_error=axis_error)

    def _solved_perceptions(self, scenario: Scenario, game: Game) -> dict[int, Equilibrium]:
        """By actor that does not see the crisis as it is, the crisis as it sees it, solved."""
        perceptions = self.perceptions_of(scenario)
        solved: dict[str, Equilibrium] = {}
        for perception in perceptions.values():
            name = str(perception.variant)
            if name not in solved:
                with self.watch.phase("compile"):
                    seen = compile_game(perception, also=game)
                with self.watch.phase("solve"):
                    settings = self.settings_of(perception)
                    solved[name] = solve(seen, settings, self._reporting("Solving", name)).require()
                solved[name] = self._checked(solved[name], is_base=False)
                self._certificates[name] = solved[name].certificate
        actors = [actor.name for actor in scenario.actors]
        return {actors.index(actor): solved[str(perception.variant)] for actor, perception in perceptions.items()}

    def perceptions_of(self, scenario: Scenario) -> Mapping[str, Scenario]:
        """Actor -> the crisis as it sees it."""
        if scenario.variant not in self._perceptions:
            with self.watch.phase("load"):
                self._perceptions[scenario.variant] = load_perceptions(scenario)
        return self._perceptions[scenario.variant]

    def _checked(self, solved: Equilibrium, *, is_base: bool) -> Equilibrium:
        """The solved crisis, its certificate completed by what plays show; of the base crisis more of them."""
        certificate = solved.certificate
        with self.watch.phase("certify"):
            if certificate.num_unsolved:
                certificate = replace(
                    certificate, unsolved_reach=measure_unsolved_reach(solved, seed=self.options.seed)
                )
            if is_base and self.choice.changes:
                certificate = replace(certificate, grid=self.choice.as_certified())
            size = max(count_nodes(solved.game), certificate.num_nodes)
            may_have_others = self._has_several_equilibria and size <= FEW_NODES
            if self._plays_out and is_base:
                may_have_others = may_have_several(solved, certificate, size, is_grid_chosen=bool(self.choice.changes))
            if may_have_others:
                solved, found = with_others(solved, size, self.choice.points, self.options)
                certificate = replace(certificate, multiplicity=found)
            if self._plays_out:
                check = CHECK_OF_BASE if is_base else CHECK_OF_VARIANT
                played_out = play_out(
                    solved, check.histories, check.rollouts, check.plays, self.options.seed, check.most_rollouts
                )
                certificate = replace(certificate, played_out=played_out, num_checked=int(played_out is not None))
        return replace(solved, certificate=certificate)

    @property
    def _has_several_equilibria(self) -> bool:
        """Whether other equilibria of the base crisis are known, so that its variants may have some too."""
        base = self._equilibria.get(self.base.variant)
        return self._plays_out and base is not None and bool(base.others)

    def forget(self) -> None:
        """Release every solution and every play, to free memory."""
        self._equilibria.clear()
        self.conditioned.clear()
        self.coarse.forget()
        self._paths = None
        if "coarser" in self.__dict__ and self.coarser is not None:
            self.coarser.forget()

    def paths(self) -> Paths:
        """The plays of the base crisis; they keep how likely everything was if somebody has said so (`keeps_turns`)."""
        if self._paths is None:
            self._paths = self.play(self.base.variant, (), with_turns=self.keeps_turns)
        return self._paths

    def play(
        self,
        variant: str | None,
        forced: tuple[ForcedMove, ...],
        *,
        with_turns: bool = False,
        boldness: float = 1.0,
        until: int | None = None,
    ) -> Paths:
        """The plays of a crisis with some moves made for their movers.

        Args:
            with_turns: whether to keep how likely everything was that happened. boldness, until: see `simulate`.
        """
        solved, options, report = self.equilibrium(variant), self.options, self._reporting("Playing", variant)
        given = (solved, options.num_plays, options.seed, forced, report)
        with self.watch.phase("simulate"):
            return simulate(*given, with_turns=with_turns, boldness=boldness, until=until)

    def play_run(self, run: RunRequest, until: int | None = None) -> tuple[Equilibrium, Paths]:
        """The solved and played crisis that part of a claim speaks of. until: the last period that is asked about."""
        variant = self.variant_of(run)
        self.release_others(variant)
        is_plain = variant == self.base.variant and not run.forced
        paths = self.paths() if is_plain else self.play(variant, run.forced, until=until)
        return self.equilibrium(variant), paths

    @cached_property
    def coarser(self) -> Workbench | None:
        """The same crisis on a belief grid with half the intervals, from which the grid's error is read.

        None where numbers do not depend on a grid, or nobody asks for its error.
        """
        if not self.options.has_grid_error or self.choice.coarser == self.choice.points:
            return None
        options = replace(
            self.options,
            num_points=self.choice.coarser,
            num_plays=min(self.options.num_plays, CHUNK),
            has_grid_error=False,
            allow_unsolved=True,
        )
        # It works beside this one, whose progress is shown and whose time is taken.
        coarser = Workbench(self.base, options, unseen, Stopwatch(), plays_out=False)
        coarser._scenarios, coarser.coarse = self._scenarios, self.coarse
        return coarser

    @cached_property
    def plan(self) -> Plan:
        """What solving the base crisis takes on its grid.

        Raises:
            ScenarioError: too much.
        """
        return compile_coarsely(self.base, self.choice.points)[1]

    @property
    def grid_of(self) -> Scenario | None:
        """The crisis whose belief grid is used, if it is not the bench's own."""
        return None if self._like is None else self._like.base

    def add_choice(self, choice: GridChoice) -> None:
        """Take over the belief grid of an earlier run."""
        self.__dict__.setdefault("choice", choice)

    @cached_property
    def choice(self) -> GridChoice:
        """The belief grid of all games, and how accurate it is for the base crisis."""
        if self._like is not None:
            return self._like.choice
        if self.on_tree:
            return GridChoice({}, {}, {}, self.options.accuracy)
        given = self.options.points_of(self.base)
        if given is not None or not self.options.has_grid_error:
            return fix_grid(self.base, given, self.options.accuracy)
        self.progress("Choosing the belief grid", 0.0)
        with self.watch.phase("choose the grid"):
            chosen = choose_grid(
                self.base,
                self.options.accuracy,
                self.settings,
                self._reporting_choice,
                self.onlooker,
                self._on_first_use,
            )
        self.progress("Choosing the belief grid", 1.0)
        return chosen

    def _on_first_use(self, step: str, _: float) -> None:
        """Report that the solver is compiled, and when it is."""
        if step == FIRST_USE:
            self.has_compiled_solver = self._is_compiling = True
        if step == FIRST_USE or self._is_compiling:
            self.progress(COMPILING, float(step != FIRST_USE))
            self._is_compiling = step == FIRST_USE

    def _reporting_choice(self, done: float) -> None:
        self.progress("Choosing the belief grid", done)

    def release(self, variant: str | None) -> None:
        """Release the solution of a variant: the policies of a large crisis fill gigabytes."""
        self._equilibria.pop(variant, None)
        if "coarser" in self.__dict__ and self.coarser is not None:
            self.coarser.release(variant)

    def release_others(self, variant: str | None) -> None:
        """Release the solutions of all variants but this one and the base."""
        for other in self._equilibria.keys() - {variant, self.base.variant}:
            self.release(other)

    def check(self, variants: Collection[str | None]) -> None:
        """Nothing, if all these variants can be compiled; called before the first game is solved, not hours later.

        Raises:
            ScenarioError: there is no such variant; or all mistakes together.
        """
        mistakes: list[Mistake] = []
        named = [variant.name for variant in self.base.variants]
        for unknown in set(variants).difference(named, [None]):
            self.scenario(unknown)
        for name in [name for name in named if name in variants and name != self.base.variant]:
            scenario = self.scenario(name)
            try:
                if self.on_tree:
                    compile_unfoldable(scenario, MOST_SOLVED)
                    continue
                game = self.coarse.compile(scenario)
                require_perceptions(game, self.perceptions_of(scenario).values())
            except ScenarioError as error:
                mistakes.extend(error.mistakes)
        if mistakes:
            raise ScenarioError(mistakes)

    @property
    def certificates(self) -> Mapping[str, Certificate]:
        """Of every crisis solved, now or in the run that a verdict is cached from, by variant.

        The unchanged one is called `base`. The base crisis comes first, then the variants as in the file, then the
        perceptions that actors act on.
        """
        names = [self.base.variant or "base", *(variant.name for variant in self.base.variants), *self._certificates]
        return {name: self._certificates[name] for name in dict.fromkeys(names) if name in self._certificates}

    def add_certificates(self, certificates: Mapping[str, Certificate]) -> None:
        """Take over the certificates of games that an earlier run solved."""
        self._certificates.update(certificates)

    def variant_of(self, run: RunRequest) -> str | None:
        """The variant that a run of a claim means: `under` names one, else it is the base."""
        return self.base.variant if run.variant is None else run.variant

    def _reporting(self, what: str, variant: str | None) -> Progress:
        """The progress callback of one step, named in the analyst's words."""
        name = f"{what} {variant.replace('_', ' ')}" if variant else what
        self.progress(name, 0.0)

        def report(step: str, fraction: float) -> None:
            self._on_first_use(step, fraction)
            if step != FIRST_USE:
                self.progress(name, fraction)

        return report
