"""Which difference between two versions of a crisis turns a verdict: changes made one by one, and judged each time.

Every scenario on the way from the first version to the second is judged as the claims of a crisis are, with the same
seed, and a verdict that earlier work left in the cache is not reached again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from detente.analysis.difference import ClaimDifference, FileChange, JudgedAs, TriedChange, VersionsCompared
from detente.analysis.verdicts import judge_claims
from detente.analysis.workbench import Workbench
from detente.claims.verdict import Verdict
from detente.errors import DetenteError, ScenarioError
from detente.scenario.differences import keep_claims, list_differences, take_over
from detente.scenario.loading import load_tree, read_tree
from detente.scenario.model import Scenario
from detente.scenario.tree import Table

MOST_CHANGES = 16
"""Changes that are made one by one; of more, those of one part of the file are made together."""

MOST_PAIRS = 40
"""Pairs of changes that are tried where no single one turns a verdict."""

Chosen = frozenset[int]


def compare_versions(first: Workbench, second: Workbench, labels: tuple[str, str]) -> VersionsCompared:
    """What differs, the verdicts of both, and which change turns those that differ.

    Args:
        labels: how the two are called.

    Raises:
        ScenarioError: statements of claims cannot be read.
        UnsolvedError: nodes of one of the two are left over, unless the options allow it.
    """
    found = compare_files(first.base, second.base, labels)
    verdicts = tuple({each.id: each for each in judge_claims(bench).claims} for bench in (first, second))
    claims = [_side_by_side(name, *verdicts) for name in {**verdicts[0], **verdicts[1]}]
    bearing = [change for change in found.changes if change.has_bearing]
    asked = [each for each in claims if each.is_turned or each.is_moved]
    walk = ChangeWalk(first, second.base, bearing, [each.id for each in asked])
    traced = {each.id: walk.trace(each) for each in asked} if bearing else {}
    return replace(
        found,
        changes=(*walk.changes, *(change for change in found.changes if not change.has_bearing)),
        claims=tuple(traced.get(each.id, each) for each in claims),
        num_judged=2 + walk.num_judged,
        num_plays=first.options.num_plays,
        is_coarse=walk.is_coarse,
    )


def compare_files(first: Scenario, second: Scenario, labels: tuple[str, str]) -> VersionsCompared:
    """What differs in the files of two versions."""
    differences = list_differences(read_tree(first), read_tree(second))
    changes = tuple(FileChange(each.name, each.kind, (each,)) for each in differences)
    return VersionsCompared(*labels, (first.hash, second.hash), changes)


def count_scenarios(first: Scenario, second: Scenario) -> int:
    """How many scenarios are judged at most, those of sets of changes left aside."""
    differences = list_differences(read_tree(first), read_tree(second))
    bearing = sum(FileChange(each.name, each.kind, (each,)).has_bearing for each in differences)
    return 2 + 2 * min(bearing, MOST_CHANGES)


def _side_by_side(name: str, before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> ClaimDifference:
    one = after.get(name) or before[name]
    is_share = any(each.is_share for each in one.comparisons)
    is_difference = bool(one.comparisons) and one.comparisons[one.deciding].is_difference
    judged = _judged(before.get(name)), _judged(after.get(name))
    return ClaimDifference(name, one.quote, is_share, *judged, is_difference=is_difference)


def _judged(verdict: Verdict | None) -> JudgedAs:
    return JudgedAs(None) if verdict is None else JudgedAs(verdict.verdict, verdict.value, verdict.interval)


@dataclass
class ChangeWalk:
    """The scenarios between two versions, each judged once.

    Args:
        claims: the ids of those that are judged.
        changes: those that are made one by one; put together where one alone makes no scenario.
    """

    first: Workbench
    second: Scenario
    changes: Sequence[FileChange]
    claims: Sequence[str]
    is_coarse: bool = False
    num_judged: int = 0
    _found: dict[Chosen, Mapping[str, TriedChange]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._trees = read_tree(self.first.base), read_tree(self.second)
        if self.claims:
            apart = _with_priors(self.changes)
            grouped = _by_part(apart)
            self.is_coarse = len(grouped) < len(apart)
            self.changes = self._fit_together(grouped)

    def trace(self, claim: ClaimDifference) -> ClaimDifference:
        """The claim with what each change does to it, and the smallest sets of changes found that turn it."""
        alone = [self._judge({number}, claim) for number in range(len(self.changes))]
        in_turn = [self._judge(range(number + 1), claim) for number in range(len(self.changes))]
        causes, is_smallest = self._find_causes(claim) if claim.is_turned else ((), True)
        return replace(
            claim,
            alone=tuple(replace(each, change=change.name) for each, change in zip(alone, self.changes, strict=True)),
            in_turn=tuple(
                replace(each, change=change.name) for each, change in zip(in_turn, self.changes, strict=True)
            ),
            causes=tuple(tuple(self.changes[number].name for number in sorted(cause)) for cause in causes),
            is_smallest=is_smallest,
        )

    def _find_causes(self, claim: ClaimDifference) -> tuple[tuple[Chosen, ...], bool]:
        """Single changes that turn the verdict; else pairs; else one set without a member that it can do without."""
        places = range(len(self.changes))
        singles = tuple(frozenset({number}) for number in places if self._turns({number}, claim))
        if singles:
            return singles, True
        pairs = [frozenset(pair) for pair in itertools.combinations(places, 2)]
        pairs.sort(key=lambda pair: -sum(self._approach(number, claim) for number in pair))
        turning = tuple(pair for pair in pairs[:MOST_PAIRS] if self._turns(pair, claim))
        if turning:
            return turning, True
        cause = self._shrink(claim)
        return (cause,) if cause else (), len(pairs) <= MOST_PAIRS and len(cause) <= 3

    def _shrink(self, claim: ClaimDifference) -> Chosen:
        """A set of changes that turns the verdict, of numbers if that can be, without those that it can do without."""
        places = sorted(range(len(self.changes)), key=lambda number: -self._approach(number, claim))
        numbers = [number for number in places if self.changes[number].kind == "number"]
        order = numbers if numbers and self._turns(numbers, claim) else places
        for size in range(3, len(order) + 1):
            if self._turns(order[:size], claim):
                order = order[:size]
                break
        else:
            return frozenset()
        for number in reversed(order):
            if self._turns(set(order) - {number}, claim):
                order = [each for each in order if each != number]
        return frozenset(order)

    def _approach(self, number: int, claim: ClaimDifference) -> float:
        """By how much one change alone brings the claim's number towards that of the second version."""
        start, end, value = claim.before.value, claim.after.value, self._judge({number}, claim).judged.value
        if start is None or end is None or value is None:
            return 0.0
        return (value - start) * (1 if end >= start else -1)

    def _turns(self, chosen: Collection[int], claim: ClaimDifference) -> bool:
        return self._judge(chosen, claim).judged.verdict == claim.after.verdict

    def _judge(self, chosen: Collection[int], claim: ClaimDifference) -> TriedChange:
        """What a claim comes to with some changes made to the first version."""
        key = frozenset(chosen)
        if len(key) == len(self.changes):
            return TriedChange("", claim.after)
        if key not in self._found:
            self._found[key] = self._judge_all(key)
        return self._found[key].get(claim.id) or TriedChange("", JudgedAs(None), "the claim is not there")

    def _judge_all(self, chosen: Chosen) -> Mapping[str, TriedChange]:
        self.num_judged += 1
        try:
            bench = self.first
            scenario = self._build(chosen)
            between = Workbench(scenario, bench.options, bench.progress, bench.watch, cache=bench.cache)
            judged = judge_claims(between).claims
            bench.add_certificates({f"{name}, {self._name(chosen)}": c for name, c in between.certificates.items()})
            return {each.id: TriedChange("", _judged(each)) for each in judged}
        except DetenteError as error:
            reason = str(error).splitlines()[0]
            return {name: TriedChange("", JudgedAs(None), reason) for name in self.claims}

    def _name(self, chosen: Chosen) -> str:
        return " and ".join(self.changes[number].name for number in sorted(chosen))

    def _build(self, chosen: Collection[int]) -> Scenario:
        """The first version with some of the changes made, and with the claims alone that are asked about.

        Raises:
            ScenarioError: together they make no scenario.
        """
        differences = (each for number in chosen for each in self.changes[number].differences)
        return self._assemble([each.path for each in differences])

    def _assemble(self, paths: Collection[tuple[str, ...]]) -> Scenario:
        tree: Table = keep_claims(take_over(*self._trees, paths), self.claims)
        base = self.first.base
        return load_tree(tree, base.name, base.path, base.variant)

    def _fit_together(self, changes: Sequence[FileChange]) -> tuple[FileChange, ...]:
        """The changes, those put together that make a scenario only together."""
        sound = [each for each in changes if self._is_sound([each])]
        open_ = [each for each in changes if each not in sound]
        for change in list(open_):
            partner = next((each for each in sound if self._is_sound([change, each])), None)
            if partner is not None:
                sound[sound.index(partner)] = _together([partner, change])
                open_.remove(change)
        if open_ and not self._is_sound(open_):
            return (_together(changes),)
        return (*sound, *([_together(open_)] if open_ else []))

    def _is_sound(self, changes: Iterable[FileChange]) -> bool:
        try:
            self._assemble([each.path for change in changes for each in change.differences])
        except ScenarioError:
            return False
        return True


