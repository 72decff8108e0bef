"""Policies compared: every measure and value under each variant, with its paired difference from the base.

All crises are played with the same random numbers play by play, so that a difference has a smaller error than the two
numbers have (`claims/estimates.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from detente.analysis.cache import compute_key
from detente.analysis.comparison import Cell, Line, PolicyComparison, Subject
from detente.analysis.replies import list_acts, list_policies
from detente.analysis.telling import find_names
from detente.analysis.workbench import Workbench
from detente.claims.estimates import Estimate, combine
from detente.claims.measure import Measured, measure_on_grids
from detente.claims.statements import Expectation, Measurement, Quantity, RunRequest, Value, Window
from detente.claims.verdict import Interval
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.scenario.names import listed, nearest

# Policies are solved up to 1e-8 in probability; smaller differences of exact values than this mean nothing.
_LEAST_DIFFERENCE = 1e-6

Estimates = Mapping[Subject, Estimate]


def compare(bench: Workbench, variants: Sequence[str]) -> PolicyComparison:
    """The base crisis of a workbench and variants of it, compared.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    bench.check(variants)
    by_policy: dict[str, Estimates] = {}
    for name, (run, wanted) in _list_wanted(bench, variants).items():
        by_policy[name or "base"] = _measure(bench, run, wanted)
        if name != bench.base.variant:
            bench.release(name)
    says = {variant.name: variant.says or "" for variant in bench.base.variants}
    lines = build_lines(bench.base, by_policy)
    return PolicyComparison(
        policies={name: says.get(name, "") for name in by_policy},
        lines=tuple(each for each in lines if each.subject.kind != "act"),
        undominated=find_undominated(bench.base, by_policy),
        replies=tuple(each for each in lines if each.subject.kind == "act"),
        names=find_names(bench.base),
    )


