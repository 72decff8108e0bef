"""Why a claim holds, what happens in a play, and why an actor prefers an act, as methods of a crisis."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from detente import service
from detente.notebook.advice import advised
from detente.notebook.answers import AnswerView
from detente.scenario.model import Scenario
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, Options

Points = int | Mapping[str, int] | None
Rule = str | None


class ReasonQuestions:
    """Why: the claim, the story, the move."""

    scenario: Scenario

    @advised()
    def explain(
        self,
        claim: str,
        *,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: Rule = None,
        rounds: int | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """Why a claim holds or fails: `crisis.explain("ground_moves")`.

        Args:
            claim: its id. out: a page (`FILE.html`), the record (`FILE.json`) or its rows (`FILE.csv`).
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            rounds=rounds,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(service.explain(self.scenario, claim, options=options, out=out))

    @advised()
    def story(
        self,
        *,
        given: str = "",
        play: int | None = None,
        boldness: float = 1.0,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """A typical play and two that contrast with it, or one play; see `service.story`."""
        options = Options(
            num_points=num_points, accuracy=accuracy, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved
        )
        done = service.story(self.scenario, options=options, given=given, play=play, boldness=boldness, out=out)
        return AnswerView(done)

    @advised()
    def reasons(
        self,
        actor: str,
        date: str,
        *acts: str,
        decision: str | None = None,
        given: str = "",
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """Why an actor prefers one act to another: `crisis.reasons("moscow", "2015-06", "back_them", "leave_them")`."""
        options = Options(
            num_points=num_points, accuracy=accuracy, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved
        )
        done = service.reasons(
            self.scenario, actor, date, acts, options=options, decision=decision, given=given, out=out
        )
        return AnswerView(done)
