"""The nearest flip: the smallest change of one number, of two numbers, or of a prior that turns the verdict on a claim.

Distances are shares of ranges; of two numbers the one that changes most counts, so that the distance is the room that
both must be given before the verdict can turn: the robustness of info-gap theory (Y. Ben-Haim, Info-Gap Decision
Theory, 2nd edition 2006, chapter 3).

Every number is first given a few values; the first of them on each side at which the verdict has turned, and the one
before it, are the ends of a bracket that is halved (`brackets.py`). What is reported was evaluated at its own values.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detente.analysis.boundary import check_boundary, draw_boundary
from detente.analysis.brackets import Ray, Search, find_first, narrow, pick_nearest
from detente.analysis.certificates import join_certificates
from detente.analysis.turning import Boundary, ClaimFlip, Flips, NumberChange, Turn
from detente.analysis.varying import Axis, Point, PointJudge, list_axes, place
from detente.analysis.verdicts import judge_claims, read_statements
from detente.analysis.workbench import Workbench, unseen
from detente.analysis.worlds import judge_in_worlds
from detente.claims.statements import list_measurements
from detente.claims.verdict import NO_EFFECT, VERDICTS, Verdict
from detente.errors import DetenteError
from detente.scenario.worlds import list_uncertain_numbers, with_numbers

NUM_VALUES = 5
"""Values of each number that are evaluated first."""

TOLERANCE = 1 / 64
"""How wide the bracket of a flip may be, in shares of a range."""

NUM_WORLDS = 32
"""Worlds on which a boundary is tested, unless the options or the scenario have a number."""

MOST_DRAWN = 3
"""Claims up to which every one has its boundary drawn; drawing one takes about as long as all else about it."""

_MOST_STEPS_OUT = 4
"""Steps outward from a flip that the error of the belief grid leaves open; each is twice as long."""


def reverse(verdict: str) -> frozenset[str]:
    """The verdicts that reverse one: what fails or has no visible effect is the reverse of what holds."""
    if verdict == "holds":
        return frozenset({"fails", NO_EFFECT})
    return frozenset({"holds"} if verdict in ("fails", NO_EFFECT) else {"holds", "fails", NO_EFFECT})


@dataclass(frozen=True)
class _Plan:
    """How flips are sought."""

    axes: tuple[Axis, ...]
    num_values: int
    tolerance: float

    def rays(self, axis: Axis) -> list[tuple[Ray, list[float]]]:
        """From the base to both ends of a number's range, with the parts at which its values lie, ascending."""
        base = axis.share(axis.base)
        shares = [axis.share(value) for value in axis.grid(self.num_values)]
        rays = []
        for beyond in (
            [each for each in shares if each < base - 1e-9],
            [each for each in shares if each > base + 1e-9],
        ):
            if beyond:
                end = min(beyond) if beyond[0] < base else max(beyond)
                parts = sorted((each - base) / (end - base) for each in beyond)
                rays.append((Ray((axis,), (base,), (end,)), parts))
        return rays


def find_flips(
    bench: Workbench,
    numbers: Sequence[str] = (),
    *,
    num_values: int = NUM_VALUES,
    tolerance: float = TOLERANCE,
    draws: bool | None = None,
    num_worlds: int | None = None,
) -> Flips:
    """The nearest flips of every claim of the base crisis.

    Args:
        numbers: those that are varied; none: every uncertain number, and every prior that can be set.
        num_values: of each number, before brackets are narrowed; at least 2.
        draws: whether the boundary in two numbers is drawn and tested; None: if there are few claims.
        num_worlds: on which it is tested.

    Raises:
        DetenteError: there is nothing to vary. UnknownNameError: there is no such number.
    """
    plan = _Plan(list_axes(bench.base, numbers), num_values, tolerance)
    judge = PointJudge(bench, "Flips")
    claims = [index for index, (_, statement) in enumerate(read_statements(bench)) if list_measurements(statement)]
    judge.judge([(), *(place([axis], [value]) for axis in plan.axes for value in axis.grid(num_values))])
    stated = judge_claims(bench).claims
    singles = _search_singles(judge, plan, claims)
    pairs = {claim: _choose_pair(judge, plan, claim, singles) for claim in claims}
    draws = len(claims) <= MOST_DRAWN if draws is None else draws
    boundaries = {
        claim: draw_boundary(judge, pair, claim) for claim, pair in pairs.items() if draws and pair is not None
    }
    boundaries = _checked(judge, bench, boundaries, _count_worlds(bench, num_worlds))
    doubles = _search_doubles(judge, plan, pairs, singles)
    found = [
        _claim_flip(judge, bench, plan, claim, stated[claim], singles, doubles.get(claim), pairs[claim])
        for claim in claims
    ]
    return Flips(
        claims=tuple(replace(flip, boundary=boundaries.get(claim)) for claim, flip in zip(claims, found, strict=True)),
        num_plays=bench.options.num_plays,
        num_points=judge.num_points,
        num_cached=judge.num_cached,
        num_values=num_values,
        tolerance=tolerance,
        certificate=join_certificates({**judge.certificates, **bench.certificates}),
        faults=judge.faults,
    )


