"""The verdict on every claim of a crisis, from the cache or from plays.

Every verdict is cached at once, so that an interrupted run continues where it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.analysis.at_random import judge_at_random
from detente.analysis.cache import CachedVerdict, compute_key
from detente.analysis.helping import Found, Workers
from detente.analysis.workbench import Workbench
from detente.claims.construction import find_construction
from detente.claims.grammar import Statements, parse_all
from detente.claims.judge import build_verdict, is_consistent, judge_in_turn
from detente.claims.measure import ByRun, measure_runs
from detente.claims.statements import Statement, list_measurements
from detente.claims.verdict import UnderRule, Verdict
from detente.scenario.model import Claim, Scenario


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on all claims, in the order of the file.

    Args:
        num_cached: those that an earlier run reached.
    """

    claims: tuple[Verdict, ...]
    num_cached: int

    def to_json(self) -> dict[str, Any]:
        return {"cached": self.num_cached, "claims": [verdict.to_json() for verdict in self.claims]}


def judge_claims(bench: Workbench) -> Verdicts:
    """Every claim of the base crisis with its verdict.

    Raises:
        ScenarioError: statements that cannot be read; all mistakes together.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    return judge_statements(bench, read_statements(bench))


def judge_statements(bench: Workbench, statements: Statements) -> Verdicts:
    """Some claims of the base crisis with their verdicts.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    with bench.watch.phase("claims"):
        cached = CachedClaims(bench, statements)
        verdicts = cached.load()
        num_cached = len(verdicts)
        missing = [index for index in range(len(statements)) if index not in verdicts]
        require_ready(bench, statements, missing)
        at_random = judge_at_random(bench, statements, find_open_at_random(statements, verdicts))
        for index in at_random.keys() & verdicts.keys():
            verdicts[index] = replace(verdicts[index], at_random=at_random[index])
            cached.store(index, verdicts[index])
        for index, verdict in judge_open(bench, statements, missing):
            verdicts[index] = replace(verdict, at_random=at_random.get(index))
            cached.store(index, verdicts[index])
        bench.release_others(bench.base.variant)
        return Verdicts(tuple(explained(bench, *each) for each in _in_order(statements, verdicts)), num_cached)


def require_ready(bench: Workbench, statements: Statements, open_: Sequence[int]) -> None:
    """See that everything these claims speak of can be compiled, and choose the belief grid.

    Args:
        open_: indices of the claims.

    Raises:
        ScenarioError: some of it cannot be compiled; all mistakes together.
    """
    bench.check({variant for index in open_ for variant in list_variants(bench, statements[index][1])})
    if any(list_measurements(statements[index][1]) for index in open_):
        # The first solves tell how long the others take.
        bench.begin()


def judge_open(bench: Workbench, statements: Statements, open_: Sequence[int]) -> Iterator[tuple[int, Verdict]]:
    """The index of each of these claims with the verdict on it, as soon as what it speaks of has been played.

    Args:
        open_: indices of the claims.
    """
    chosen = [statements[index] for index in open_]
    coarser = bench.coarser.play_run if chosen and bench.coarser is not None else None
    what = "Solving and playing the variants"
    helpers = Workers(bench, lambda by_run: _find(bench, by_run), what, with_forced=True)
    for place, verdict in judge_in_turn(chosen, bench.play_run, bench.base.variant, coarser, helpers, bench.besides):
        yield open_[place], verdict


def _in_order(statements: Statements, verdicts: Mapping[int, Verdict]) -> Iterator[tuple[Statement, Verdict]]:
    return ((statement, verdicts[index]) for index, (_, statement) in enumerate(statements))


def explained(bench: Workbench, statement: Statement, verdict: Verdict) -> Verdict:
    """The verdict with what is read off the scenarios alone."""
    base = bench.base.variant
    why = find_construction(statement, lambda variant: bench.scenario(base if variant is None else variant))
    return replace(verdict, by_construction=why)


def _find(bench: Workbench, by_run: ByRun) -> Found:
    """What claims say of one variant, solved and played on both belief grids."""
    coarser = None if bench.coarser is None else bench.coarser.play_run
    known, measured = set(bench.certificates), measure_runs(by_run, bench.play_run, coarser)
    found = {name: each for name, each in bench.certificates.items() if name not in known}
    return Found(measured, found)


