"""One function for each task of a user; front ends call these and nothing else.

Every result says which scenario (by hash), which seed and which version it comes from, and where the time went. What a
task needs is imported when the task runs, so that checking a file never waits for the solver's libraries.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.report import results

if TYPE_CHECKING:
    from detente.game.tables import Game
    from detente.scenario.model import Scenario
    from detente.simulate.paths import Paths
    from detente.solve.equilibrium import Certificate, Equilibrium

Progress = Callable[[str, float], None]

# The fewest points that span a belief axis: enough to find what is wrong in any state, quick to compile.
_MINIMAL_POINTS = 2


def quiet(what: str, fraction: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Options:
    """How to solve and play.

    Args:
        num_points: belief points on each log-odds axis: for all informed actors, or by actor; None: the default grid.
        num_plays: plays drawn. seed: of the draws.
        allow_unsolved: whether to go on when nodes have no certified solution.
    """

    num_points: int | Mapping[str, int] | None = None
    num_plays: int = 100_000
    seed: int = 0
    allow_unsolved: bool = False


class Stopwatch:
    """Wall-clock seconds by phase; a phase entered again adds up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


def version() -> str:
    """The version of the installed package."""
    return metadata.version("detente")


def list_crises() -> results.Listing:
    """The crises that come with the package."""
    from detente.scenario import library, loading

    watch = Stopwatch()
    listed = []
    with watch.phase("load"):
        for name, path in library.bundled().items():
            scenario = loading.load(path)
            listed.append(results.Listed(name, scenario.title, scenario.question, str(path), scenario.hash))
    return results.Listing(tuple(listed), version(), watch.seconds)


def check(name_or_path: str | Path, variant: str | None = None) -> results.Checked:
    """A scenario in order: file, every variant, every claim, and every reachable state of the calendar.

    Raises:
        ScenarioError: all mistakes together.
    """
    from detente.claims import grammar
    from detente.game.compile import compile_game
    from detente.scenario import library, loading

    watch = Stopwatch()
    path = library.find(name_or_path)
    mistakes: list[Mistake] = []
    with watch.phase("load"), _collecting(mistakes):
        scenario = loading.load(path, variant)
    if mistakes:
        raise ScenarioError(mistakes)
    scenarios = {variant: scenario}
    with watch.phase("variants"):
        for other in scenario.variants:
            with _collecting(mistakes):
                scenarios.setdefault(other.name, loading.load(path, other.name))
    with watch.phase("claims"):
        for claim in scenario.claims:
            with _collecting(mistakes):
                grammar.parse(claim, scenario)
    with watch.phase("compile"):
        for each in scenarios.values():
            with _collecting(mistakes):
                game = compile_game(each, _by_actor(each, _MINIMAL_POINTS))
            if each is scenario and not mistakes:
                num_states = max(len(codes) for period in game.periods for codes in period.codes)
    if mistakes:
        raise ScenarioError(mistakes)
    counts = {
        "periods": scenario.calendar.num_periods,
        "actors": len(scenario.actors),
        "variables": len(scenario.variables),
        "stages": len(scenario.stages),
        "states": num_states,
        "variants": len(scenario.variants),
        "claims": len(scenario.claims),
    }
    return results.Checked(_origin(scenario, None, watch), str(path), counts)


def show(
    name_or_path: str | Path,
    variant: str | None = None,
    *,
    compiled: bool = False,
    size: bool = False,
    num_points: int | Mapping[str, int] | None = None,
) -> results.Shown:
    """The scenario with every default filled in; or its compiled tables; or how large it is, and why."""
    from detente.report.filled_in import as_yaml, filled_in
    from detente.scenario import library, loading

    watch = Stopwatch()
    with watch.phase("load"):
        scenario = loading.load(library.find(name_or_path), variant)
    if not compiled and not size:
        return results.Shown(_origin(scenario, None, watch), as_yaml(scenario), filled_in(scenario))

    from detente.game.compile import compile_game
    from detente.report import compiled as views

    with watch.phase("compile"):
        game = compile_game(scenario, _by_actor(scenario, num_points))
    document = views.size(game) if size else views.tables(game)
    text = views.size_text(document) if size else views.tables_text(document)
    return results.Shown(_origin(scenario, None, watch), text, document)


