"""A crisis to be varied, solved and asked about its claims."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente import service
from detente.analysis.diagnosis import Diagnosis
from detente.analysis.results import Checked, Exported
from detente.notebook.advice import advised
from detente.notebook.dated import DatedQuestions
from detente.notebook.many_worlds import WorldQuestions
from detente.notebook.reasoning import ReasonQuestions
from detente.notebook.results import Claims, Comparison, Report, Solution, View
from detente.notebook.turning import NumberQuestions
from detente.report.words import in_words
from detente.scenario.model import Scenario
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, Options

if TYPE_CHECKING:
    import pyspiel

    from detente.solve.certificate import Certificate
    from detente.trees.tree import Tree

Points = int | Mapping[str, int] | None
Rule = str | None
Rules = str | Sequence[str] | None


@advised()
def load(name_or_path: str | Path, *, variant: str | None = None, numbers: Mapping[str, float] | None = None) -> Crisis:
    """A bundled crisis, a file or a folder.

    Args:
        numbers: values set in the place of the file's: see `Crisis.with_numbers`.

    Raises:
        ScenarioError: all mistakes in it.
    """
    return Crisis(service.load(service.WithNumbers(name_or_path, numbers or {}), variant=variant))


@advised()
def loads(
    text: str, *, name: str = "scenario", variant: str | None = None, numbers: Mapping[str, float] | None = None
) -> Crisis:
    """A crisis from its text; see `load`."""
    return Crisis(service.loads(text, name=name, variant=variant, numbers=numbers or {}))


class Crisis(DatedQuestions, NumberQuestions, ReasonQuestions, WorldQuestions):
    """A crisis to be varied, solved and asked about its claims.

    Options have the same names in every method: see `detente.Options`.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of its variants."""
        return tuple(variant.name for variant in self.scenario.variants)

    @advised()
    def variant(self, name: str | None) -> Crisis:
        """The crisis with another variant applied, or with none."""
        return Crisis(service.vary(self.scenario, name))

    @advised()
    def with_numbers(self, **numbers: float) -> Crisis:
        """The crisis with some numbers set, under every variant too: `crisis.with_numbers(doubt=0.7)`.

        Priors are set by `ACTOR.TYPE`: `crisis.with_numbers(**{"moscow.hawk": 0.4})`. The actor's other types share
        what is left in proportion to theirs. A set number may leave its range, and is the same in all worlds.

        Raises:
            UnknownNameError: there is no such number or prior.
            DetenteError: the crisis's variant sets it itself.
        """
        return Crisis(service.load(service.WithNumbers(self.scenario, numbers)))

    @advised()
    def check(self, *, thorough: bool = False) -> Checked:
        """The number of periods, actors, states … if there are no mistakes in variants, claims and reachable states.

        Args:
            thorough: whether to check the reachable states of every variant too.

        Raises:
            ScenarioError: all mistakes together.
        """
        return service.check(self.scenario, thorough=thorough)

    @advised()
    def show(self, *, compiled: bool = False, size: bool = False, num_points: Points = None) -> View:
        """The crisis with every default filled in.

        Args:
            compiled: whether to show the compiled tables instead.
            size: whether to show instead how large the game is, and which variable costs how much.
            num_points: belief points on each log-odds axis, for the compiled tables and the size.
        """
        return View(service.show(self.scenario, compiled=compiled, size=size, num_points=num_points))

    @advised()
    def solve(
        self,
        *,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: Rule = None,
        rounds: int | None = None,
        engine: str | None = None,
        allow_unsolved: bool = False,
        regret: bool = False,
        refine: bool = False,
        num_starts: int = 0,
    ) -> Solution:
        """Everybody's policy, with its certificate.

        Args:
            num_points: belief points on each log-odds axis, for all informed actors or by actor.
            accuracy: to which the grid is refined where no points are given.
            max_steps: solver steps a node may take.
            equilibrium: which of several equilibria is meant; default: what the scenario says.
            rounds: how many rounds of an endless crisis are played out.
            engine: "grid", or "tree" for the game tree of a short crisis; default: the grid, unless it needs its tree.
            allow_unsolved: whether to continue if some nodes have no certified solution.
            regret: whether the certificate states what best responses would gain.
            refine: whether it states how much the numbers change on a finer belief grid.
            num_starts: the number of other starting points from which it searches for other solutions.

        Raises:
            UnsolvedError: some nodes are not solved, unless that is allowed.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            max_steps=max_steps,
            equilibrium=equilibrium,
            rounds=rounds,
            engine=engine,
            allow_unsolved=allow_unsolved,
            regret=regret,
            refine=refine,
            num_starts=num_starts,
        )
        return Solution(service.equilibrium(self.scenario, options=options))

    def certify(
        self,
        *,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: Rule = None,
        rounds: int | None = None,
        allow_unsolved: bool = False,
        num_starts: int = 5,
    ) -> Certificate:
        """The certificate with every check: regrets, a finer belief grid, and other starting points.

        Takes many times as long as to solve the crisis. The options are those of `solve`.
        """
        solution = self.solve(
            num_points=num_points,
            accuracy=accuracy,
            max_steps=max_steps,
            equilibrium=equilibrium,
            rounds=rounds,
            allow_unsolved=allow_unsolved,
            regret=True,
            refine=True,
            num_starts=num_starts,
        )
        return solution.certificate

    @advised()
    def check_claims(
        self,
        *,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: Rules = None,
        rounds: int | None = None,
        engine: str | None = None,
        allow_unsolved: bool = False,
        fresh: bool = False,
        num_worlds: int | None = None,
    ) -> Claims:
        """The verdicts on all claims; variants that they mention are solved too.

        Args:
            equilibrium: one rule, or several: then every claim is also evaluated in the equilibria of those after the
                first.
            rounds: how many rounds of an endless crisis are played out.
            fresh: whether to ignore cached verdicts.
            num_worlds: draws of all uncertain numbers in which claims are evaluated too; 0: none; None: the number in
                the scenario.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            rounds=rounds,
            engine=engine,
            allow_unsolved=allow_unsolved,
            fresh=fresh,
            max_steps=max_steps,
            num_worlds=num_worlds,
        )
        return Claims(service.claims(self.scenario, options=options))

    @advised()
    def run(
        self,
        *,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: Rules = None,
        rounds: int | None = None,
        engine: str | None = None,
        allow_unsolved: bool = False,
        fresh: bool = False,
        num_worlds: int | None = None,
        refine: bool = False,
        num_starts: int = 0,
        also: Sequence[str] = (),
        text: str | Path | None = None,
        scale: str = "icd203",
        events: str | Path | None = None,
        outcomes: str | Path | None = None,
        learn_under: str | None = None,
    ) -> Report:
        """Everything about the crisis, with a report, a result for programs and a summary in a folder.

        Args:
            out: the folder; default: `out/NAME`. also: questions asked besides, such as "policies".
            text: a file with the text that the claims quote. scale: whose words for likelihoods the report uses,
                "icd203" or "phia". events, outcomes, learn_under: as of `service.run`. The other options are those of
                `solve` and `check_claims`.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            rounds=rounds,
            engine=engine,
            allow_unsolved=allow_unsolved,
            fresh=fresh,
            regret=refine,
            refine=refine,
            num_starts=num_starts,
            max_steps=max_steps,
            num_worlds=num_worlds,
        )
        done = service.run(
            self.scenario,
            options=options,
            out=out,
            also=also,
            text=text,
            scale=scale,
            events=events,
            outcomes=outcomes,
            learn_under=learn_under,
        )
        return Report(done)

    @advised()
    def compare(
        self,
        *variants: str,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: Rule = None,
        rounds: int | None = None,
        engine: str | None = None,
        allow_unsolved: bool = False,
    ) -> Comparison:
        """The crisis compared with variants of it: `crisis.compare("isolation", "respect")`.

        Args:
            variants: names, or beginnings of names that only one variant has; none: all.
            out: the folder of a page, a CSV and a JSON file; None: nothing is written.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            rounds=rounds,
            engine=engine,
            allow_unsolved=allow_unsolved,
        )
        return Comparison(service.compare(self.scenario, variants, options=options, out=out))

    @advised()
    def commit(
        self,
        commitment: str | None = None,
        *,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        allow_unsolved: bool = False,
    ) -> Comparison:
        """The crisis under every rule of a commitment, compared with nobody being bound: `crisis.commit("easing")`.

        Args:
            commitment: its name, or that of the actor that it serves; None: the only one.
            out: as of `compare`.
        """
        options = Options(
            num_points=num_points, accuracy=accuracy, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved
        )
        return Comparison(service.commit(self.scenario, commitment, options=options, out=out))

    @advised()
    def doctor(
        self,
        *,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        allow_unsolved: bool = False,
        out: str | Path | None = None,
    ) -> Diagnosis:
        """What in the crisis does nothing, or hides what else there is: `crisis.doctor().findings`.

        Args:
            out: as of `service.doctor`.
        """
        options = Options(num_points=num_points, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved)
        return service.doctor(self.scenario, options=options, out=out).diagnosis

    @advised()
    def export(self, to: str | Path, *, by_date: bool = False, most_nodes: int | None = None) -> Exported:
        """Write the crisis as a game tree in Gambit's format: see `service.export`."""
        return service.export(self.scenario, to, by_date=by_date, most_nodes=most_nodes)

    @advised()
    def tree(self, *, most_nodes: int | None = None) -> Tree:
        """The crisis as an explicit game tree.

        Raises:
            DetenteError: it would have more nodes.
            ScenarioError: a payoff depends on the public belief itself.
        """
        return service.tree(self.scenario, most_nodes=most_nodes)

    @advised()
    def as_openspiel(self, *, most_nodes: int | None = None) -> pyspiel.Game:
        """The crisis as a `pyspiel.Game`, so that OpenSpiel's algorithms run on it; actors are its players, in order.

        Raises:
            DetenteError: OpenSpiel is not installed; or see `tree`.
        """
        return service.openspiel_game(self.scenario, most_nodes=most_nodes)

    def __str__(self) -> str:
        return self.show().text

    def __repr__(self) -> str:
        variant = f", variant {self.scenario.variant}" if self.scenario.variant else ""
        return f"<Crisis: {self.scenario.title}{variant}>"

    def _repr_html_(self) -> str:
        facts = {
            "Dates": f"{self.scenario.calendar.labels[0]} to {self.scenario.calendar.told.labels[-1]}",
            "Actors": ", ".join(actor.title for actor in self.scenario.actors),
            "State": ", ".join(in_words(variable.name) for variable in self.scenario.variables),
            "Variants": ", ".join(map(in_words, self.variants)) or "none",
            "Claims": str(len(self.scenario.claims)),
        }
        rows = "".join(f"<tr><th>{k}</th><td>{html.escape(v)}</td></tr>" for k, v in facts.items())
        question = html.escape(self.scenario.question)
        return f"<h3>{html.escape(self.scenario.title)}</h3><p><i>{question}</i></p><table>{rows}</table>"

    @advised()
    def with_designs(self, path: str | Path) -> Crisis:
        """The crisis with the designs of another file besides its own."""
        return Crisis(service.with_designs(self.scenario, path))