def _with_priors(changes: Sequence[FileChange]) -> list[FileChange]:
    """The changes, with the priors of an actor together: one cannot change without the others."""
    return _grouped(changes, _name_of_priors)


def _name_of_priors(change: FileChange) -> str:
    path = change.differences[0].path
    is_prior = path[0] == "actors" and path[2:3] == ("types",) and path[-1] == "prior"
    return ".".join((*path[:3], "prior")) if is_prior else change.name


def _by_part(changes: Sequence[FileChange]) -> list[FileChange]:
    """The changes, put together by entry and then by part of the file, numbers last, as long as there are too many."""
    for depth, kinds in ((2, ("entry", "order")), (1, ("entry", "order")), (1, ("entry", "order", "number"))):
        if len(changes) <= MOST_CHANGES:
            break
        changes = _grouped(changes, partial(_name_of_part, depth=depth, kinds=kinds))
    return list(changes)


def _name_of_part(change: FileChange, depth: int, kinds: Collection[str]) -> str:
    return ".".join(change.differences[0].path[:depth]) if change.kind in kinds else change.name


def _grouped(changes: Sequence[FileChange], name_of: Callable[[FileChange], str]) -> list[FileChange]:
    groups: dict[str, list[FileChange]] = {}
    for change in changes:
        groups.setdefault(name_of(change), []).append(change)
    return [each[0] if len(each) == 1 else replace(_together(each), name=name) for name, each in groups.items()]


def _together(changes: Sequence[FileChange]) -> FileChange:
    kinds = {each.kind for each in changes}
    return FileChange(
        " and ".join(each.name for each in changes),
        kinds.pop() if len(kinds) == 1 else "entry",
        tuple(each for change in changes for each in change.differences),
    )
