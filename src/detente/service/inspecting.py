"""Tasks that solve nothing: list, check and show crises, and begin a new one."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from detente.analysis.options import MINIMAL, Options, Stopwatch
from detente.analysis.results import Checked, CrisisSummary, Listing, Shown
from detente.errors import DetenteError, Mistake, ScenarioError
from detente.files import check_writable, write_whole
from detente.scenario import library, loading
from detente.scenario.loading import Draft
from detente.scenario.model import Scenario
from detente.service.setting_up import Source, build_origin, load, version


def list_crises() -> Listing:
    """The crises that come with the package."""
    watch = Stopwatch()
    listed = []
    with watch.phase("load"):
        for name, path in library.bundled().items():
            scenario = loading.load(path)
            listed.append(
                CrisisSummary(name, scenario.title, scenario.question, str(path), scenario.hash, _parts(scenario))
            )
    return Listing(tuple(listed), version(), watch.seconds)


def check(crisis: Source, *, variant: str | None = None, thorough: bool = False) -> Checked:
    """What a scenario without mistakes consists of: its file, variants, claims and reachable states are checked.

    Args:
        variant: the changed crisis that counts as the base.
        thorough: whether to go through the reachable states of every variant too, not of the base alone.

    Raises:
        ScenarioError: all mistakes together.
    """
    from detente.claims.drafts import find_claim_mistakes

    watch = Stopwatch()
    with watch.phase("load"):
        base = _draft(crisis, variant)
    mistakes = list(base.mistakes)
    can_compile = all(map(loading.is_beside_the_game, mistakes))
    with watch.phase("variants"):
        drafts = loading.draft_variants(base)
        mistakes += [mistake for each in drafts.values() for mistake in each.mistakes]
    # Under a variant, what a claim asks of another one is asked of both together.
    together = functools.cache(lambda name: loading.draft_on_top(base, name))
    with watch.phase("claims"):
        mistakes += find_claim_mistakes(base, together if base.scenario.variant else drafts.__getitem__)
    num_states = 0
    with watch.phase("compile"):
        if can_compile:
            num_states = _compile(base.scenario, mistakes)
            for each in drafts.values() if thorough else ():
                if not each.mistakes and each.scenario.variant != base.scenario.variant:
                    _compile_variant(each, mistakes)
    if mistakes:
        raise ScenarioError(mistakes)
    return Checked(build_origin(base.scenario, None, watch), base.scenario.path, _counts(base.scenario, num_states))


def _draft(crisis: Source, variant: str | None) -> Draft:
    """What can be made of a crisis; what is loaded already has no mistakes by itself."""
    if not isinstance(crisis, Scenario):
        return loading.draft(library.find(crisis), variant)
    scenario = load(crisis, variant=variant)
    return Draft(scenario, (), frozenset(), loading.read_tree(scenario))


def _compile(scenario: Scenario, mistakes: list[Mistake]) -> int:
    """The largest number of states at a stage; mistakes at some of them are added to the list."""
    from detente.game.compile import compile_game

    with _collecting(mistakes):
        game = compile_game(scenario, MINIMAL.points_of(scenario))
        return max(len(codes) for period in game.periods for codes in period.codes)
    return 0


def _compile_variant(changed: Draft, mistakes: list[Mistake]) -> None:
    """Add what is wrong at some reachable state of a variant, also as actors perceive it."""
    from detente.game.compile import compile_game, require_perceptions

    scenario = changed.scenario
    with _collecting(mistakes):
        game = compile_game(scenario, MINIMAL.points_of(scenario))
        perceptions = {} if _has_wrong_perceptions(scenario, mistakes) else loading.load_perceptions(scenario)
        require_perceptions(game, perceptions.values())


def _has_wrong_perceptions(scenario: Scenario, mistakes: Sequence[Mistake]) -> bool:
    """Whether some `sees` of the file has mistakes and this variant has perceptions, which may then be missing."""
    return bool(scenario.sees) and any(".sees" in mistake.where.field for mistake in mistakes)


def _counts(scenario: Scenario, num_states: int) -> dict[str, int]:
    parts = _parts(scenario)
    order = ("periods", "actors", "variables", "states", "stages", "variants", "claims")
    return {name: parts.get(name, num_states) for name in order}


def _parts(scenario: Scenario) -> dict[str, int]:
    """What can be counted without compiling the game."""
    return {
        "periods": scenario.calendar.num_periods,
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
    return Shown(build_origin(scenario, None, watch, options), text, document)


def schema() -> dict[str, object]:
    """The JSON Schema of scenario files."""
    from detente.scenario.json_schema import json_schema

    return json_schema()


def new(path: str | Path) -> Path:
    """Write a small scenario that runs.

    Raises:
        DetenteError: the file exists already; nothing is overwritten.
        OSError: it cannot be written.
    """
    target = Path(path)
    if target.suffix not in (".yaml", ".yml"):
        target = target.with_name(target.name + ".yaml")
    if target.exists():
        raise DetenteError(f"{target} exists already; choose another name.")
    check_writable(target)
    return write_whole(target, library.TEMPLATE.read_text(encoding="utf-8"))
