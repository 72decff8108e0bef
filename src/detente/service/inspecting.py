"""Tasks that solve nothing: list, check and show crises, and begin a new one."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.analysis.cautions import list_cautions
from detente.analysis.options import Options, Stopwatch
from detente.analysis.results import Checked, CrisisSummary, Listing, Shown
from detente.analysis.speed import read_slowness
from detente.errors import DetenteError, Mistake, ScenarioError
from detente.files import check_writable, write_whole
from detente.scenario import library, loading
from detente.scenario.loading import Draft
from detente.scenario.model import Scenario
from detente.service.setting_up import Source, build_origin, load, split_source, version, warn_outside

if TYPE_CHECKING:
    from detente.game.capacity import Plan
    from detente.game.tables import Game


def list_crises() -> Listing:
    """The crises that come with the package; read are only those that have changed since they were written down."""
    watch = Stopwatch()
    listed, entries, slowness = [], library.find_entries(), read_slowness()
    with watch.phase("load"):
        for name, path in library.bundled().items():
            known, digest = entries.get(name), library.compute_digest(path)
            entry = known if known is not None and known.digest == digest else _describe(path, digest, known)
            takes = float(f"{entry.seconds * slowness:.2g}") if entry.seconds else None
            listed.append(CrisisSummary(name, entry.title, entry.question, str(path), entry.hash, entry.counts, takes))
    return Listing(tuple(listed), version(), watch.seconds)


def _describe(path: Path, digest: str, known: library.BundledEntry | None) -> library.BundledEntry:
    """What the list says of a crisis whose files are not those that are known.

    Its seconds are 0 if its scenario is not the known one either.
    """
    scenario = loading.load(path)
    seconds = known.seconds if known is not None and known.hash == scenario.hash else 0.0
    counts = count_parts(scenario)
    return library.BundledEntry(digest, scenario.hash, seconds, scenario.title, scenario.question, counts)


def check(crisis: Source, *, variant: str | None = None, thorough: bool = False) -> Checked:
    """What a scenario without mistakes consists of: its file, variants, claims and reachable states are checked.

    Args:
        variant: the changed crisis that counts as the base.
        thorough: whether to go through the reachable states of every variant too, not of the base alone.

    Raises:
        ScenarioError: all mistakes together.
    """
    watch = Stopwatch()
    with watch.phase("load"):
        base = _draft(crisis, variant)
    return _check(base, watch, thorough)


def check_texts(
    texts: Mapping[str, str],
    name: str,
    path: str = "",
    *,
    variant: str | None = None,
    numbers: Mapping[str, float] = loading.NOTHING,
    thorough: bool = False,
) -> Checked:
    """What `check` finds in the texts of a scenario's files, whatever is on disk.

    Args:
        texts: by the name of the file, as mistakes are to state it. name, path: of the scenario.
        numbers: as of `WithNumbers`.

    Raises:
        ScenarioError: all mistakes together. DetenteError: a number or prior cannot be set.
    """
    watch = Stopwatch()
    with watch.phase("load"):
        base = loading.draft_texts(texts, name, path, variant, numbers)
        warn_outside(base.scenario, numbers)
    return _check(base, watch, thorough)


def _check(base: Draft, watch: Stopwatch, thorough: bool) -> Checked:
    from detente.claims.drafts import read_claims

    mistakes = list(base.mistakes)
    can_compile = all(map(loading.is_beside_the_game, mistakes))
    with watch.phase("variants"):
        drafts = loading.draft_variants(base)
        mistakes += [mistake for each in drafts.values() for mistake in each.mistakes]
        mistakes += loading.find_design_mistakes(base)
    # Under a variant, what a claim asks of another one is asked of both together.
    together = functools.cache(lambda name: loading.draft_on_top(base, name))
    changed = together if base.scenario.variant else drafts.__getitem__
    with watch.phase("claims"):
        statements, wrong = read_claims(base, changed)
        mistakes += wrong
    found: tuple[Game, Plan | None] | None = None
    with watch.phase("compile"):
        if can_compile:
            found = _compile(base.scenario, mistakes)
            for each in drafts.values() if thorough else ():
                if not each.mistakes and each.scenario.variant != base.scenario.variant:
                    _compile_variant(each, mistakes)
    if mistakes:
        raise ScenarioError(mistakes)
    game, plan = found or (None, None)
    with watch.phase("warnings"):
        warnings = list_cautions(base.scenario, statements, game)
    return Checked(
        build_origin(base.scenario, None, watch),
        base.scenario.path,
        _counts(base.scenario, _count_states(game)),
        warnings,
        {} if plan is None else _effort(plan),
        () if plan is None else tuple(_remarks(plan)),
    )


def find_warnings(crisis: Source, *, variant: str | None = None) -> tuple[Mistake, ...]:
    """What a crisis says that is allowed, and probably not meant, with its places.

    Raises:
        ScenarioError: it has mistakes; all of them together.
    """
    from detente.analysis.engine import compile_to_check
    from detente.claims.grammar import parse_all
    from detente.game.compile import compile_game

    scenario = load(crisis, variant=variant)
    game = compile_to_check(scenario) or compile_game(scenario, Options(num_points=3).points_of(scenario))
    statements = parse_all(scenario, functools.partial(loading.apply_on_top, scenario))
    return list_cautions(scenario, statements, game)


def _draft(crisis: Source, variant: str | None) -> Draft:
    """What can be made of a crisis; what is loaded already has no mistakes by itself."""
    source, numbers = split_source(crisis)
    if not isinstance(source, Scenario):
        draft = loading.draft(library.find(source), variant, numbers)
        warn_outside(draft.scenario, numbers)
        return draft
    scenario = load(crisis, variant=variant)
    return Draft(scenario, (), frozenset(), loading.read_tree(scenario))


def _compile(scenario: Scenario, mistakes: list[Mistake]) -> tuple[Game, Plan | None] | None:
    """The game, and what solving it on a grid takes; None where it has mistakes, which are added to the list."""
    from detente.analysis.engine import compile_to_check
    from detente.game.compile import compile_coarsely

    with _collecting(mistakes):
        on_tree = compile_to_check(scenario)
        return compile_coarsely(scenario) if on_tree is None else (on_tree, None)
    return None


def _count_states(game: Game | None) -> int:
    """The largest number of states at a stage."""
    return max((len(codes) for period in game.periods for codes in period.codes), default=0) if game else 0


def _effort(plan: Plan) -> dict[str, Any]:
    from detente.cores import num_cores

    return {
        "seconds": float(f"{plan.seconds():.2g}"),
        "bytes": plan.num_bytes(),
        "cores": num_cores(),
        "num_points": dict(plan.points),
    }


def _remarks(plan: Plan) -> Iterator[str]:
    """How long solving takes, if it takes long, and whether the belief grid is coarse."""
    from detente.game.capacity import bytes_in_words, list_coarse_axes
    from detente.report.certificates import coarse_axes_in_words

    if plan.is_long:
        yield f"Solving takes {plan.duration} and {bytes_in_words(plan.num_bytes())} of memory."
    coarse_axes = list_coarse_axes(plan.grid, plan.names)
    if coarse_axes:
        yield coarse_axes_in_words(coarse_axes)


def _compile_variant(changed: Draft, mistakes: list[Mistake]) -> None:
    """Add what is wrong at some reachable state of a variant, also as actors perceive it."""
    from detente.analysis.engine import compile_to_check
    from detente.game.compile import compile_coarsely, require_perceptions

    scenario = changed.scenario
    with _collecting(mistakes):
        if compile_to_check(scenario) is not None:
            return
        game, _ = compile_coarsely(scenario)
        perceptions = {} if _has_wrong_perceptions(scenario, mistakes) else loading.load_perceptions(scenario)
        require_perceptions(game, perceptions.values())


def _has_wrong_perceptions(scenario: Scenario, mistakes: Sequence[Mistake]) -> bool:
    """Whether some `sees` of the file has mistakes and this variant has perceptions, which may then be missing."""
    return bool(scenario.sees) and any(".sees" in mistake.where.field for mistake in mistakes)


def _counts(scenario: Scenario, num_states: int) -> dict[str, int]:
    parts = count_parts(scenario)
    order = ("periods", "actors", "variables", "states", "stages", "variants", "claims")
    return {name: parts.get(name, num_states) for name in order}


def count_parts(scenario: Scenario) -> dict[str, int]:
    """What can be counted without compiling the game."""
    return {
        "periods": scenario.calendar.told.num_periods,
        "actors": len(scenario.actors),
        "variables": len(scenario.variables),
        "stages": len(scenario.stages),
        "variants": len(scenario.variants),
        "claims": len(scenario.claims),
    }


@contextmanager
def _collecting(mistakes: list[Mistake]) -> Iterator[None]:
    """Gather the mistakes of a step instead of stopping at it."""
    try:
        yield
    except ScenarioError as error:
        mistakes.extend(error.mistakes)


def show(
    crisis: Source,
    *,
    variant: str | None = None,
    compiled: bool = False,
    size: bool = False,
    num_points: int | Mapping[str, int] | None = None,
) -> Shown:
    """The scenario with every default filled in.

    Args:
        compiled: whether to show the compiled tables instead.
        size: whether to show instead how large the game is, and why.
        num_points: belief points, as in `Options`; they matter for the compiled tables and the size alone.
    """
    watch = Stopwatch()
    with watch.phase("load"):
        scenario = load(crisis, variant=variant)
    if not compiled and not size:
        from detente.report.filled_in import as_yaml, filled_in

        return Shown(build_origin(scenario, None, watch), as_yaml(scenario), filled_in(scenario))

    from detente.analysis import compiled as views

    options = Options(num_points=num_points)
    points = options.points_of(scenario)
    with watch.phase("compile"):
        document, text = views.describe_size(scenario, points) if size else views.describe_tables(scenario, points)
    from detente.game.compile import build_grid

    informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    used = dict(zip(informed, build_grid(scenario, points).num_points, strict=True))
    return Shown(build_origin(scenario, None, watch, used), text, document)


def picture(crisis: Source, out: str | Path, *, variant: str | None = None) -> Path:
    """Write a picture of a crisis: who moves when within a period, on what, and who sees it.

    Args:
        out: `FILE.svg`.

    Raises:
        DetenteError: `out` ends in anything else. OSError: it cannot be written.
    """
    target = Path(out)
    if target.suffix != ".svg":
        raise DetenteError(f"'{out}': the picture is written as FILE.svg.")
    check_writable(target)
    return write_whole(target, draw_crisis(load(crisis, variant=variant)))


def draw_crisis(scenario: Scenario) -> str:
    """The same picture, as text."""
    from detente.report.lane_drawing import draw_lanes
    from detente.report.lanes import read_lanes

    return draw_lanes(read_lanes(scenario))


def describe_crisis(scenario: Scenario) -> tuple[str, ...]:
    """What the picture shows, in sentences: one or more for every stage of a period."""
    from detente.report.lanes import lanes_in_words, read_lanes

    return tuple(lanes_in_words(read_lanes(scenario)))


def schema() -> dict[str, object]:
    """The JSON Schema of scenario files."""
    from detente.scenario.json_schema import json_schema

    return json_schema()


def template() -> str:
    """A small scenario that runs, as YAML with comments: what `new` writes."""
    return library.TEMPLATE.read_text(encoding="utf-8")


def new(path: str | Path) -> Path:
    """Write a small scenario that runs.

    Raises:
        DetenteError: the file exists already; nothing is overwritten.
        OSError: it cannot be written.
    """
    target = Path(path)
    if not target.name.strip() or target.name == ".." or target.name.lower() in (".yaml", ".yml"):
        raise DetenteError(f"'{path}' names no file; write a name, such as my_crisis.yaml.")
    if target.suffix not in (".yaml", ".yml"):
        target = target.with_name(target.name + ".yaml")
    if target.exists():
        raise DetenteError(f"{target} exists already; choose another name.")
    check_writable(target)
    return write_whole(target, template())
