"""The tools of a run laid out: one scenario and its variants, each loaded, compiled, solved and played at most once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from detente.claims.statements import Run
from detente.errors import Mistake, ScenarioError
from detente.game.compile import compile_game
from detente.game.frame import build_frame
from detente.report.judgements import judge_all, parse_all, runs_of
from detente.report.results import MINIMAL, Judgement, Options, StartValue, Stopwatch, Tables
from detente.report.tables import tables_of
from detente.scenario.loading import with_variant
from detente.scenario.model import Scenario
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Certificate, Equilibrium, Settings

Progress = Callable[[str, float], None]


class Workbench:
    """Everything about one scenario that takes time to make, kept once it is there.

    Args:
        base: the crisis, as written or under a variant.
        progress: told what is going on and the share done.
        watch: where the time goes.

    Attributes:
        certificates: of every crisis solved so far, by variant; the unchanged one is called `base`.
    """

    def __init__(self, base: Scenario, options: Options, progress: Progress, watch: Stopwatch) -> None:
        self.base, self.options, self.watch = base, options, watch
        self._progress = progress
        self._scenarios: dict[str | None, Scenario] = {base.variant: base}
        self._equilibria: dict[str | None, Equilibrium] = {}
        self._paths: Paths | None = None
        self.certificates: dict[str, Certificate] = {}

    def scenario(self, variant: str | None) -> Scenario:
        """The crisis under a variant (None: as written)."""
        if variant not in self._scenarios:
            with self.watch.phase("load"):
                self._scenarios[variant] = with_variant(self.base, variant)
        return self._scenarios[variant]

    def equilibrium(self, variant: str | None) -> Equilibrium:
        """The solved crisis.

        Raises:
            UnsolvedError: nodes are left over, unless the options allow it.
        """
        if variant not in self._equilibria:
            scenario = self.scenario(variant)
            self._progress("Compiling", 0.0)
            with self.watch.phase("compile"):
                game = compile_game(scenario, self.options.points_of(scenario))
            self._progress("Compiling", 1.0)
            settings = Settings(allow_unsolved=self.options.allow_unsolved)
            with self.watch.phase("solve"):
                solved = solve(game, settings, self._reporting("Solving", variant))
            self._equilibria[variant] = solved.require()
            self.certificates[variant or "base"] = solved.certificate
        return self._equilibria[variant]

    def paths(self) -> Paths:
        """The plays of the base crisis."""
        if self._paths is None:
            self._paths = self._play(self.base.variant, ())
        return self._paths

    def _play(self, variant: str | None, forced: tuple[ForcedMove, ...]) -> Paths:
        equilibrium = self.equilibrium(variant)
        with self.watch.phase("simulate"):
            return simulate(
                equilibrium,
                num_plays=self.options.num_plays,
                seed=self.options.seed,
                forced=forced,
                progress=self._reporting("Playing", variant),
            )

    def judgements(self) -> tuple[Judgement, ...]:
        """Every claim of the base crisis with its verdict.

        Raises:
            ScenarioError: statements that cannot be read; all mistakes together.
        """
        with self.watch.phase("claims"):
            statements = parse_all(self.base, self.scenario)
            awaited = Counter(self._variant(run) for run in runs_of(statements))
            self._check(variant for variant in awaited if variant != self.base.variant)

            def provide(run: Run) -> tuple[Equilibrium, Paths]:
                variant = self._variant(run)
                is_base = variant == self.base.variant
                paths = self.paths() if is_base and not run.forced else self._play(variant, run.forced)
                equilibrium = self.equilibrium(variant)
                # The policies of a large crisis fill gigabytes: those of a variant go when nothing more is asked of it.
                awaited[variant] -= 1
                if not awaited[variant] and not is_base:
                    del self._equilibria[variant]
                return equilibrium, paths

            return judge_all(statements, provide)

    def _check(self, variants: Iterable[str | None]) -> None:
        """Find what is wrong with the variants before the first game is solved, not hours later."""
        mistakes: list[Mistake] = []
        for variant in variants:
            try:
                compile_game(self.scenario(variant), MINIMAL.points_of(self.scenario(variant)))
            except ScenarioError as error:
                mistakes.extend(error.mistakes)
        if mistakes:
            raise ScenarioError(mistakes)

    def _variant(self, run: Run) -> str | None:
        """The variant that a run of a claim means: `under` names one, else it is the base."""
        return self.base.variant if run.variant is None else run.variant

    def start_values(self) -> tuple[StartValue, ...]:
        """What each actor of each type can expect at the start of the base crisis."""
        return start_values(self.equilibrium(self.base.variant))

    def numbers(self) -> Mapping[str, float]:
        """The base values of the scenario's `numbers`."""
        return dict(build_frame(self.base).numbers)

    def tables(self) -> Tables:
        """The plays of the base crisis as tables by date."""
        paths = self.paths()
        with self.watch.phase("count"):
            return tables_of(paths)

    def plays_as_netcdf(self) -> bytes:
        """The plays of the base crisis as a netCDF file."""
        return bytes(self.paths().to_dataset().to_netcdf(engine="scipy"))

    def _reporting(self, what: str, variant: str | None) -> Progress:
        """The progress of one step, named in the analyst's words."""
        name = f"{what} {variant.replace('_', ' ')}" if variant else what
        self._progress(name, 0.0)
        return lambda _, fraction: self._progress(name, fraction)


def start_values(equilibrium: Equilibrium) -> tuple[StartValue, ...]:
    """What each actor of each type can expect at the start."""
    game = equilibrium.game
    values = []
    for row, value in zip(game.rows, equilibrium.start_values, strict=True):
        actor = game.scenario.actors[row.actor]
        kind = actor.types[row.type].name if len(actor.types) > 1 else None
        values.append(StartValue(actor.name, kind, float(game.prior[row.actor][row.type]), float(value)))
    return tuple(values)