def _search_singles(judge: PointJudge, plan: _Plan, claims: Sequence[int]) -> list[Search]:
    """Brackets on every number alone, of every claim: where the verdict is reversed, and where it leaves its word.

    The nearest of each claim among numbers, and among priors, are narrowed.
    """
    searches = []
    for claim in claims:
        base = judge.kind((), claim)
        if base not in VERDICTS:
            continue
        others = frozenset(VERDICTS) - {base}
        for axis in plan.axes:
            for ray, parts in plan.rays(axis):
                kind = "prior" if axis.is_prior else "one"
                for group, wanted in ((kind, reverse(base)), (f"leaves {kind}", others)):
                    found = find_first(judge, ray, parts, claim, wanted)
                    if found is not None:
                        searches.append(replace(found, group=(claim, group)))
    return narrow(judge, searches, plan.tolerance)


def _choose_pair(judge: PointJudge, plan: _Plan, claim: int, singles: Sequence[Search]) -> tuple[Axis, Axis] | None:
    """The two numbers that matter most: those that reverse the verdict soonest, then those that move its number most.

    None if fewer than two numbers vary.
    """
    numbers = [axis for axis in plan.axes if not axis.is_prior]
    if len(numbers) < 2 or judge.kind((), claim) not in VERDICTS:
        return None
    soonest = {
        axis.name: min((s.far for s in singles if s.group == (claim, "one") and s.ray.axes == (axis,)), default=2.0)
        for axis in numbers
    }
    moved = {axis.name: _spread(judge, plan, axis, claim) for axis in numbers}
    first, second = sorted(numbers, key=lambda axis: (soonest[axis.name], -moved[axis.name]))[:2]
    return first, second


def _spread(judge: PointJudge, plan: _Plan, axis: Axis, claim: int) -> float:
    """How far the claim's number moves over the values of a number."""
    verdicts = [judge.verdict(place([axis], [value]), claim) for value in axis.grid(plan.num_values)]
    values = [each.value for each in verdicts if each is not None and each.value is not None]
    return max(values) - min(values) if values else 0.0


def _search_doubles(
    judge: PointJudge, plan: _Plan, pairs: Mapping[int, tuple[Axis, Axis] | None], singles: Sequence[Search]
) -> dict[int, Search]:
    """The nearest reversal by two numbers together, of every claim with a pair.

    Sought on the ways to the corners of the ranges on which both numbers change by the same share, on the ways to all
    points of the two numbers that have been judged, and on either number alone.
    """
    searches: list[Search] = []
    corners = {claim: _corners(pair) for claim, pair in pairs.items() if pair is not None}
    judge.judge(ray.point(part) for rays in corners.values() for ray, parts in rays for part in parts)
    for claim, rays in corners.items():
        pair, group, wanted = pairs[claim], (claim, "two"), reverse(judge.kind((), claim))
        assert pair is not None
        ways = [find_first(judge, ray, parts, claim, wanted) for ray, parts in [*rays, *_known_ways(judge, pair)]]
        searches += [replace(each, group=group) for each in ways if each is not None]
        own = [each for each in singles if each.group == (claim, "one") and each.ray.axes[0] in pair]
        searches += [replace(each, group=group) for each in own]
    nearest = pick_nearest(narrow(judge, searches, plan.tolerance))
    return {claim: each for (claim, _), each in nearest.items()}


def _corners(pair: tuple[Axis, Axis]) -> list[tuple[Ray, list[float]]]:
    """The ways from the base on which both numbers change by the same share, up to the first end of a range."""
    start = tuple(axis.share(axis.base) for axis in pair)
    ways = []
    for signs in itertools.product((-1, 1), repeat=2):
        room = min((1 - at) if sign > 0 else at for sign, at in zip(signs, start, strict=True))
        if room > 0:
            end = tuple(at + sign * room for sign, at in zip(signs, start, strict=True))
            ways.append((Ray(pair, start, end), [0.5, 1.0]))
    return ways


def _known_ways(judge: PointJudge, pair: tuple[Axis, Axis]) -> list[tuple[Ray, list[float]]]:
    """The ways from the base to the points in both numbers that have been judged."""
    start, names = tuple(axis.share(axis.base) for axis in pair), {axis.name for axis in pair}
    ways = []
    for point in judge.points():
        values = dict(point)
        if values.keys() == names:
            end = tuple(axis.share(values[axis.name]) for axis in pair)
            ways.append((Ray(pair, start, end), [1.0]))
    return ways


