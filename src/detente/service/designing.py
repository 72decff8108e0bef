"""The best member of a design: a policy with free words, solved with everybody else replying to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.scenario import loading
from detente.scenario.model import Scenario
from detente.service.asking import join_all, require_writable_answer, write_answer
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    DEFAULTS_OF_CLAIMS,
    Progress,
    Source,
    Tell,
    build_origin,
    build_workbench,
    forecasting,
    load,
    quiet,
    untold,
)

if TYPE_CHECKING:
    from detente.analysis.asked import Asked


def with_designs(scenario: Scenario, path: str | Path) -> Scenario:
    """The scenario with the designs of another file besides its own.

    Raises:
        ScenarioError: the file has something else than `designs`, or the designs have mistakes.
    """
    return loading.with_designs(scenario, path)


def design(
    crisis: Source,
    name: str | None = None,
    *,
    variant: str | None = None,
    designs: str | Path | None = None,
    criterion: str = "mean",
    tries: int | None = None,
    over: tuple[str, ...] = (),
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Asked:
    """Find the best member of a design; the answer is an `analysis.designed.Designed`.

    Every number that is reached is cached, so that the search goes on where it was broken off.

    Args:
        name: of the design; None: the only one. designs: a file of further ones, which has the key `designs` alone.
        criterion: `mean`, `worst-tenth` or `regret`, over worlds.
        tries: members that are tried of a family too large to try all. over: two uncertain numbers of a map.
        options: `num_worlds` 0: at the base values alone; None: 16 worlds where numbers are uncertain.
        out: `FILE.html`, `FILE.json` or `FILE.csv`.

    Raises:
        ScenarioError: all mistakes of the crisis, or of the design, together.
        DetenteError: there is no such design, criterion or number, or Optuna is needed and not installed.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    options.require_one_rule("design")
    require_writable_answer(out)
    scenario = load(crisis, variant=variant)
    scenario = scenario if designs is None else loading.with_designs(scenario, designs)
    bench = build_workbench(scenario, None, options, progress)

    from detente.analysis.asked import Asked
    from detente.analysis.design import DEFAULT_TRIES, DesignSettings, demand_of_design, find_design, optimise

    chosen = find_design(name, bench.base)
    settings = DesignSettings(criterion, options.num_worlds, DEFAULT_TRIES if tries is None else tries, over)
    forecast = forecasting(bench, lambda: demand_of_design(bench, chosen, settings), tell)
    own = _given(criterion=criterion, tries=tries, over=",".join(over), designs=designs)
    found = optimise(bench, chosen, settings)
    forecast.finish()
    asked = Asked(
        origin=build_origin(bench.base, options.seed, bench.watch, bench.choice.points),
        question=bench.base.question,
        command=wording(Repeat("design", crisis, variant, options, (chosen.name,), settings=own)),
        answer=found,
        certificate=join_all(bench.certificates),
    )
    return write_answer(asked, out, kicker="The best policy of a family", title=bench.base.title)


def _given(**settings: object) -> tuple[tuple[str, object], ...]:
    """The settings that differ from their defaults, as they are written."""
    return tuple(
        (name, str(value) if name == "designs" else value)
        for name, value in settings.items()
        if value not in (None, "", "mean")
    )