def solve(
    name_or_path: str | Path, variant: str | None = None, options: Options = Options(), progress: Progress = quiet
) -> results.Solved:
    """Solve a crisis and say how good the answer is.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    bench = Workbench(name_or_path, variant, options, progress)
    equilibrium = bench.equilibrium(variant)
    return results.Solved(
        _origin(bench.scenario, None, bench.watch), equilibrium.certificate, _start_values(equilibrium)
    )


@dataclass
class Workbench:
    """One scenario and its variants: each is loaded, compiled, solved and played at most once.

    Args:
        path: a bundled crisis, a file or a folder. variant: the changed crisis that counts as the base.
        watch: the seconds spent so far.
    """

    name_or_path: str | Path
    variant: str | None = None
    options: Options = Options()
    progress: Progress = quiet
    watch: Stopwatch = field(default_factory=Stopwatch)
    _scenarios: dict[str | None, Scenario] = field(default_factory=dict)
    _equilibria: dict[str | None, Equilibrium] = field(default_factory=dict)
    _paths: dict[tuple[Any, ...], Paths] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The base scenario."""
        return self.scenario_under(self.variant)

    @property
    def certificates(self) -> Mapping[str, Certificate]:
        """Of every crisis solved so far, by variant; the base is called `base` or by its own variant."""
        return {name or "base": equilibrium.certificate for name, equilibrium in self._equilibria.items()}

    def scenario_under(self, variant: str | None) -> Scenario:
        from detente.scenario import library, loading

        if variant not in self._scenarios:
            with self.watch.phase("load"):
                self._scenarios[variant] = loading.load(library.find(self.name_or_path), variant)
        return self._scenarios[variant]

    def game(self, variant: str | None) -> Game:
        from detente.game.compile import compile_game

        scenario = self.scenario_under(variant)
        with self.watch.phase("compile"):
            return compile_game(scenario, _by_actor(scenario, self.options.num_points))

    def equilibrium(self, variant: str | None) -> Equilibrium:
        """The solved crisis.

        Raises:
            UnsolvedError: nodes are left over, unless the options allow it.
        """
        from detente.solve.backward import solve as solve_game
        from detente.solve.equilibrium import Settings

        if variant not in self._equilibria:
            game = self.game(variant)
            what = f"Solving {variant}" if variant else "Solving"
            with self.watch.phase("solve"):
                self._equilibria[variant] = solve_game(
                    game,
                    Settings(allow_unsolved=self.options.allow_unsolved),
                    lambda _, fraction: self.progress(what, fraction),
                ).require()
            self.progress(what, 1.0)
        return self._equilibria[variant]

    def paths(self, variant: str | None, forced: tuple[Any, ...] = ()) -> Paths:
        """The plays of the solved crisis, with moves forced as `do` says."""
        from detente.simulate.play import simulate as play

        key = (variant, forced)
        if key not in self._paths:
            equilibrium = self.equilibrium(variant)
            what = f"Playing {variant}" if variant else "Playing"
            with self.watch.phase("simulate"):
                self._paths[key] = play(
                    equilibrium,
                    num_plays=self.options.num_plays,
                    seed=self.options.seed,
                    forced=forced,
                    progress=lambda _, fraction: self.progress(what, fraction),
                )
            self.progress(what, 1.0)
        return self._paths[key]


def schema() -> dict[str, Any]:
    """The JSON Schema of scenario files."""
    from detente.scenario.schema import json_schema

    return json_schema()


def new(path: str | Path) -> Path:
    """Write a small scenario that runs.

    Raises:
        DetenteError: the file exists already; nothing is overwritten.
    """
    target = Path(path)
    if target.suffix not in (".yaml", ".yml"):
        target = target.with_name(target.name + ".yaml")
    if target.exists():
        raise DetenteError(f"{target} exists already; choose another name.")
    write_whole(target, resources.files("detente").joinpath("starter.yaml").read_text(encoding="utf-8"))
    return target


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file so that it is there whole or not at all, whatever interrupts."""
    data = content.encode() if isinstance(content, str) else content
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; a report should be as readable as any other file of the user.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    return target


@contextmanager
def _collecting(mistakes: list[Mistake]) -> Iterator[None]:
    """Gather the mistakes of a step instead of stopping at it."""
    try:
        yield
    except ScenarioError as error:
        mistakes.extend(error.mistakes)


def _by_actor(scenario: Scenario, num_points: int | Mapping[str, int] | None) -> dict[str, int] | None:
    """Belief points for every informed actor that the user spoke of."""
    from detente.scenario.names import nearest

    informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    if num_points is None:
        return None
    if isinstance(num_points, int):
        return dict.fromkeys(informed, num_points)
    for actor in num_points:
        if actor not in informed:
            raise DetenteError(f"points: '{actor}' is no actor with private types{nearest(actor, informed)}")
    return dict(num_points)


def _origin(scenario: Scenario, seed: int | None, watch: Stopwatch) -> results.Origin:
    return results.Origin(
        scenario=scenario.name,
        title=scenario.title,
        variant=scenario.variant,
        scenario_hash=scenario.hash,
        seed=seed,
        version=version(),
        seconds=dict(watch.seconds),
    )


def _start_values(equilibrium: Equilibrium) -> tuple[results.StartValue, ...]:
    """What each actor of each type can expect at the start."""
    actors = equilibrium.game.scenario.actors
    return tuple(
        results.StartValue(
            actors[row.actor].name,
            actors[row.actor].types[row.type].name if len(actors[row.actor].types) > 1 else None,
            float(value),
        )
        for row, value in zip(equilibrium.game.rows, equilibrium.start_values, strict=True)
    )
