"""The best member of a design: a variant with free words, each member solved with everybody else replying to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np

from detente.analysis.break_even import MOST_ON_MAP, draw_break_even, find_axes, list_values
from detente.analysis.compare import Estimates, build_lines, estimate_on_grids, find_best
from detente.analysis.comparison import PolicyComparison, Subject
from detente.analysis.demand import Demand
from detente.analysis.designed import CRITERIA, Candidate, Criterion, Designed
from detente.analysis.drivers import find_deciding_numbers
from detente.analysis.optimiser import MOST_EXHAUSTIVE, Member, list_members, propose, require_optimiser
from detente.analysis.ranking import difference_interval, find_regrets, mean_of_worst, score
from detente.analysis.trials import Aim, Policy, Trials
from detente.analysis.workbench import Workbench
from detente.claims.estimates import Estimate, combine
from detente.claims.statements import Quantity, RunRequest, Value
from detente.claims.verdict import Driver
from detente.errors import DetenteError
from detente.scenario.designs import add_member
from detente.scenario.loading import apply_on_top, read_tree, with_member
from detente.scenario.model import Design, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.tree import Table, to_plain
from detente.scenario.variants import ON_TOP
from detente.scenario.worlds import list_possible_variants, list_uncertain_numbers

DEFAULT_WORLDS = 16
"""Where the crisis has uncertain numbers: the worst tenth is two of them."""

DEFAULT_TRIES = MOST_EXHAUSTIVE
NUM_SHOWN = 3
"""Members that are compared at the base values."""


@dataclass(frozen=True)
class DesignSettings:
    """How the best member is looked for.

    Args:
        criterion: one of `CRITERIA`.
        num_worlds: 0: at the base values alone; None: `DEFAULT_WORLDS` where numbers are uncertain.
        num_tries: members that are tried of a family too large to try all. over: the two numbers of a map.

    Raises:
        DetenteError: there is no such criterion, or nothing is to be tried.
    """

    criterion: str = "mean"
    num_worlds: int | None = None
    num_tries: int = DEFAULT_TRIES
    over: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.criterion not in CRITERIA:
            hint = f"{nearest(str(self.criterion), CRITERIA)} (criteria: {listed(CRITERIA)})"
            raise DetenteError(f"criterion: there is no '{self.criterion}'{hint}")
        if self.num_tries < 2:
            raise DetenteError(f"tries: {self.num_tries} is too few; at least 2 members are tried")


def find_design(name: str | None, scenario: Scenario) -> Design:
    """The design of this name; the only one for none.

    Raises:
        DetenteError: there is none, or there are several.
    """
    names = [each.name for each in scenario.designs]
    if not names:
        example = "designs: {easing: {serves: ACTOR, for: {k: {from: 0, to: 3}}, PATH: NEW VALUE WITH k}}"
        raise DetenteError(
            f"design: {scenario.name} has no designs. Write a policy with open parameters as `{example}`, in the file "
            "or in a separate one."
        )
    if name is None and len(names) > 1:
        raise DetenteError(f"design: there are several designs; name one of {listed(names)}")
    for each in scenario.designs:
        if name in (None, each.name):
            return each
    raise DetenteError(f"unknown design '{name}'{nearest(name or '', names)} (designs: {listed(names)})")


def count_worlds(scenario: Scenario, settings: DesignSettings) -> int:
    """The number of worlds that policies are tried in; 0: at the base values alone."""
    is_certain = not list_uncertain_numbers(scenario) and not list_possible_variants(scenario)
    if settings.num_worlds is None:
        return 0 if is_certain else DEFAULT_WORLDS
    return settings.num_worlds


def demand_of_design(bench: Workbench, design: Design, settings: DesignSettings) -> Demand:
    """What it takes to find the best member, if nothing is known of it yet."""
    beside = 1 + len(_list_against(bench.base, design))
    tried = beside + _count_tries(design, settings)
    cells = 0
    if settings.over:
        axes = find_axes(bench.base, settings.over)
        cells = len(list_values(axes[0])) * len(list_values(axes[1])) * min(beside + 1, MOST_ON_MAP)
    games = beside + min(NUM_SHOWN, design.num_members)
    worlds = tried * max(1, count_worlds(bench.base, settings)) + cells
    on_two = bench.options.has_grid_error
    return Demand(games=games, runs=games, on_two_grids=on_two, worlds=worlds, world_games=1, world_runs=1)


def optimise(bench: Workbench, design: Design, settings: DesignSettings) -> Designed:
    """The best member of a design by a criterion over worlds, compared with variants of the crisis.

    Raises:
        DetenteError: no member can be solved in all worlds; or a large family is searched without the optimiser.
        UnsolvedError: nodes of a crisis that is shown are left over, unless the options allow it.
    """
    return _DesignSearch(bench, design, settings).answer()


def _count_tries(design: Design, settings: DesignSettings) -> int:
    return min(design.num_members, max(settings.num_tries, 2)) if _is_large(design, settings) else design.num_members


def _is_large(design: Design, settings: DesignSettings) -> bool:
    return design.num_members > max(MOST_EXHAUSTIVE, settings.num_tries)


def _list_against(scenario: Scenario, design: Design) -> list[str]:
    """The variants that the design is compared with."""
    applied = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    if design.against is not None:
        return [name for name in design.against if name not in applied]
    seen = {perception for variant in scenario.variants for _, perception in variant.sees}
    # What may be how things are, or is how somebody sees them, is no policy.
    return [
        each.name
        for each in scenario.variants
        if each.probability is None and each.name not in seen and each.name not in applied
    ]


class _DesignSearch:
    """The search for the best member of a design."""

    def __init__(self, bench: Workbench, design: Design, settings: DesignSettings) -> None:
        self._bench, self._design, self._settings = bench, design, settings
        base, self._criterion = bench.base, cast(Criterion, settings.criterion)
        self._against = _list_against(base, design)
        if _is_large(design, settings):
            require_optimiser()
        self._axes = find_axes(base, settings.over) if settings.over else None
        self._beside = [Policy(base.variant or "base", base)]
        self._beside += [Policy(name, apply_on_top(base, name)) for name in self._against]
        first = self._member((0,) * len(design.words))
        are_played = any(policy.scenario.sees for policy in (*self._beside, first))
        self._aim = Aim(design.serves, design.measure, are_played)
        written = next((each for each in base.measures if each.name == design.measure), None)
        self._better: Literal["more", "less"] = (written.better if written is not None else None) or "more"
        self._is_share = written is not None and written.is_share
        self._num_worlds = count_worlds(base, settings)
        self._trials = Trials(bench, self._aim, self._num_worlds)
        self._values: dict[str, list[float]] = {}
        self._faults: dict[str, str] = {}

    def answer(self) -> Designed:
        bench, design = self._bench, self._design
        bench.check(self._against)
        bench.begin()
        _ = bench.choice
        members = self._try_all()
        sound = [each for each in (*members, *self._beside) if each.name in self._values]
        if not any(each.values is not None for each in sound):
            reason = next(iter(self._faults.values()))
            raise DetenteError(f"design: no member of {design.name} can be solved in every world; the first: {reason}")
        ranked = self._ranked(sound)
        best = [each for each in ranked if each.values is not None]
        chosen = [next(each for each in members if each.name == own.name) for own in best[:NUM_SHOWN]]
        comparison, by_policy = self._compare(chosen)
        if len(self._trials.worlds) < 2:
            ranked = [self._with_interval(each, best[0].name, by_policy) for each in ranked]
            best = [each for each in ranked if each.values is not None]
        failed = [Candidate(n, v, None, None, None, None, 0.0, fault=f) for n, v, f in self._list_failed(members)]
        on_map = [chosen[0], *self._beside][:MOST_ON_MAP]
        drawn = self._axes and draw_break_even(bench, self._trials, on_map, self._axes, self._better)
        return Designed(
            name=design.name,
            says=design.says,
            serves=None if design.measure is not None else design.serves,
            measure=design.measure,
            better=self._better,
            is_share=self._is_share,
            criterion=self._criterion,
            num_members=design.num_members,
            num_tried=len(members),
            is_exhaustive=len(members) == design.num_members,
            num_worlds=self._num_worlds,
            num_plays=self._trials.num_plays,
            candidates=tuple(each for each in (*best, *failed) if each.values is not None),
            beside=tuple(each for each in (*ranked, *failed) if each.values is None),
            deciding=self._find_deciding(chosen[0]),
            comparison=comparison,
            as_variant=self._write(chosen[0]),
            map=drawn or None,
        )

    def _member(self, member: Member) -> Policy:
        values = {word.name: word.values[place] for word, place in zip(self._design.words, member, strict=True)}
        name = ", ".join(f"{word} = {value}" for word, value in values.items())
        return Policy(name, with_member(self._bench.base, self._design.name, values), values)

    def _try_all(self) -> list[Policy]:
        """The members that were tried, in order; what is compared with them is tried first."""
        words, total = self._design.words, len(self._beside) + _count_tries(self._design, self._settings)
        for policy in self._beside:
            self._try_out(policy, total)
        tried: dict[Member, Policy] = {}
        if not _is_large(self._design, self._settings):
            for member in list_members(words):
                tried[member] = self._member(member)
                self._try_out(tried[member], total)
            return list(tried.values())
        for _ in range(self._settings.num_tries):
            member = propose(words, self._scores(tried), self._bench.options.seed)
            tried[member] = self._member(member)
            self._try_out(tried[member], total)
        return list(tried.values())

    def _try_out(self, policy: Policy, total: int) -> None:
        done = len(self._values) + len(self._faults)
        self._bench.progress("Trying policies", done / total)
        values, fault = self._trials.try_out(policy)
        if fault:
            self._faults[policy.name] = fault
        else:
            self._values[policy.name] = values
        self._bench.progress("Trying policies", (done + 1) / total)

    def _matrix(self, names: Sequence[str]) -> np.ndarray:
        """The aim of policies in all worlds; greater is better."""
        sign = 1.0 if self._better == "more" else -1.0
        return sign * np.array([self._values[name] for name in names])

    def _scores(self, tried: Mapping[Member, Policy]) -> dict[Member, float | None]:
        names = list(self._values)
        found = dict(zip(names, score(self._matrix(names), self._criterion).tolist(), strict=True)) if names else {}
        return {member: found.get(policy.name) for member, policy in tried.items()}

    def _ranked(self, policies: Sequence[Policy]) -> list[Candidate]:
        """All policies with a number in every world, the best first, each compared with the best member."""
        criterion, seed = self._criterion, self._bench.options.seed
        values = self._matrix([each.name for each in policies])
        sign = 1.0 if self._better == "more" else -1.0
        scores, regrets = score(values, criterion), find_regrets(values)
        tails, worst_regrets = mean_of_worst(values), -mean_of_worst(-regrets)
        order = sorted(range(len(policies)), key=lambda place: -scores[place])
        best = next(place for place in order if policies[place].values is not None)
        ranked = []
        for place in order:
            interval = None if place == best else difference_interval(values, best, place, criterion, seed)
            ranked.append(
                Candidate(
                    name=policies[place].name,
                    values=policies[place].values,
                    score=float(scores[place]),
                    mean=sign * float(values[place].mean()),
                    worst_tenth=sign * float(tails[place]),
                    regret=float(worst_regrets[place]),
                    best_in=float((regrets[place] <= 0).mean()),
                    behind=None if place == best else float(scores[best] - scores[place]),
                    behind_interval=interval,
                    is_apart=interval is not None and (interval[0] > 0 or interval[1] < 0),
                )
            )
        return ranked

    def _compare(self, chosen: Sequence[Policy]) -> tuple[PolicyComparison, Mapping[str, Estimates]]:
        """Everything at the base values: what the members are compared with, and the best of them."""
        bench, aim = self._bench, self._aim
        subject = Subject("value", str(aim.actor)) if aim.measure is None else Subject("measure", aim.measure)
        also: dict[Subject, Quantity] = {}
        if aim.measure is None:
            also = {subject: Value(str(aim.actor), None, aim.are_played)}
        by_policy: dict[str, Estimates] = {}
        for policy in (*self._beside, *chosen):
            if policy.scenario is not bench.base:
                bench.add_scenario(policy.name, policy.scenario)
            run = RunRequest(None if policy.scenario is bench.base else policy.name)
            by_policy[policy.name] = estimate_on_grids(bench, run, aim.are_played, also)
            bench.release(policy.name)
        lines = build_lines(bench.base, by_policy)
        best = find_best({name: own[subject] for name, own in by_policy.items()}, self._better)
        marked = (replace(each, better=self._better, best=best) if each.subject == subject else each for each in lines)
        says = {each.name: each.says or "" for each in bench.base.variants}
        policies = {name: says.get(name, "") for name in by_policy}
        return PolicyComparison(policies, tuple(marked), ()), {
            name: {subject: own[subject]} for name, own in by_policy.items()
        }

    def _with_interval(self, each: Candidate, best: str, by_policy: Mapping[str, Estimates]) -> Candidate:
        """A candidate at the base values alone, with the interval of the pairs of plays, the grid's error included."""
        if each.name == best or each.name not in by_policy:
            return each
        (own,), (top,) = by_policy[each.name].values(), by_policy[best].values()
        pair: tuple[Estimate, Estimate] = (top, own) if self._better == "more" else (own, top)
        interval = combine("-", *pair).interval_95()
        is_apart = interval is not None and (interval[0] > 0 or interval[1] < 0)
        return replace(each, behind_interval=interval, is_apart=is_apart)

    def _list_failed(self, members: Sequence[Policy]) -> list[tuple[str, Mapping[str, str] | None, str]]:
        known = {each.name: each.values for each in (*members, *self._beside)}
        return [(name, known[name], fault) for name, fault in self._faults.items()]

    def _find_deciding(self, best: Policy) -> tuple[Driver, ...]:
        """The numbers that decide whether the best member is better than all that it is compared with."""
        others = [each.name for each in self._beside if each.name in self._values]
        names = [entry.name for entry in list_uncertain_numbers(self._bench.base)]
        if len(self._trials.worlds) < 2 or not others or not names:
            return ()
        is_better = self._matrix([best.name])[0] > self._matrix(others).max(axis=0)
        drawn = np.array([[numbers[name] for name in names] for numbers, _ in self._trials.worlds])
        return find_deciding_numbers(names, drawn, is_better)

    def _write(self, best: Policy) -> str:
        """The best member as a variant in a file."""
        tree, member = add_member(read_tree(self._bench.base), self._design.name, best.values or {})
        variants = tree.entries["variants"]
        assert isinstance(variants, Table)
        written = to_plain(variants.entries[member])
        # JSON is YAML on one line.
        return f"best_{self._design.name}: {json.dumps(written, ensure_ascii=False)}"
