"""One function for each task of a user; front ends call these and nothing else.

Every result says which scenario (by hash), which seed and which version it comes from, and where the time went. What a
task needs is imported when the task runs, so that checking a file never waits for the solver's libraries.
"""

from __future__ import annotations

import functools
import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.analysis import results
from detente.analysis.results import MINIMAL, NUM_PLAYS_OF_CLAIMS, Stopwatch
from detente.analysis.results import Options as Options
from detente.errors import DetenteError, Mistake, ScenarioError
from detente.files import check_writable, write_whole
from detente.scenario.model import MOST_BELIEF_POINTS as MOST_BELIEF_POINTS
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    from detente.analysis.compare import Compared
    from detente.scenario.loading import Draft

Progress = Callable[[str, float], None]

DEFAULTS = Options()
DEFAULTS_OF_CLAIMS = Options(num_plays=NUM_PLAYS_OF_CLAIMS)


def quiet(what: str, fraction: float) -> None:
    """Progress that nobody watches."""


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


def check(name_or_path: str | Path, variant: str | None = None, *, thorough: bool = False) -> results.Checked:
    """A scenario in order: file, every variant, every claim, and what can happen at every reachable state.

    Args:
        variant: the changed crisis that counts as the base.
        thorough: whether to go through the reachable states of every variant too, not of the base alone.

    Raises:
        ScenarioError: all mistakes together.
    """
    from detente.claims.drafts import mistakes_of_claims
    from detente.game.compile import compile_game, require_pictures
    from detente.scenario import library, loading

    watch = Stopwatch()
    with watch.phase("load"):
        found = loading.draft(library.find(name_or_path), variant)
    scenario, mistakes = found.scenario, list(found.mistakes)
    can_compile = all(map(loading.is_beside_the_game, mistakes))
    with watch.phase("variants"):
        drafts = loading.variant_drafts(found)
        mistakes += [mistake for each in drafts.values() for mistake in each.mistakes]
    # Under a variant, what a claim asks of another one is asked of both together.
    together = functools.cache(lambda name: loading.draft_on_top(found, name)) if variant else drafts.__getitem__
    with watch.phase("claims"):
        mistakes += mistakes_of_claims(found, together)
    with watch.phase("compile"):
        if can_compile:
            with _collecting(mistakes):
                game = compile_game(scenario, MINIMAL.points_of(scenario))
                num_states = max(len(codes) for period in game.periods for codes in period.codes)
        for each in drafts.values() if thorough and can_compile else ():
            if not each.mistakes and each.scenario.variant != variant:
                with _collecting(mistakes):
                    changed = compile_game(each.scenario, MINIMAL.points_of(each.scenario))
                    pictures = {} if _gives_wrong_pictures(each, mistakes) else loading.perceptions_of(each.scenario)
                    require_pictures(changed, pictures.values())
    if mistakes:
        raise ScenarioError(mistakes)
    counts = {
        "periods": scenario.calendar.num_periods,
        "actors": len(scenario.actors),
        "variables": len(scenario.variables),
        "states": num_states,
        "stages": len(scenario.stages),
        "variants": len(scenario.variants),
        "claims": len(scenario.claims),
    }
    return results.Checked(_origin(scenario, None, watch), scenario.path, counts)


def _gives_wrong_pictures(changed: Draft, mistakes: Sequence[Mistake]) -> bool:
    """Whether some `sees` of the file has mistakes and this variant has pictures, which may then not be there."""
    return bool(changed.scenario.sees) and any(".sees" in mistake.where.field for mistake in mistakes)


def show(
    name_or_path: str | Path,
    variant: str | None = None,
    *,
    compiled: bool = False,
    size: bool = False,
    num_points: int | Mapping[str, int] | None = None,
) -> results.Shown:
    """The scenario with every default filled in; or its compiled tables; or how large it is, and why."""
    from detente.scenario import library, loading

    watch = Stopwatch()
    with watch.phase("load"):
        scenario = loading.load(library.find(name_or_path), variant)
    if not compiled and not size:
        from detente.report.filled_in import as_yaml, filled_in

        return results.Shown(_origin(scenario, None, watch), as_yaml(scenario), filled_in(scenario))

    from detente.report import compiled as views

    points = Options(num_points).points_of(scenario)
    with watch.phase("compile"):
        document, text = views.size(scenario, points) if size else views.tables(scenario, points)
    return results.Shown(_origin(scenario, None, watch, Options(num_points)), text, document)