def compare_options(bench: Workbench) -> PolicyComparison:
    """The base crisis and the policies that its claims compare, from the cache if an earlier run has compared them.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    names = list_policies(bench)
    scenarios = [bench.scenario(name) for name in names]
    seen = {each.variant: bench.perceptions_of(each) for each in (bench.base, *scenarios)}
    about = f"measures and acts under {', '.join(names)}"
    key = compute_key(about, bench.base, scenarios, bench.options, bench.settings, seen, bench.grid_of)
    kept = bench.cache.get_document(key, PolicyComparison)
    if kept is None:
        kept = compare(bench, names)
        bench.cache.put_document(key, kept)
    return kept


def list_measured(bench: Workbench) -> tuple[Measurement, ...]:
    """What a comparison of the policies that claims compare measures, on runs that the claims have anyway."""
    return tuple(each for _, wanted in _list_wanted(bench, list_policies(bench)).values() for each in wanted.values())


_Wanted = Mapping[Subject, Measurement]


def _list_wanted(bench: Workbench, variants: Sequence[str]) -> Mapping[str | None, tuple[RunRequest, _Wanted]]:
    """What is compared of the base crisis, which comes first, and of every variant, by its name, with the run."""
    names = [bench.base.variant, *(name for name in variants if name != bench.base.variant)]
    scenarios = [bench.scenario(name) for name in names]
    # Where actors act on perceptions, values come from plays; then so do the values of all that is compared with them.
    are_played = any(scenario.sees for scenario in scenarios)
    acts = list_acts(scenarios)
    found: dict[str | None, tuple[RunRequest, _Wanted]] = {}
    for name, scenario in zip(names, scenarios, strict=True):
        run = RunRequest(None if name == bench.base.variant else name)
        found[name] = run, _of_run(run, {**list_subjects(scenario, are_played), **acts})
    return found


def _of_run(run: RunRequest, subjects: Mapping[Subject, Quantity]) -> _Wanted:
    return {subject: Measurement(run, quantity) for subject, quantity in subjects.items()}


def _measure(bench: Workbench, run: RunRequest, wanted: _Wanted) -> Estimates:
    """The numbers of a run, unless the claims had it measured already."""
    measured: Measured = bench.besides.found
    if not measured.keys() >= set(wanted.values()):
        coarser = None if bench.coarser is None else bench.coarser.play_run(run)
        played = bench.play_run(run)
        with bench.watch.phase("count"):
            measured = measure_on_grids(wanted.values(), played, coarser)
    return {subject: measured[each] for subject, each in wanted.items()}


def estimate_on_grids(
    bench: Workbench, run: RunRequest, are_played: bool, also: Mapping[Subject, Quantity] | None = None
) -> Estimates:
    """Every measure of one crisis, and its value to every actor, the error of the belief grid included.

    Args:
        also: further quantities.
    """
    subjects = {**list_subjects(bench.scenario(bench.variant_of(run)), are_played), **(also or {})}
    return _measure(bench, run, _of_run(run, subjects))


def list_subjects(scenario: Scenario, are_played: bool) -> Mapping[Subject, Quantity]:
    """Every measure of the crisis, and its value to every actor of each type; what a deputy gets is nobody's payoff.

    Args:
        are_played: whether values are means over plays instead of the solver's.
    """
    measures = {
        Subject("measure", each.name): Expectation(each.formula, Window(each.first, each.last))
        for each in scenario.measures
    }
    values = {
        Subject("value", actor.name, kind): Value(actor.name, kind, are_played)
        for actor in scenario.actors
        if not actor.is_deputy
        for kind in ([each.name for each in actor.types] if len(actor.types) > 1 else [None])
    }
    return {**measures, **values}


def build_lines(scenario: Scenario, by_policy: Mapping[str, Estimates]) -> tuple[Line, ...]:
    """A line for every subject.

    Args:
        scenario: the base. by_policy: the base first.
    """
    subjects = dict.fromkeys(subject for estimates in by_policy.values() for subject in estimates)
    return tuple(_line(scenario, subject, by_policy) for subject in subjects)


def _line(scenario: Scenario, subject: Subject, by_policy: Mapping[str, Estimates]) -> Line:
    row = {name: estimates[subject] for name, estimates in by_policy.items() if subject in estimates}
    measures = {each.name: each for each in scenario.measures}
    written = measures.get(subject.name) if subject.kind == "measure" else None
    better = written.better if written else None
    return Line(
        subject=subject,
        says=(written.says or "") if written else "",
        better=better,
        is_share=subject.kind == "act" or (written is not None and written.is_share),
        cells=dict(_cells(list(by_policy), row)),
        best=find_best(row, better),
    )


def _cells(policies: Sequence[str], row: Mapping[str, Estimate]) -> Iterator[tuple[str, Cell]]:
    base = policies[0]
    for name in policies:
        estimate = row.get(name)
        if estimate is None:
            yield name, Cell(None, None, note="no such actor or type")
        elif name == base or base not in row:
            yield name, Cell(estimate.value, estimate.interval_95(), note=estimate.note)
        else:
            difference = combine("-", estimate, row[base])
            own, interval = estimate.interval_95(), difference.interval_95()
            is_different = _side(interval) != 0
            yield name, Cell(estimate.value, own, difference.value, interval, is_different, estimate.note)


def _side(interval: Interval | None) -> int:
    """The side of zero on which the whole interval lies, 1 or −1; 0 if on none."""
    low, high = interval or (0.0, 0.0)
    return 1 if low > _LEAST_DIFFERENCE else -1 if high < -_LEAST_DIFFERENCE else 0


def _advantage(first: Estimate, second: Estimate, better: str) -> Estimate:
    """By how much the first is better than the second."""
    return combine("-", first, second) if better == "more" else combine("-", second, first)


def find_best(row: Mapping[str, Estimate], better: Literal["more", "less"] | None) -> tuple[str, ...]:
    """The policy with the best number, and those without a significant difference from it."""
    valued = {name: estimate for name, estimate in row.items() if estimate.value is not None}
    if better is None or not valued:
        return ()
    sign = 1 if better == "more" else -1
    top = max(valued, key=lambda name: sign * (valued[name].value or 0.0))
    others = [
        name
        for name in valued
        if name != top and _side(_advantage(valued[top], valued[name], better).interval_95()) == 0
    ]
    return (top, *others)


def find_undominated(scenario: Scenario, by_policy: Mapping[str, Estimates]) -> tuple[str, ...]:
    """The policies to which no other is at least as good on every measure and significantly better on one.

    "At least as good" goes by the means alone, so that policies never dominate each other, nor in a circle.
    """
    judged = [(Subject("measure", each.name), each.better) for each in scenario.measures if each.better is not None]
    if not judged:
        return ()

    def dominates(first: Estimates, second: Estimates) -> bool:
        gains = [_advantage(first[subject], second[subject], better) for subject, better in judged]
        if any(gain.value is None or gain.value < 0 for gain in gains):
            return False
        return any(_side(gain.interval_95()) > 0 for gain in gains)

    return tuple(
        name for name, own in by_policy.items() if not any(dominates(other, own) for other in by_policy.values())
    )


def find_variants(written: Sequence[str], scenario: Scenario) -> list[str]:
    """The variants that names or beginnings of names stand for, each once; all of them for none.

    Raises:
        DetenteError: a name stands for no variant, or for several.
    """
    names = [variant.name for variant in scenario.variants]
    variants = []
    for name in written:
        word = name.replace("-", "_")
        fitting = [word] if word in names else [each for each in names if word and each.startswith(word)]
        if len(fitting) > 1:
            raise DetenteError(f"'{name}' matches several variants: {listed(fitting)}")
        if not fitting:
            raise DetenteError(f"unknown variant '{name}'{nearest(word, names)} (variants: {listed(names, 30)})")
        variants += fitting
    return list(dict.fromkeys(variants)) if written else names
