"""Is my model silly? What in a crisis does nothing, or hides what else there is, each with its line and what to do.

One solution and one set of plays, and the crisis at both ends of every uncertain number; each module of `checkups/`
looks for one kind of thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from detente.analysis.cautions import list_cautions
from detente.analysis.checkups.calendar_end import find_jumps
from detente.analysis.checkups.choices import Choices
from detente.analysis.checkups.idle_acts import find_coin_tosses, find_idle_acts
from detente.analysis.checkups.numbers import Numbers
from detente.analysis.checkups.reached import find_idle_chances, find_unreached_levels
from detente.analysis.checkups.sayings import count_judged_variants, find_empty_claims
from detente.analysis.checkups.types_apart import find_twins
from detente.analysis.checkups.wants import find_unequal_wants
from detente.analysis.checkups.written import find_written
from detente.analysis.demand import Demand
from detente.analysis.diagnosis import Diagnosis, Finding, in_order
from detente.analysis.on_trees import core_seconds
from detente.analysis.workbench import Workbench
from detente.claims.grammar import parse_all
from detente.scenario.loading import read_tree
from detente.scenario.positions import Where
from detente.scenario.tree import Table
from detente.simulate.paths import Paths
from detente.simulate.watched import watch
from detente.solve.equilibrium import Equilibrium

_Step = tuple[str, Callable[[], Iterable[Finding]]]

NUM_WATCHED = 2_000
"""Plays whose decisions are watched: policies are counted, not draws, so that a few thousand are enough."""


def examine(bench: Workbench) -> Diagnosis:
    """Everything silly that is found in the base crisis.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    base = bench.base
    equilibrium, paths = bench.equilibrium(base.variant), bench.paths()
    left_out: list[str] = []
    with bench.watch.phase("examine"):
        warnings = list_cautions(base, parse_all(base, bench.scenario), equilibrium.game)
        bench.progress("Watching decisions", 0.0)
        steps: list[_Step] = [("Reading the file", lambda: find_written(base, bench.scenario, warnings))]
        if bench.on_tree:
            left_out.append(
                "Acts, decisions, types and wants were not looked at: this crisis is solved on its game tree, where no "
                "policy is a function of public beliefs. The engine `tree` shows what each actor does by what it knows."
            )
        else:
            steps += _look_at_decisions(bench, equilibrium, paths)
        steps += [
            ("Looking at states", lambda: find_unreached_levels(paths)),
            ("Looking at the calendar's end", lambda: find_jumps(paths)),
            ("Looking at chances", lambda: find_idle_chances(paths)),
            ("Trying numbers", lambda: _find_dead_numbers(bench, left_out)),
            ("Judging claims", lambda: find_empty_claims(bench, left_out)),
        ]
        findings: list[Finding] = []
        for done, (step, find) in enumerate(steps):
            bench.progress(step, done / len(steps))
            findings += find()
        bench.progress("Examining", 1.0)
    return Diagnosis(in_order(findings), paths.num_plays, tuple(left_out))


def _look_at_decisions(bench: Workbench, equilibrium: Equilibrium, paths: Paths) -> list[_Step]:
    """What is found by watching how everybody decides, and by trying other acts."""
    seed = bench.options.seed
    choices = Choices(equilibrium.game, watch(equilibrium, min(NUM_WATCHED, bench.options.num_plays), seed))
    return [
        ("Looking at acts", lambda: find_idle_acts(choices)),
        ("Looking at decisions", lambda: find_coin_tosses(choices)),
        ("Looking at types", lambda: find_twins(choices, paths)),
        ("Trying acts", lambda: find_unequal_wants(equilibrium, paths, seed)),
    ]


def forecast_demand(bench: Workbench) -> Demand:
    """What an examination takes: the crisis, the variants that claims speak of, and numbers tried at both ends."""
    variants = count_judged_variants(bench)
    tried = Numbers(bench).seconds / max(core_seconds(bench), 0.1)
    return Demand(games=1 + variants + round(tried), runs=3 + variants, random_games=variants, random_runs=variants)


def _find_dead_numbers(bench: Workbench, left_out: list[str]) -> Iterator[Finding]:
    written = read_tree(bench.base).entries.get("numbers")
    places: dict[str, Where] = dict(written.keys) if isinstance(written, Table) else {}
    numbers = Numbers(bench)
    yield from numbers.find_dead(places)
    left_out += numbers.left_out