def _claim_flip(
    judge: PointJudge,
    bench: Workbench,
    plan: _Plan,
    claim: int,
    stated: Verdict,
    singles: Sequence[Search],
    double: Search | None,
    pair: tuple[Axis, Axis] | None,
) -> ClaimFlip:
    own = [each for each in singles if each.claim == claim]
    best = {group: each for (_, group), each in pick_nearest(own).items()}
    leaving = [best[name] for name in ("leaves one", "leaves prior") if name in best]
    written, deciding = bench.base.claims[claim], stated.comparisons[stated.deciding]
    confirmed = {
        name: None if search is None else _confirmed(judge, bench, plan, search)
        for name, search in (("one", best.get("one")), ("two", double), ("prior", best.get("prior")))
    }
    return ClaimFlip(
        claim=written.id,
        quote=written.says,
        statement=written.statement,
        verdict=judge.kind((), claim),
        stated=stated.verdict,
        is_share=deciding.is_share,
        is_difference=deciding.is_difference,
        leaves=_turn(judge, min(leaving, key=lambda each: each.far)) if leaving else None,
        one=confirmed["one"],
        two=confirmed["two"],
        prior=confirmed["prior"],
        by_number={axis.name: _of_number(judge, axis, own) for axis in plan.axes},
        pair=None if pair is None else (pair[0].name, pair[1].name),
    )


def _of_number(judge: PointJudge, axis: Axis, searches: Sequence[Search]) -> Turn | None:
    """The nearest bracket of one number that reverses the verdict, as far as it was narrowed."""
    own = [
        each
        for each in searches
        if each.ray.axes == (axis,) and each.group in ((each.claim, "one"), (each.claim, "prior"))
    ]
    return _turn(judge, min(own, key=lambda each: each.far)) if own else None


def _turn(judge: PointJudge, search: Search) -> Turn:
    ray = search.ray
    inner, outer = ray.values(search.inner), ray.values(search.outer)
    changes = tuple(
        NumberChange(axis.name, axis.base, *values, axis.share(values[1]) - axis.share(axis.base))
        for axis, values in zip(ray.axes, zip(inner, outer, strict=True), strict=True)
    )
    verdict = judge.verdict(ray.point(search.outer), search.claim)
    assert verdict is not None
    return Turn(changes, search.near, search.far, verdict.verdict, verdict.value, verdict.interval)


def _confirmed(judge: PointJudge, bench: Workbench, plan: _Plan, search: Search) -> Turn:
    """The flip, measured at its outer end as a verdict is, with the error of the belief grid.

    Where that error leaves it open, the outer end is moved outward until it does not, a few steps at most.
    """
    turn = _turn(judge, search)
    if not bench.options.has_grid_error:
        return turn
    step = plan.tolerance / search.ray.length
    for number in range(_MOST_STEPS_OUT):
        part = min(1.0, search.outer + (2**number - 1) * step)
        point = search.ray.point(part)
        judge.judge([point])
        if judge.kind(point, search.claim) in search.wanted:
            stated = judge_as_stated(bench, point, search.claim)
            if stated is not None and stated.verdict in search.wanted:
                moved = _turn(judge, replace(search, outer=part))
                return replace(
                    moved, verdict=stated.verdict, value=stated.value, interval=stated.interval, confirmed=True
                )
        if part >= 1:
            break
    return replace(turn, confirmed=False)


def judge_as_stated(bench: Workbench, point: Point, claim: int) -> Verdict | None:
    """The verdict at a point with all that the interval of a verdict has; None where the crisis cannot be solved."""
    chosen = bench.base.claims[claim].id
    try:
        scenario = with_numbers(bench.base, dict(point))
        scenario = replace(scenario, claims=tuple(each for each in scenario.claims if each.id == chosen))
        own = Workbench(scenario, bench.options, unseen, bench.watch, plays_out=False, cache=bench.cache, like=bench)
        return judge_claims(own).claims[0]
    except DetenteError:
        return None


def _checked(
    judge: PointJudge, bench: Workbench, boundaries: Mapping[int, Boundary], num_worlds: int
) -> dict[int, Boundary]:
    """The boundaries tested on worlds, the same for all of them."""
    if not boundaries or not num_worlds or not list_uncertain_numbers(bench.base):
        return dict(boundaries)
    worlds, claims = judge_in_worlds(bench, num_worlds), bench.base.claims
    return {
        claim: check_boundary(boundary, worlds, claims[claim].id, judge.kind((), claim))
        for claim, boundary in boundaries.items()
    }


def _count_worlds(bench: Workbench, num_worlds: int | None) -> int:
    """On how many worlds a boundary is tested."""
    asked = bench.options.num_worlds if num_worlds is None else num_worlds
    return asked if asked is not None else bench.base.worlds or NUM_WORLDS
