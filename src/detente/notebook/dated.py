"""Questions about dated events, as methods of a crisis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from detente import service
from detente.notebook.advice import advised
from detente.notebook.answers import AnswerView
from detente.scenario.model import Scenario
from detente.service import DEFAULTS, Options


class DatedQuestions:
    """What events say of a crisis, and what comes next. `events` is a file; None: those of the crisis itself."""

    scenario: Scenario

    @advised()
    def evidence(
        self,
        events: str | Path | None = None,
        *,
        models: Sequence[str] = (),
        out: str | Path | None = None,
        num_plays: int = 20_000,
        seed: int = 0,
        num_points: int | Mapping[str, int] | None = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: str | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """How surprising each event is, and what it tells of types, rival models (variants) and claims."""
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(service.evidence(self.scenario, events, models=models, options=options, out=out))

    @advised()
    def forecast(
        self,
        events: str | Path | None = None,
        *,
        as_of: str | None = None,
        out: str | Path | None = None,
        num_plays: int = 20_000,
        seed: int = 0,
        num_points: int | Mapping[str, int] | None = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: str | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """Forecast every act and state from a date on, given the events before that date."""
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(service.forecast(self.scenario, events, as_of=as_of, options=options, out=out))

    @advised()
    def watch(
        self,
        events: str | Path | None = None,
        *,
        as_of: str | None = None,
        ahead: int | None = None,
        models: Sequence[str] = (),
        out: str | Path | None = None,
        num_plays: int = 20_000,
        seed: int = 0,
        num_points: int | Mapping[str, int] | None = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: str | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """What could be seen in the next `ahead` periods (6), and what it would say of all that is open."""
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(
            service.watch(self.scenario, events, as_of=as_of, ahead=ahead, models=models, options=options, out=out)
        )

    @advised()
    def score(
        self,
        outcomes: str | Path,
        events: str | Path | None = None,
        *,
        as_of: str | None = None,
        out: str | Path | None = None,
        num_plays: int = 20_000,
        seed: int = 0,
        num_points: int | Mapping[str, int] | None = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: str | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """Marks of the forecasts of what happened (a file as for events), beside simpler forecasters."""
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            equilibrium=equilibrium,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(service.score(self.scenario, outcomes, events, as_of=as_of, options=options, out=out))

    @advised()
    def posterior(
        self,
        events: str | Path | None = None,
        *,
        num_worlds: int = 64,
        out: str | Path | None = None,
        num_plays: int = 2_000,
        seed: int = 0,
        num_points: int | Mapping[str, int] | None = None,
        accuracy: float = DEFAULTS.accuracy,
        equilibrium: str | None = None,
        allow_unsolved: bool = False,
    ) -> AnswerView:
        """What the events say of the uncertain numbers: every range before and after."""
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            num_worlds=num_worlds,
            equilibrium=equilibrium,
            allow_unsolved=allow_unsolved,
        )
        return AnswerView(service.posterior(self.scenario, events, options=options, out=out))