def solve(
    name_or_path: str | Path, variant: str | None = None, options: Options = DEFAULTS, progress: Progress = quiet
) -> results.Solved:
    """Solve a crisis and say how good the answer is.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    bench = _bench(name_or_path, variant, replace(options, regret=True), progress)
    values = bench.start_values()
    _certify(bench, values)
    certificate = bench.certificates[variant or "base"]
    return results.Solved(_origin(bench.base, None, bench.watch, options), certificate, values)


def simulate(
    name_or_path: str | Path,
    variant: str | None = None,
    options: Options = DEFAULTS,
    out: str | Path | None = None,
    progress: Progress = quiet,
) -> results.Played:
    """Play a solved crisis many times.

    Args:
        out: `FILE.nc` for the plays themselves (netCDF), `FILE.csv` for the shares and means by date.

    Raises:
        DetenteError: `out` ends in anything else.
        OSError: it cannot be written.
    """
    from detente.analysis.tables import as_csv, summary

    # Said before the solving, which may take minutes.
    if out is not None:
        if Path(out).suffix not in (".nc", ".csv"):
            raise DetenteError(
                f"'{out}': plays are written as FILE.nc (netCDF) or FILE.csv (shares and means by date)."
            )
        check_writable(Path(out))
    bench = _bench(name_or_path, variant, options, progress)
    tables = bench.tables()
    file = None
    if out is not None:
        with bench.watch.phase("write"):
            content = bench.plays_as_netcdf() if Path(out).suffix == ".nc" else as_csv(summary(tables))
            file = str(write_whole(Path(out), content))
    certificate = bench.equilibrium(variant).certificate
    return results.Played(
        _origin(bench.base, options.seed, bench.watch, options), certificate, options.num_plays, tables, file
    )


def claims(
    name_or_path: str | Path,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    progress: Progress = quiet,
) -> results.Judged:
    """Judge every claim of a crisis; verdicts that an earlier run reached are remembered.

    Raises:
        ScenarioError: a claim's statement cannot be read; all mistakes together.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    bench = _bench(name_or_path, variant, options, progress)
    judgements, worlds = _judged(bench, options, progress)
    return results.Judged(
        _origin(bench.base, options.seed, bench.watch, options),
        options.num_plays,
        judgements,
        bench.certificates,
        bench.num_remembered,
        worlds,
    )


def run(
    name_or_path: str | Path,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
) -> results.Run:
    """Do everything with a crisis, and write `report.html`, `result.json` and `summary.csv`.

    Args:
        out: the folder to write to; default `out/NAME`, with the variant's name if there is one.

    Raises:
        OSError: it cannot be written to.
    """
    from detente.analysis.tables import as_csv, summary
    from detente.report.page import page

    bench = _bench(name_or_path, variant, options, progress)
    name = Path(name_or_path).stem if variant is None else f"{Path(name_or_path).stem}-{variant}"
    folder = Path(out) if out is not None else Path("out") / name
    kinds = {"report": "report.html", "result": "result.json", "summary": "summary.csv"}
    files = {kind: str(folder / file) for kind, file in kinds.items()}
    # Said before the solving, which may take minutes.
    for file in files.values():
        check_writable(Path(file))
    judgements, worlds = _judged(bench, options, progress)
    tables, values, numbers = bench.tables(), bench.start_values(), bench.numbers()
    _certify(bench, values, judgements)
    command = _command(name_or_path, variant, options)
    progress("Writing the report", 0.0)

    def done() -> results.Run:
        origin = _origin(bench.base, options.seed, bench.watch, options)
        judged = results.Judged(origin, options.num_plays, judgements, bench.certificates, bench.num_remembered, worlds)
        played = results.Played(origin, judged.certificates[variant or "base"], options.num_plays, tables)
        return results.Run(command, bench.base, numbers, judged, played, values, files)

    with bench.watch.phase("report"):
        html = page(done())
    finished = done()
    write_whole(folder / kinds["report"], html)
    write_whole(folder / kinds["summary"], as_csv(summary(tables)))
    write_whole(folder / kinds["result"], json.dumps(finished.to_json(), ensure_ascii=False, indent=2) + "\n")
    progress("Writing the report", 1.0)
    return finished