def judge_under_rules(bench: Workbench, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The verdicts, each with those in the equilibria of the other rules that the options name, on the same grid.

    Raises:
        DetenteError: a rule has no equilibrium in the crisis.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    for rule in bench.options.rules[1:]:
        other = Workbench(
            bench.base,
            replace(bench.options, equilibrium=rule),
            bench.progress,
            bench.watch,
            cache=bench.cache,
            like=bench,
        )
        judged = judge_claims(other).claims
        bench.add_certificates({f"{name}, rule {rule}": each for name, each in other.certificates.items()})
        verdicts = tuple(
            replace(each, under_rules=(*each.under_rules, UnderRule(rule, own.verdict, own.value, own.interval)))
            for each, own in zip(verdicts, judged, strict=True)
        )
    return verdicts


def find_open_at_random(statements: Statements, verdicts: Mapping[int, Verdict]) -> list[int]:
    """The claims about plays of which it is not known what they come to if everybody plays at base rates."""
    known = {index for index, verdict in verdicts.items() if verdict.at_random is not None}
    return [
        index for index, (_, statement) in enumerate(statements) if index not in known and list_measurements(statement)
    ]


def read_statements(bench: Workbench, claims: Iterable[Claim] | None = None) -> Statements:
    """Every claim of the base crisis with its statement.

    Args:
        claims: those that are wanted; None: all.

    Raises:
        ScenarioError: statements that cannot be read; all mistakes together.
    """
    return parse_all(bench.base, bench.scenario, claims)


def find_base_claims(bench: Workbench) -> tuple[Claim, ...]:
    """The claims that speak of the base crisis alone."""
    return tuple(
        claim for claim, statement in read_statements(bench) if list_variants(bench, statement) == (bench.base.variant,)
    )


def list_variants(bench: Workbench, statement: Statement) -> tuple[str | None, ...]:
    """The crises that the statement is evaluated on, by variant, each once."""
    return tuple(dict.fromkeys(bench.variant_of(each.run) for each in list_measurements(statement)))


class CachedClaims:
    """The claims of a workbench in its cache of verdicts.

    Args:
        statements: of all claims, or of some by index.
    """

    def __init__(self, bench: Workbench, statements: Statements | Mapping[int, tuple[Claim, Statement]]) -> None:
        self._bench = bench
        self._statements = dict(statements if isinstance(statements, Mapping) else enumerate(statements))
        self._keys: dict[int, str] = {}

    def load(self, wanted: Collection[int] | None = None) -> dict[int, Verdict]:
        """Verdicts of earlier runs, by index of the claim; the workbench gets their certificates.

        Args:
            wanted: indices of the claims; None: all.
        """
        verdicts: dict[int, Verdict] = {}
        if not self._bench.cache.is_kept:
            # Keys cost more than a small game.
            return verdicts
        for index, (claim, statement) in self._statements.items():
            if wanted is not None and index not in wanted:
                continue
            cached = self._bench.cache.get(self._key(index))
            if cached is not None and is_consistent(cached.verdict, statement):
                self._bench.add_certificates(cached.certificates)
                self._bench.add_choice(cached.grid)
                verdicts[index] = build_verdict(cached.verdict, claim)
        return verdicts

    def store(self, index: int, verdict: Verdict) -> None:
        """Cache the verdict on a claim, with the certificates of the games that it was evaluated on."""
        if not self._bench.cache.is_kept:
            return
        certificates = self._bench.certificates
        own = {name: replace(certificates[name], regrets=None) for name in self.games(index)}
        self._bench.cache.put(CachedVerdict(self._key(index), verdict, own, self._bench.choice))

    def _key(self, index: int) -> str:
        if index not in self._keys:
            bench, statement = self._bench, self._statements[index][1]
            variants = [bench.scenario(each) for each in list_variants(bench, statement) if each != bench.base.variant]
            perceptions: dict[str | None, Mapping[str, Scenario]] = {
                each.variant: bench.perceptions_of(each) for each in (bench.base, *variants)
            }
            self._keys[index] = compute_key(
                statement.text, bench.base, variants, bench.options, bench.settings, perceptions, bench.grid_of
            )
        return self._keys[index]

    def games(self, index: int) -> list[str]:
        """The games that a claim is evaluated on, perceptions too, by the names of their certificates."""
        names = []
        for variant in list_variants(self._bench, self._statements[index][1]):
            perceptions = self._bench.perceptions_of(self._bench.scenario(variant)).values()
            names += [variant or "base", *(str(perception.variant) for perception in perceptions)]
        return list(dict.fromkeys(names))
