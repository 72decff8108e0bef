"""Solved crises and their plays as objects, for work in Python: each function is one step of a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.analysis.results import StartValue, Tables
from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.scenario import loading
from detente.scenario.model import Scenario
from detente.service.setting_up import DEFAULTS, Progress, Source, build_workbench, quiet

if TYPE_CHECKING:
    from detente.analysis.policies import Beliefs
    from detente.simulate.paths import Paths
    from detente.solve.equilibrium import Equilibrium


def vary(scenario: Scenario, variant: str | None) -> Scenario:
    """The scenario with another of its variants applied, or with none.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    return loading.with_variant(scenario, variant)


def equilibrium(
    crisis: Source, *, variant: str | None = None, options: Options = DEFAULTS, progress: Progress = quiet
) -> Equilibrium:
    """Everybody's policy, with the certificate that the options ask for.

    Raises:
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    options.require_one_rule("solve")
    bench = build_workbench(crisis, variant, options, progress)
    solved = bench.equilibrium(bench.base.variant)
    certificate = solved.certificate
    if options.refine or options.num_starts:
        from detente.analysis.certify import certify
        from detente.analysis.values import start_values

        certificate = certify(bench, start_values(bench)).added_to(certificate)
    return replace(solved, certificate=certificate)


def plays(
    equilibrium: Equilibrium, *, num_plays: int = DEFAULTS.num_plays, seed: int = 0, progress: Progress = quiet
) -> Paths:
    """Recorded plays of a solved crisis."""
    from detente.simulate.play import simulate

    options = Options(num_plays=num_plays, seed=seed)
    return simulate(equilibrium, num_plays=options.num_plays, seed=options.seed, progress=progress)


def write_plays(paths: Paths, out: str | Path) -> Path:
    """Write plays to `FILE.nc` (netCDF), or their shares and means by date to `FILE.csv`.

    Raises:
        DetenteError: `out` ends in anything else.
        OSError: the file cannot be written.
    """
    require_writable_plays(out)

    from detente.analysis.tables import as_csv, as_netcdf, build_summary

    return write_whole(
        Path(out), as_netcdf(paths) if Path(out).suffix == ".nc" else as_csv(build_summary(tables(paths)))
    )


def require_writable_plays(out: str | Path) -> None:
    """Refuse a file that plays cannot be written to.

    Raises:
        DetenteError: it ends in something else than .nc or .csv.
        OSError: it cannot be written.
    """
    if Path(out).suffix not in (".nc", ".csv"):
        raise DetenteError(f"'{out}': plays are written as FILE.nc (netCDF) or FILE.csv (shares and means by date).")
    check_writable(Path(out))


def tables(paths: Paths) -> Tables:
    """Shares, beliefs and payoffs in the plays, by date."""
    from detente.analysis.tables import build_tables

    return build_tables(paths)


def start_values(equilibrium: Equilibrium) -> tuple[StartValue, ...]:
    """What each actor of each type can expect at the start; from plays where actors act on perceptions."""
    from detente.analysis.values import compute_values

    return compute_values(equilibrium, plays(equilibrium) if equilibrium.perceptions else None)


def policy(
    equilibrium: Equilibrium,
    actor: str,
    date: str | int | None = None,
    *,
    levels: Mapping[str, str] | None = None,
    beliefs: Beliefs | None = None,
) -> list[dict[str, str | float]]:
    """What each type of the actor does on a date, a row for every act: see `analysis.policies.policy_rows`.

    Raises:
        UnknownNameError: a name is unknown.
        ValueError: the situation cannot be reached, or the beliefs are not probabilities.
    """
    from detente.analysis.policies import list_policy_rows

    return list_policy_rows(equilibrium, actor, date, levels or {}, beliefs or {})