def export(
    name_or_path: str | Path,
    to: str | Path,
    variant: str | None = None,
    *,
    by_date: bool = False,
    most_nodes: int | None = None,
) -> results.Exported:
    """Write a crisis as a game tree in Gambit's format, for programs that solve extensive-form games.

    Args:
        to: `FILE.efg`.
        by_date: see `judges.efg.efg`.
        most_nodes: how large the tree may be; default: what other programs still read within seconds.

    Raises:
        DetenteError: the tree is larger, or `to` ends in anything else.
        ScenarioError: a payoff depends on the public belief itself.
        OSError: the file cannot be written.
    """
    from detente.scenario import library, loading

    if Path(to).suffix != ".efg":
        raise DetenteError(f"'{to}': game trees are written as FILE.efg (Gambit's format for extensive games).")
    check_writable(Path(to))
    watch = Stopwatch()
    with watch.phase("load"):
        scenario = loading.load(library.find(name_or_path), variant)

    from detente.trees.efg import efg, player_names
    from detente.trees.unfold import MOST_NODES, tree_of

    with watch.phase("unfold"):
        tree = tree_of(scenario, most_nodes or MOST_NODES)
    with watch.phase("write"):
        file = str(write_whole(Path(to), efg(tree, by_date)))
    return results.Exported(
        origin=_origin(scenario, None, watch),
        file=file,
        players=player_names(tree, by_date),
        num_nodes=len(tree.nodes),
        num_information_sets=len(tree.information_sets),
        pictures_left_out=tuple(actor for actor, _ in scenario.sees),
    )


def compare(
    name_or_path: str | Path,
    variants: Sequence[str] = (),
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
) -> Compared:
    """Put a crisis and variants of it side by side: what they are measured by, and what they are worth to everybody.

    Args:
        variants: names, or beginnings of names that only one variant has; none: all.
        out: the folder of `comparison.html`, `comparison.csv` and `comparison.json`; nothing is written without.

    Raises:
        DetenteError: there is no such variant, or there are several.
        UnsolvedError: nodes are left over, unless the options allow it.
        OSError: the folder cannot be written to.
    """
    from detente.analysis import compare as comparison
    from detente.analysis.tables import as_csv
    from detente.report.comparison_page import page

    bench = _bench(name_or_path, None, options, progress)
    names = comparison.meant(variants, bench.base)
    kinds = ("html", "csv", "json") if out is not None else ()
    files = {kind: str(Path(out or "") / f"comparison.{kind}") for kind in kinds}
    # Said before the solving, which may take minutes.
    for file in files.values():
        check_writable(Path(file))
    found = bench.compared(names)
    told = {variant.name: variant.says or "" for variant in bench.base.variants}
    done = comparison.Compared(
        origin=_origin(bench.base, options.seed, bench.watch, options),
        question=bench.base.question,
        command=_command(name_or_path, None, options, "compare", names),
        num_plays=options.num_plays,
        policies={name: told.get(name, "") for name in found},
        lines=comparison.lines(bench.base, found),
        unbeaten=comparison.unbeaten(bench.base, found),
        certificates=bench.certificates,
        files=files,
    )
    if out is not None:
        write_whole(Path(files["html"]), page(done))
        write_whole(Path(files["csv"]), as_csv(comparison.rows(done.lines, done.unbeaten)))
        write_whole(Path(files["json"]), json.dumps(done.to_json(), ensure_ascii=False, indent=2) + "\n")
    return done


def schema() -> dict[str, Any]:
    """The JSON Schema of scenario files."""
    from detente.scenario.json_schema import json_schema

    return json_schema()


