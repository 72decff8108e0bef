"""What every task begins with, a scenario or a workbench, and what it ends with, the origin of its result."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from detente.analysis.options import NUM_PLAYS_OF_CLAIMS, Options, Origin, Stopwatch
from detente.analysis.results import Forecast
from detente.analysis.results import Tell as Tell
from detente.errors import DetenteError
from detente.scenario import library, loading
from detente.scenario.given import describe_outside, list_given
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    from detente.analysis.demand import Demand
    from detente.analysis.forecast import Forecaster
    from detente.analysis.workbench import Workbench


@dataclass(frozen=True)
class WithNumbers:
    """A crisis of which some numbers and priors are set, under every variant too.

    Args:
        numbers: their values, by the name of a number, or by `ACTOR.TYPE` for the prior of a type.
    """

    crisis: str | Path | Scenario
    numbers: Mapping[str, float]


Source: TypeAlias = str | Path | Scenario | WithNumbers
"""A crisis: the name of a bundled one, a file or folder, a scenario that is loaded already, or one of these with
some of its numbers set."""

Progress = Callable[[str, float], None]
"""Called with the step under way and the share of it that is done."""

DEFAULTS = Options()
DEFAULTS_OF_CLAIMS = Options(num_plays=NUM_PLAYS_OF_CLAIMS)


def quiet(what: str, fraction: float) -> None:
    """Progress that is not shown."""


def untold(forecast: Forecast) -> None:
    """A forecast that nobody is told."""


def version() -> str:
    """The version of the installed package."""
    return metadata.version("detente")


def load(crisis: Source, *, variant: str | None = None) -> Scenario:
    """The scenario of a crisis.

    Args:
        variant: the variant to apply; None: a scenario that is loaded already keeps its own.

    Raises:
        ScenarioError: all its mistakes together.
        DetenteError: there is no such file, bundled crisis or variant.
    """
    crisis, numbers = split_source(crisis)
    if not isinstance(crisis, Scenario):
        scenario = loading.load(library.find(crisis), variant, numbers)
    else:
        scenario = crisis if variant is None else loading.with_variant(crisis, variant)
        scenario = loading.with_given(scenario, numbers) if numbers else scenario
    warn_outside(scenario, numbers)
    return scenario


def split_source(crisis: Source) -> tuple[str | Path | Scenario, Mapping[str, float]]:
    """A crisis without the numbers that are set, and these."""
    return (crisis.crisis, crisis.numbers) if isinstance(crisis, WithNumbers) else (crisis, loading.NOTHING)


def warn_outside(scenario: Scenario, numbers: Mapping[str, float]) -> None:
    """Warn of set numbers that the file does not admit."""
    for sentence in describe_outside(scenario, numbers):
        warnings.warn(sentence, stacklevel=2)


def loads(
    text: str, *, name: str = "scenario", variant: str | None = None, numbers: Mapping[str, float] = loading.NOTHING
) -> Scenario:
    """The scenario that a text describes.

    Args:
        numbers: as of `WithNumbers`.

    Raises:
        ScenarioError: all its mistakes together.
    """
    scenario = loading.loads(text, name, variant, numbers)
    warn_outside(scenario, numbers)
    return scenario


def as_names(names: str | Sequence[str]) -> tuple[str, ...]:
    """Several names; a text is one name, and no row of letters."""
    return (names,) if isinstance(names, str) else tuple(names)


def build_workbench(crisis: Source, variant: str | None, options: Options, progress: Progress) -> Workbench:
    """A workbench with the scenario, to which the options have been checked to apply.

    Raises:
        DetenteError: the options name an actor without private types, or rounds of a crisis that has an end.
    """
    watch = Stopwatch()
    with watch.phase("load"):
        scenario = load(crisis, variant=variant)
    options.points_of(scenario)
    if options.rounds is not None and not scenario.calendar.is_endless:
        raise DetenteError(
            f"rounds: {scenario.title} has an end, after {scenario.calendar.num_periods} periods; only an "
            "endless crisis (`rounds: endless`) has as many rounds as one plays out."
        )

    # Imported after reading, so that a mistake in the file is reported at once.
    from detente.analysis.workbench import Workbench

    return Workbench(scenario, options, progress, watch)


def forecasting(bench: Workbench, demand: Callable[[], Demand], tell: Tell) -> Forecaster:
    """What tells how long the task of a workbench will take, as soon as that is known."""
    from detente.analysis.forecast import Forecaster

    return Forecaster(bench, demand, tell)


def build_origin(
    scenario: Scenario, seed: int | None, watch: Stopwatch, num_points: Mapping[str, int] | None = None
) -> Origin:
    """Where a result comes from.

    Args:
        seed: None where nothing was drawn.
        num_points: of the belief grid; None where none was needed.
    """
    return Origin(
        scenario=scenario.name,
        title=scenario.title,
        variant=scenario.variant,
        scenario_hash=scenario.hash,
        seed=seed,
        version=version(),
        seconds=dict(watch.seconds),
        num_points=num_points,
        numbers=list_given(loading.read_tree(scenario)),
    )
