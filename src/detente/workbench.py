"""The tools of a run laid out: one scenario and its variants, each loaded, compiled, solved and played at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from detente.claims.statements import Run, Statement, all_parts
from detente.errors import Mistake, ScenarioError
from detente.files import answers_folder
from detente.game.compile import compile_game
from detente.game.frame import build_frame
from detente.report.answers import Answer, Answers, key_of
from detente.report.judgements import judged_in_turn, parse_all, worded
from detente.report.results import MINIMAL, Judgement, Options, StartValue, Stopwatch, Tables
from detente.report.tables import tables_of
from detente.scenario.loading import on_top, with_variant
from detente.scenario.model import Scenario
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.simulate.played_out import play_out
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
        num_remembered: verdicts that an earlier run reached.
    """

    def __init__(self, base: Scenario, options: Options, progress: Progress, watch: Stopwatch) -> None:
        self.base, self.options, self.watch = base, options, watch
        self._progress = progress
        self._scenarios: dict[str | None, Scenario] = {base.variant: base}
        self._equilibria: dict[str | None, Equilibrium] = {}
        self._paths: Paths | None = None
        self._settings = Settings(allow_unsolved=options.allow_unsolved)
        self._answers = Answers(answers_folder(), options.fresh)
        self._certificates: dict[str, Certificate] = {}
        self.num_remembered = 0

    def scenario(self, variant: str | None) -> Scenario:
        """The base crisis with a variant on top of its own (None: the crisis as written)."""
        if variant not in self._scenarios:
            with self.watch.phase("load"):
                self._scenarios[variant] = (
                    with_variant(self.base, None) if variant is None else on_top(self.base, variant)
                )
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
            is_base = variant == self.base.variant
            settings = replace(self._settings, regret=is_base and self.options.regret)
            with self.watch.phase("solve"):
                solved = solve(game, settings, self._reporting("Solving", variant)).require()
            if is_base:
                solved = self._played_out(solved)
            self._equilibria[variant] = solved
            self._certificates[variant or "base"] = solved.certificate
        return self._equilibria[variant]

    def _played_out(self, solved: Equilibrium) -> Equilibrium:
        """The solved crisis with a check by play in its certificate."""
        with self.watch.phase("certify"):
            checked = play_out(solved, seed=self.options.seed)
        return replace(solved, certificate=replace(solved.certificate, played_out=checked))

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
        """Every claim of the base crisis with its verdict; those that an earlier run reached are remembered.

        Raises:
            ScenarioError: statements that cannot be read; all mistakes together.
        """
        with self.watch.phase("claims"):
            statements = parse_all(self.base, self.scenario)
            keys = [self._key(statement) for _, statement in statements]
            found: dict[int, Judgement] = {}
            for index, (claim, _) in enumerate(statements):
                answer = self._answers.recall(keys[index])
                if answer is not None:
                    self._certificates.update(answer.certificates)
                    found[index] = worded(answer.judgement, claim)
            self.num_remembered = len(found)
            asked = [index for index in range(len(statements)) if index not in found]
            self._check({variant for index in asked for variant in self._variants(statements[index][1])})
            unheard = [statements[index] for index in asked]
            for place, judgement in judged_in_turn(unheard, self._provide, self.base.variant):
                index = asked[place]
                found[index] = judgement
                names = [variant or "base" for variant in self._variants(statements[index][1])]
                # At once, so that an interruption costs only what is not judged yet.
                self._answers.keep(Answer(keys[index], judgement, {name: self._certificates[name] for name in names}))
            self._let_go(self.base.variant)
            return tuple(found[index] for index in range(len(statements)))

    def _key(self, statement: Statement) -> str:
        variants = [self.scenario(variant) for variant in self._variants(statement) if variant != self.base.variant]
        return key_of(statement.text, self.base, variants, self.options, self._settings)

    def _variants(self, statement: Statement) -> tuple[str | None, ...]:
        """The crises that the statement is judged on, by variant, each once."""
        return tuple(dict.fromkeys(self._variant(part.run) for part in all_parts(statement)))

    def _provide(self, run: Run) -> tuple[Equilibrium, Paths]:
        """The solved and played crisis that part of a claim speaks of."""
        variant = self._variant(run)
        self._let_go(variant)
        is_base = variant == self.base.variant
        paths = self.paths() if is_base and not run.forced else self._play(variant, run.forced)
        return self.equilibrium(variant), paths

    def _let_go(self, kept: str | None) -> None:
        """Forget the policies of the other variants: those of a large crisis fill gigabytes."""
        for variant in self._equilibria.keys() - {kept, self.base.variant}:
            del self._equilibria[variant]

    def _check(self, asked: Collection[str | None]) -> None:
        """Find what is wrong with the variants before the first game is solved, not hours later."""
        mistakes: list[Mistake] = []
        for variant in self.base.variants:
            if variant.name == self.base.variant or variant.name not in asked:
                continue
            scenario = self.scenario(variant.name)
            try:
                compile_game(scenario, MINIMAL.points_of(scenario))
            except ScenarioError as error:
                mistakes.extend(error.mistakes)
        if mistakes:
            raise ScenarioError(mistakes)

    @property
    def certificates(self) -> Mapping[str, Certificate]:
        """Of every crisis solved, now or in the run that an answer is remembered from, by variant.

        The unchanged one is called `base`. The base crisis comes first, then the variants as in the file.
        """
        names = [self.base.variant or "base", *(variant.name for variant in self.base.variants)]
        return {name: self._certificates[name] for name in dict.fromkeys(names) if name in self._certificates}

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