def new(path: str | Path) -> Path:
    """Write a small scenario that runs.

    Raises:
        DetenteError: the file exists already; nothing is overwritten.
        OSError: it cannot be written.
    """
    from detente.scenario.library import TEMPLATE

    target = Path(path)
    if target.suffix not in (".yaml", ".yml"):
        target = target.with_name(target.name + ".yaml")
    if target.exists():
        raise DetenteError(f"{target} exists already; choose another name.")
    check_writable(target)
    return write_whole(target, TEMPLATE.read_text(encoding="utf-8"))


def _bench(name_or_path: str | Path, variant: str | None, options: Options, progress: Progress) -> Any:
    """A workbench with the scenario on it."""
    from detente.scenario import library, loading

    watch = Stopwatch()
    with watch.phase("load"):
        scenario = loading.load(library.find(name_or_path), variant)
    options.points_of(scenario)

    # After the reading, so that a mistake in the file is said at once.
    from detente.analysis.workbench import Workbench

    return Workbench(scenario, options, progress, watch)


def _certify(bench: Any, *headline: Any) -> None:
    """Put into the certificate of the base crisis what takes further solutions, where it is asked for."""
    if bench.options.refine or bench.options.num_starts:
        from detente.analysis.certify import certify

        certify(bench, *headline)


def _judged(
    bench: Any, options: Options, progress: Progress
) -> tuple[tuple[results.Judgement, ...], results.Worlds | None]:
    """Every claim with its verdict, and how it fares in other worlds, if any are asked for."""
    num_worlds = bench.base.worlds if options.num_worlds is None else options.num_worlds
    if not num_worlds:
        return bench.judgements(), None

    from detente.analysis.worlds import Ensemble

    # Made first, because it may refuse.
    ensemble = Ensemble(bench.base, num_worlds, options, progress, bench.watch)
    judgements = bench.judgements()
    worlds, robust = ensemble.judged()
    return tuple(replace(each, robust=r) for each, r in zip(judgements, robust, strict=True)), worlds


@contextmanager
def _collecting(mistakes: list[Mistake]) -> Iterator[None]:
    """Gather the mistakes of a step instead of stopping at it."""
    try:
        yield
    except ScenarioError as error:
        mistakes.extend(error.mistakes)


def _origin(scenario: Scenario, seed: int | None, watch: Stopwatch, options: Options | None = None) -> results.Origin:
    """Where a result comes from.

    Args:
        options: None where no beliefs were laid out on a grid.
    """
    return results.Origin(
        scenario=scenario.name,
        title=scenario.title,
        variant=scenario.variant,
        scenario_hash=scenario.hash,
        seed=seed,
        version=version(),
        seconds=dict(watch.seconds),
        num_points=None if options is None else _grid(scenario, options),
    )


def _grid(scenario: Scenario, options: Options) -> dict[str, int]:
    """Belief points on each axis, by informed actor."""
    from detente.game.compile import build_grid

    informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    return dict(zip(informed, build_grid(scenario, options.points_of(scenario)).num_points, strict=True))


def _command(
    name_or_path: str | Path, variant: str | None, options: Options, task: str = "run", names: Sequence[str] = ()
) -> str:
    """The command line that gives the same result again."""
    words = ["detente", task, str(name_or_path), *names]
    words += ["--seed", str(options.seed), "--plays", str(options.num_plays)]
    words += ["--variant", variant] if variant else []
    points = options.num_points
    if isinstance(points, int):
        words += ["--points", str(points)]
    for actor, number in points.items() if isinstance(points, Mapping) else ():
        words += ["--points", f"{actor}={number}"]
    words += ["--steps", str(options.max_steps)] if options.max_steps != DEFAULTS.max_steps else []
    words += ["--certify"] if options.refine else []
    words += ["--worlds", str(options.num_worlds)] if options.num_worlds is not None else []
    words += ["--starts", str(options.num_starts)] if options.num_starts else []
    return shlex.join(words + (["--allow-unsolved"] if options.allow_unsolved else []))
