"""The tools of a run laid out: one scenario and its variants, each loaded, compiled, solved and played at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from detente.analysis.cache import Answer, Answers, key_of
from detente.analysis.compare import Estimates, estimates
from detente.analysis.judgements import Statements, judged_in_turn, parse_all, worded
from detente.analysis.results import MINIMAL, Judgement, Options, StartValue, Stopwatch, Tables
from detente.analysis.tables import tables_of
from detente.claims.statements import Run, Statement, all_parts
from detente.errors import Mistake, ScenarioError
from detente.files import answers_folder
from detente.game.compile import compile_game, require_perceptions
from detente.game.frame import build_frame
from detente.game.tables import Game
from detente.scenario.loading import on_top, pictures_of, with_variant
from detente.scenario.model import Claim, Scenario
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.simulate.played_out import play_out
from detente.simulate.unsolved import reach_of_unsolved
from detente.solve.backward import FIRST_USE, solve
from detente.solve.certificate import Certificate, Multiplicity, Refinement
from detente.solve.equilibrium import Equilibrium, Settings, with_perceptions

Progress = Callable[[str, float], None]


class Workbench:
    """Everything about one scenario that takes time to make, kept once it is there.

    Args:
        base: the crisis, as written or under a variant.
        progress: told what is going on and the share done.
        watch: where the time goes.
        plays_out: whether the certificate of the base crisis has the check by play.
        answers: what earlier runs reached; None: the user's own.

    Attributes:
        num_remembered: verdicts that an earlier run reached.
    """

    def __init__(
        self,
        base: Scenario,
        options: Options,
        progress: Progress,
        watch: Stopwatch,
        plays_out: bool = True,
        answers: Answers | None = None,
    ) -> None:
        self.base, self.options, self.progress, self.watch = base, options, progress, watch
        self._plays_out = plays_out
        self._scenarios: dict[str | None, Scenario] = {base.variant: base}
        self._seen: dict[str | None, Mapping[str, Scenario]] = {}
        self._equilibria: dict[str | None, Equilibrium] = {}
        self._paths: Paths | None = None
        self.settings = Settings(allow_unsolved=options.allow_unsolved, max_steps=options.max_steps)
        self._answers = answers or Answers(answers_folder(), options.fresh)
        self._keys: dict[str, str] = {}
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
            game = self.compiled(variant)
            settings = replace(self.settings, regret=self._with_regret(variant))
            with self.watch.phase("solve"):
                solved = solve(game, settings, self._reporting("Solving", variant)).require()
            self.accept(variant, solved)
        return self._equilibria[variant]

    def compiled(self, variant: str | None) -> Game:
        """The game of a crisis, to be solved."""
        scenario = self.scenario(variant)
        self.progress("Compiling", 0.0)
        with self.watch.phase("compile"):
            game = compile_game(scenario, self.options.points_of(scenario), with_regret=self._with_regret(variant))
        self.progress("Compiling", 1.0)
        return game

    def _with_regret(self, variant: str | None) -> bool:
        return self.options.regret and variant == self.base.variant

    def accept(self, variant: str | None, solved: Equilibrium) -> None:
        """Take an answer as that of the crisis, and solve the pictures that its actors act on.

        Raises:
            UnsolvedError: nodes are left over, unless the options allow it.
        """
        solved = self._checked(solved.require(), variant == self.base.variant and self._plays_out)
        self._certificates[variant or "base"] = solved.certificate
        pictures = self._pictures(self.scenario(variant), solved.game)
        self._equilibria[variant] = with_perceptions(solved, pictures)

    def _pictures(self, scenario: Scenario, game: Game) -> dict[int, Equilibrium]:
        """By actor that does not see the crisis as it is, the crisis as it sees it, solved."""
        pictures = self._pictures_of(scenario)
        solved: dict[str, Equilibrium] = {}
        for picture in pictures.values():
            name = str(picture.variant)
            if name not in solved:
                with self.watch.phase("compile"):
                    seen = compile_game(picture, also=game)
                with self.watch.phase("solve"):
                    solved[name] = solve(seen, self.settings, self._reporting("Solving", name)).require()
                solved[name] = self._checked(solved[name], plays_out=False)
                self._certificates[name] = solved[name].certificate
        actors = [actor.name for actor in scenario.actors]
        return {actors.index(actor): solved[str(picture.variant)] for actor, picture in pictures.items()}

    def _pictures_of(self, scenario: Scenario) -> Mapping[str, Scenario]:
        """Actor -> the crisis as it sees it."""
        if scenario.variant not in self._seen:
            with self.watch.phase("load"):
                self._seen[scenario.variant] = pictures_of(scenario)
        return self._seen[scenario.variant]

    def _checked(self, solved: Equilibrium, plays_out: bool) -> Equilibrium:
        """The solved crisis with what play tells of it in its certificate."""
        certificate = solved.certificate
        with self.watch.phase("certify"):
            if certificate.num_unsolved:
                certificate = replace(certificate, unsolved_reach=reach_of_unsolved(solved, seed=self.options.seed))
            if plays_out:
                certificate = replace(certificate, played_out=play_out(solved, seed=self.options.seed))
        return replace(solved, certificate=certificate)

    def complete(self, **found: Refinement | Multiplicity | None) -> None:
        """Adds to the certificate of the base crisis what was found: its `refinement`, its `multiplicity`."""
        name = self.base.variant or "base"
        self._certificates[name] = replace(self._certificates[name], **found)  # type: ignore[arg-type]

    def forget(self) -> None:
        """Let go of every solution and every play, to make room."""
        self._equilibria.clear()
        self._paths = None

    def paths(self) -> Paths:
        """The plays of the base crisis."""
        if self._paths is None:
            self._paths = self.play(self.base.variant, ())
        return self._paths

    def play(self, variant: str | None, forced: tuple[ForcedMove, ...]) -> Paths:
        """The plays of a crisis with some moves made for their movers."""
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
            statements = self.statements()
            found = self.remembered(statements)
            asked = [index for index in range(len(statements)) if index not in found]
            self._check({variant for index in asked for variant in self._variants(statements[index][1])})
            unheard = [statements[index] for index in asked]
            for place, judgement in judged_in_turn(unheard, self._provide, self.base.variant):
                found[asked[place]] = judgement
                self.keep(statements[asked[place]][1], judgement)
            self._let_go(self.base.variant)
            return tuple(found[index] for index in range(len(statements)))

    def statements(self) -> Statements:
        """Every claim of the base crisis with its statement.

        Raises:
            ScenarioError: statements that cannot be read; all mistakes together.
        """
        return parse_all(self.base, self.scenario)

    def remembered(self, statements: Statements) -> dict[int, Judgement]:
        """Claims by index with the verdicts that an earlier run reached."""
        found = {}
        for index, (claim, statement) in enumerate(statements):
            answer = self._answers.recall(self._key(statement))
            if answer is not None:
                self._certificates.update(answer.certificates)
                found[index] = worded(answer.judgement, claim)
        self.num_remembered = len(found)
        return found

    def keep(self, statement: Statement, judgement: Judgement) -> None:
        """Remember a verdict, at once, so that an interruption costs only what is not judged yet."""
        certificates = {name: replace(self._certificates[name], regrets=None) for name in self._names(statement)}
        self._answers.keep(Answer(self._key(statement), judgement, certificates))

    def claims_of_base(self) -> tuple[Claim, ...]:
        """The claims that speak of the base crisis alone."""
        statements = self.statements()
        return tuple(claim for claim, said in statements if self._variants(said) == (self.base.variant,))

    def _key(self, statement: Statement) -> str:
        if statement.text not in self._keys:
            variants = [self.scenario(each) for each in self._variants(statement) if each != self.base.variant]
            pictures = {each.variant: self._pictures_of(each) for each in (self.base, *variants)}
            key = key_of(statement.text, self.base, variants, self.options, self.settings, pictures)
            self._keys[statement.text] = key
        return self._keys[statement.text]

    def _names(self, statement: Statement) -> list[str]:
        """The games that the statement is judged on, pictures too, by the names of their certificates."""
        found = []
        for variant in self._variants(statement):
            pictures = self._pictures_of(self.scenario(variant)).values()
            found += [variant or "base", *(str(picture.variant) for picture in pictures)]
        return list(dict.fromkeys(found))

    def _variants(self, statement: Statement) -> tuple[str | None, ...]:
        """The crises that the statement is judged on, by variant, each once."""
        return tuple(dict.fromkeys(self.variant_of(part.run) for part in all_parts(statement)))

    def _provide(self, run: Run) -> tuple[Equilibrium, Paths]:
        """The solved and played crisis that part of a claim speaks of."""
        variant = self.variant_of(run)
        self._let_go(variant)
        is_base = variant == self.base.variant
        paths = self.paths() if is_base and not run.forced else self.play(variant, run.forced)
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
                game = compile_game(scenario, MINIMAL.points_of(scenario))
                require_perceptions(game, self._pictures_of(scenario).values())
            except ScenarioError as error:
                mistakes.extend(error.mistakes)
        if mistakes:
            raise ScenarioError(mistakes)

    @property
    def certificates(self) -> Mapping[str, Certificate]:
        """Of every crisis solved, now or in the run that an answer is remembered from, by variant.

        The unchanged one is called `base`. The base crisis comes first, then the variants as in the file, then the
        pictures that actors act on.
        """
        names = [self.base.variant or "base", *(variant.name for variant in self.base.variants), *self._certificates]
        return {name: self._certificates[name] for name in dict.fromkeys(names) if name in self._certificates}

    def variant_of(self, run: Run) -> str | None:
        """The variant that a run of a claim means: `under` names one, else it is the base."""
        return self.base.variant if run.variant is None else run.variant

    def compared(self, variants: Sequence[str]) -> dict[str, Estimates]:
        """Measures and values of the base crisis and of variants of it, by name, the base first."""
        self._check(variants)
        asked = [self.base.variant, *(name for name in variants if name != self.base.variant)]
        # Where actors act on pictures, values come from plays; so they do then for all that is compared with them.
        are_played = any(self.scenario(variant).sees for variant in asked)
        found = {}
        for variant in asked:
            paths = self.play(variant, ())
            with self.watch.phase("count"):
                found[variant or "base"] = estimates(self.equilibrium(variant), paths, are_played)
            del self._equilibria[variant], paths
        return found

    def start_values(self) -> tuple[StartValue, ...]:
        """What each actor of each type can expect at the start of the base crisis; from plays if it has pictures."""
        equilibrium = self.equilibrium(self.base.variant)
        return start_values(equilibrium, self.paths() if equilibrium.perceptions else None)

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
        self.progress(name, 0.0)
        before: list[str] = []

        def report(word: str, fraction: float) -> None:
            if word == FIRST_USE:
                before.append(word)
                self.progress(word, 0.0)
                return
            while before:
                self.progress(before.pop(), 1.0)
            self.progress(name, fraction)

        return report


def start_values(equilibrium: Equilibrium, paths: Paths | None = None) -> tuple[StartValue, ...]:
    """What each actor of each type can expect at the start.

    Args:
        paths: plays, of which the means are taken where actors act on pictures, for types that occur; else the values
            are the solver's.
    """
    game = equilibrium.game
    discounted = paths.discounted() if paths is not None and equilibrium.perceptions else None
    values = []
    for row, value in zip(game.rows, equilibrium.start_values, strict=True):
        if paths is not None and discounted is not None:
            is_of_type = paths.types[:, row.actor] == row.type
            if not is_of_type.any():
                continue
            value = discounted[is_of_type, row.actor].mean()
        values.append(StartValue(*game.who(row), float(game.prior[row.actor][row.type]), float(value)))
    return tuple(values)
