"""What a workbench asks of a crisis while somebody works on it: a text checked, its claims judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.analysis.options import Options, Origin, Stopwatch
from detente.analysis.results import LiveVerdict
from detente.analysis.sliders import Slider
from detente.scenario import loading
from detente.scenario.model import Scenario
from detente.service.setting_up import Progress, Source, build_origin, load, quiet, warn_outside

if TYPE_CHECKING:
    from detente.analysis.signs import Indicators

QUICK = Options(num_plays=2_000, has_grid_error=False)
"""For numbers that are wanted at once: the coarsest belief grid, whose error the intervals leave out, and shares within
±2 points."""


@dataclass(frozen=True)
class LiveBoard:
    """All claims of a crisis as a workbench judges them.

    Args:
        seconds: that the base crisis took, compiled, solved and played; None where all was known from before.
    """

    origin: Origin
    claims: tuple[LiveVerdict, ...]
    seconds: float | None = None


def load_texts(
    texts: Mapping[str, str],
    name: str,
    path: str,
    *,
    variant: str | None = None,
    numbers: Mapping[str, float] = loading.NOTHING,
) -> Scenario:
    """The scenario that the texts of its files describe, whatever is on disk.

    Args:
        texts: by the name of the file, as mistakes are to state it. name, path: of the scenario.
        numbers: as of `WithNumbers`.

    Raises:
        ScenarioError: all mistakes together. DetenteError: a number or prior cannot be set.
    """
    scenario = loading.load_texts(texts, name, path, variant, numbers)
    warn_outside(scenario, numbers)
    return scenario


def list_sliders(crisis: Source) -> tuple[Slider, ...]:
    """A slider for every uncertain number of a crisis, and for every prior that can be set."""
    from detente.analysis.sliders import list_sliders as list_all

    return list_all(load(crisis))


def judge_live(
    crisis: Source,
    *,
    options: Options = QUICK,
    progress: Progress = quiet,
    tell: Callable[[Sequence[LiveVerdict]], None] = lambda _: None,
    show: Callable[[Indicators], None] = lambda _: None,
) -> LiveBoard:
    """The claims of a crisis, told one by one: the base crisis first, then variants, then what base rates would bring.

    The checks by play that a certificate has elsewhere are left out, and nothing is compared with a finer belief grid.

    Args:
        progress: whatever it raises ends the work.
        tell: called with verdicts as soon as they are reached; a verdict may be told twice.
        show: called with what tells types apart, as soon as the base crisis has been played.

    Raises:
        ScenarioError: statements of claims cannot be read; all mistakes together.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    options.require_one_rule("the workbench")
    scenario = load(crisis)
    options.points_of(scenario)
    watch = Stopwatch()

    from detente.analysis.indicators import find_indicators
    from detente.analysis.live import judge_live as judge
    from detente.analysis.workbench import Workbench

    bench = Workbench(scenario, options, progress, watch, plays_out=False)
    seconds: list[float] = []

    def between() -> None:
        show(find_indicators(bench))
        seconds.append(sum(watch.seconds.get(phase, 0.0) for phase in ("compile", "solve", "simulate")))

    claims = judge(bench, tell, between)
    origin = build_origin(bench.base, options.seed, watch, bench.choice.points)
    return LiveBoard(origin, claims, seconds[0] if seconds else None)
