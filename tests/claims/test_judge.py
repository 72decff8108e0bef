"""Verdicts on claims about a small crisis."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench
from detente.claims.estimates import Estimate, exact_interval
from detente.claims.grammar import parse
from detente.claims.judge import is_consistent, judge, judge_in_turn
from detente.claims.measure import Provider
from detente.claims.statements import RunRequest, list_measurements
from detente.claims.verdict import Side, Verdict
from detente.scenario.loading import loads
from detente.scenario.model import Claim, Note
from detente.simulate.paths import Paths
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium, Settings
from support.made import PATRON, played_patron

SCENARIO = loads(PATRON)
NUM_PLAYS = 2000
BASE = RunRequest()


@functools.cache
def provide(run: RunRequest, _: int | None = None) -> tuple[Equilibrium, Paths]:
    """Plays with a random policy; the values at the start are what they bring."""
    paths = played_patron(NUM_PLAYS, run.variant, run.forced)
    discounted = paths.discounted()
    values = np.array([discounted[paths.types[:, r.actor] == r.type, r.actor].mean() for r in paths.game.rows])
    policies = tuple(tuple(tuple(None for _ in tables) for tables in p.stages) for p in paths.game.periods)
    return Equilibrium(paths.game, Settings(), policies, values, Certificate(0.0, 0.0, 0, 0)), paths


def verdicts(claims: Sequence[Claim], provider: Provider = provide) -> list[Verdict]:
    """In the order of the claims."""
    in_turn = judge_in_turn([(claim, parse(claim, SCENARIO)) for claim in claims], provider)
    return [verdict for _, verdict in sorted(in_turn, key=lambda pair: pair[0])]


def verdict(text: str) -> Verdict:
    (found,) = verdicts([Claim("c", "It is so.", text, Note(source="somebody"))])
    return found


def sides(found: Verdict) -> list[Side]:
    return [side for comparison in found.comparisons for side in comparison.sides]


def happened(name: str, levels: tuple[str, ...], period: int, run: RunRequest = BASE) -> np.ndarray:
    paths = provide(run)[1]
    column = [v.name for v in SCENARIO.variables].index(name)
    wanted = [SCENARIO.variables[column].levels.index(level) for level in levels]
    return np.isin(paths.levels(period)[:, column], wanted)


def test_a_share_keeps_its_own_number_and_interval() -> None:
    share = happened("front", ("held",), 7).mean()
    found = verdict("P(front == held at 2015-12) > 0.01")
    assert (found.verdict, found.value) == ("holds", share)
    assert found.interval == exact_interval(float(share), NUM_PLAYS)
    assert sides(found)[0].text == "P(front == held at 2015-12)"
    assert verdict("0.01 > P(front == held at 2015-12)").value == share
    assert verdict("0.01 > P(front == held at 2015-12)").verdict == "fails"
    assert verdict(f"P(front == held at 2015-12) > {share:.3f}").verdict == "undecided"


@pytest.mark.parametrize(
    ("operator", "threshold", "answer"),
    [
        (">", 0.39, "holds"), (">", 0.40, "undecided"), (">", 0.60, "fails"), (">", 0.61, "fails"),
        (">=", 0.40, "holds"), (">=", 0.60, "undecided"), (">=", 0.61, "fails"),
        ("<", 0.61, "holds"), ("<", 0.60, "undecided"), ("<", 0.40, "fails"),
        ("<=", 0.60, "holds"), ("<=", 0.40, "undecided"), ("<=", 0.39, "fails"),
    ],
)  # fmt: skip
def test_the_whole_interval_decides(operator: str, threshold: float, answer: str) -> None:
    claim = Claim("c", "", f"P(always front == held) {operator} {threshold}")
    statement = parse(claim, SCENARIO)
    (only,) = list_measurements(statement)
    assert judge(claim, statement, {only: Estimate(0.5, (0.40, 0.60))}).verdict == answer


def test_a_value_is_the_solvers_with_an_interval_over_what_plays_bring() -> None:
    solved, paths = provide(BASE)
    defender, revisionist = (float(value) for value in solved.start_values[:2])
    found = verdict("value(moscow) < 1000")
    assert found.value == pytest.approx(0.6 * defender + 0.4 * revisionist)
    assert found.verdict == "holds"
    brought = paths.discounted()[:, 0]
    half = 1.96 * brought.std() / np.sqrt(NUM_PLAYS)
    expected = (min(found.value or 0.0, brought.mean() - half), max(found.value or 0.0, brought.mean() + half))
    assert found.interval == pytest.approx(expected, abs=0.1 * half)
    for threshold, answer in ((revisionist, "undecided"), (revisionist - 1, "holds"), (revisionist + 1, "fails")):
        assert verdict(f"value(moscow is revisionist) > {threshold!r}").verdict == answer
    # A difference is as sharp as plays with the same random numbers make it.
    changed = verdict("value(hawk) under no_rout > value(hawk)")
    low, high = changed.interval or (0.0, 0.0)
    hawk = [each.name for each in SCENARIO.actors].index("hawk")
    apart = provide(RunRequest("no_rout"))[1].discounted()[:, hawk] - paths.discounted()[:, hawk]
    assert high - low == pytest.approx(2 * 1.96 * apart.std() / np.sqrt(NUM_PLAYS), rel=0.3)


def test_a_value_without_private_information_is_exact() -> None:
    """There is no belief grid, on which it could be interpolated."""
    scenario = loads(
        "crisis: Nothing private\ncalendar: {rounds: 1}\nstate: {sky: {one of: [grey], starts: grey}}\n"
        "actors: {ann: {precision: 1}}\neach round:\n  - ann moves: {stay: {costs: 0}, go: {costs: -1}}\n"
    )
    bench = Workbench(scenario, Options(num_plays=1000), lambda *_: None, Stopwatch())
    claim = Claim("c", "", "value(ann) > 0.5")
    provided = bench.equilibrium(None), bench.play(None, ())
    ((_, found),) = judge_in_turn([(claim, parse(claim, scenario))], lambda *_: provided)
    # A logit choice between 0 and 1 at precision 1: e / (1 + e).
    assert found.value == pytest.approx(np.e / (1 + np.e), abs=1e-7)
    assert found.interval == (found.value, found.value)


NOTHING_LEARNED = """
crisis: Nothing is learned
calendar: {rounds: 2}
state: {sky: {one of: [grey], starts: grey}}
actors:
  ann: {types: {hard: {prior: 0.6}, soft: {prior: 0.4}}}
  cyd: {types: {hard: {prior: 0.8}, soft: {prior: 0.2}}}
each round:
  - ann moves: {stay: {}}
  - cyd looks_on: {sit: {}}
"""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("belief(ann is hard at 2) >= 0.6", "holds"), ("belief(ann is hard at 2) > 0.6", "fails"),
        ("belief(cyd is hard at 2) <= 0.8", "holds"), ("belief(cyd is hard at 2) < 0.8", "fails"),
        ("belief(cyd is hard at 2) - belief(ann is hard at 2) >= 0.2", "holds"),
        ("P(belief(ann is hard) >= 0.6 at 2) > 0.9", "holds"), ("P(belief(cyd is hard) > 0.8 at 2) < 0.1", "holds"),
        ("E(belief(cyd is hard)) >= 0.8", "holds"),
    ],
)  # fmt: skip
def test_a_belief_that_equals_its_threshold(text: str, answer: str) -> None:
    assert judged_alone(text) == answer


def judged_alone(text: str) -> str:
    scenario, claim = loads(NOTHING_LEARNED), Claim("c", "", text)
    bench = Workbench(scenario, Options(num_plays=1000), lambda *_: None, Stopwatch())
    provided = bench.equilibrium(None), bench.play(None, ())
    ((_, found),) = judge_in_turn([(claim, parse(claim, scenario))], lambda *_: provided)
    return found.verdict


def off_by_half(run: RunRequest, _: int | None) -> tuple[Equilibrium, Paths]:
    """Values at the start that plays do not bring."""
    solved, paths = provide(run)
    return replace(solved, start_values=solved.start_values + 0.5), paths


def test_the_interval_of_a_value_reaches_to_what_plays_bring() -> None:
    brought = float(provide(BASE)[0].start_values[1])
    texts = [f"value(moscow is revisionist) > {brought + share!r}" for share in (-0.5, 0.25, 1.1)]
    claims = [Claim("c", "", text) for text in texts]
    found = verdicts(claims, off_by_half)
    assert [each.verdict for each in found] == ["holds", "undecided", "fails"]
    assert found[0].value == pytest.approx(brought + 0.5)
    assert found[0].interval is not None
    # What chance does not explain of the difference may be an error on either side.
    assert found[0].interval[0] < brought < brought + 0.5 < found[0].interval[1] <= brought + 1.0


def test_what_values_are_off_by_is_subtracted_too() -> None:
    """Both are off by the same, so that their difference is not."""
    claim = Claim("c", "", "value(hawk) under no_rout - value(hawk) > 1000")
    (found,) = verdicts([claim], off_by_half)
    assert found.interval == (found.value, found.value)


@pytest.mark.parametrize("text", ["E(1e300 at 2015-06) * 1e300 > 1", "E(1e200 at 2015-06) * E(1e200 at 2015-07) < 3"])
def test_numbers_beyond_all_numbers_are_none(text: str) -> None:
    found = verdict(text)
    assert found.verdict == "undecided"
    assert found.value is None
    assert "overflows double precision" in found.note
    json.dumps(found.to_json(), allow_nan=False)


def test_two_quantities_are_subtracted() -> None:
    found = verdict("P(front == rebels_routed at 2015-06) > P(front == rebels_routed at 2015-06) under no_rout")
    base = happened("front", ("rebels_routed",), 1)
    changed = happened("front", ("rebels_routed",), 1, RunRequest("no_rout"))
    assert changed.sum() == 0
    assert found.value == pytest.approx(base.mean())
    assert found.verdict == "holds"
    assert [side.value for side in sides(found)] == pytest.approx([base.mean(), 0.0])
    assert found.interval is not None
    assert found.interval[0] < base.mean() < found.interval[1]


def test_a_changed_crisis_with_its_own_calendar() -> None:
    found = verdict("P(front == held at 2016-03) under longer > 0.001")
    assert found.value == happened("front", ("held",), 10, RunRequest("longer")).mean()


def test_given_counts_only_such_plays() -> None:
    full = happened("minsk", ("full",), 1)
    held = happened("front", ("held",), 2)
    found = verdict("P(front == held at 2015-07 given minsk == full at 2015-06) > 0.01")
    assert found.value == pytest.approx(held[full].mean())
    assert found.interval == exact_interval(float(held[full].mean()), int(full.sum()))


def test_means() -> None:
    levels = provide(RunRequest())[1].levels(3)[:, 2]
    found = verdict("E(sanctions at 2015-08) > 0")
    assert found.value == pytest.approx(levels.mean())
    error = levels.std() / np.sqrt(NUM_PLAYS)
    assert found.interval == pytest.approx((levels.mean() - 1.96 * error, levels.mean() + 1.96 * error), abs=2e-3)
    over_all = np.mean([provide(RunRequest())[1].levels(t)[:, 2].mean() for t in range(8)])
    assert verdict("E(sanctions) > 0").value == pytest.approx(over_all)


def test_beliefs_at_the_end_of_the_period() -> None:
    paths = provide(RunRequest())[1]
    found = verdict("belief(moscow is defender at 2015-05) > 0.5")
    assert found.value == pytest.approx(paths.belief(1, 0, 0).mean())
    armed = paths.act[:, 0, 1] == 1
    given = verdict("belief(moscow is defender at 2015-05 given moscow plays arm at 2015-05) > 0")
    assert given.value == pytest.approx(paths.belief(1, 0, 0)[armed].mean())


def test_do_is_not_given() -> None:
    """Forcing a move leaves the types as they are; seeing it chosen says something about them."""
    forced = verdict("P(moscow is defender given do(moscow plays arm at 2015-05)) > 0")
    seen = verdict("P(moscow is defender given moscow plays arm at 2015-05) > 0")
    assert forced.value is not None
    assert seen.value is not None
    assert abs(forced.value - 0.6) < 4 * np.sqrt(0.24 / NUM_PLAYS)
    assert abs(seen.value - 0.6) > 0.03
    believed = verdict("belief(moscow is defender at 2015-05 given do(moscow plays arm at 2015-05)) > 0")
    assert believed.value == pytest.approx(seen.value, abs=0.04)


def test_rare_conditions_give_no_number() -> None:
    text = "rate(moscow plays intervene given front == rebels_routed and president == hawk and sanctions == lifted)"
    found = verdict(f"{text} + 0.1 > 0.5")
    assert (found.verdict, found.value, found.interval) == ("undecided", None, None)
    assert found.note.startswith(f"{text} + 0.1: its condition holds in ")
    assert "of 2,000 plays, fewer than the 200 needed for an estimate" in found.note
    assert found.to_json()["value"] is None


def test_several_comparisons() -> None:
    both = verdict("value(moscow) > 0 and P(always front == advanced) > 0.99")
    assert both.verdict == "fails"
    assert both.value == verdict("P(always front == advanced) > 0.99").value
    assert len(sides(both)) == 2
    share = verdict("P(front == held at 2015-12) > 0").value
    assert verdict(f"value(moscow) > 0 and P(front == held at 2015-12) > {share:.4f}").verdict == "undecided"
    assert verdict("0 < P(front == held at 2015-12) < 1").verdict == "holds"


def test_every_run_is_asked_for_once_and_in_the_order_of_need() -> None:
    asked: list[RunRequest] = []

    def provider(run: RunRequest, _: int | None) -> tuple[Equilibrium, Paths]:
        asked.append(run)
        return provide(run)

    texts = [
        "value(moscow) > value(moscow) under no_rout",
        "P(always front == held) under no_rout > 0.5",
        "E(minsk) > 0",
    ]
    claims = [Claim(f"c{i}", "", text) for i, text in enumerate(texts)]
    statements = [(claim, parse(claim, SCENARIO)) for claim in claims]
    in_turn = [(verdict.id, len(asked)) for _, verdict in judge_in_turn(statements, provider)]
    assert asked == [RunRequest(), RunRequest("no_rout")]
    # The claim on the base is judged before the variant is played.
    assert in_turn == [("c2", 1), ("c0", 2), ("c1", 2)]


def test_json() -> None:
    record = verdict("P(front == held at 2015-12) > P(front == held at 2015-05)").to_json()
    again = json.loads(json.dumps(record))
    assert again == record
    assert {"id", "quote", "source", "statement", "verdict", "value", "interval"} <= set(record)
    assert (record["quote"], record["source"]) == ("It is so.", "somebody")
    assert len(record["parts"][0]["sides"]) == 2


def test_forced_runs_share_their_random_numbers() -> None:
    """Until the first play of the forced move nothing differs, so differences come from the move alone."""
    paths = provide(RunRequest())[1]
    statement = parse(Claim("", "", "P(always front == held given do(kyiv plays raid from 2015-08)) > 0"), SCENARIO)
    forced = provide(list_measurements(statement)[0].run)[1]
    assert np.array_equal(paths.types, forced.types)
    assert np.array_equal(paths.state[:, :3], forced.state[:, :3])
    assert not np.array_equal(paths.act[:, 3], forced.act[:, 3])


@pytest.mark.parametrize(
    ("text", "threshold", "answer"),
    [
        ("L > R by at least 9 %", 0.09, "holds"), ("L > R by at least 0.11", 0.11, "undecided"),
        ("L > R by at least 31%", 0.31, "no visible effect"), ("L >= R by at least 0.09", 0.09, "holds"),
        ("L >= R by at least 0.31", 0.31, "no visible effect"), ("L < R by at least 0.01", -0.01, "fails"),
        ("R < L by at least 0.09", -0.09, "holds"), ("R < L by at least 0.2", -0.2, "undecided"),
        ("R <= L by at least 0.31", -0.31, "no visible effect"), ("R > L by at least 0.01", 0.01, "fails"),
        ("L > R by at least 0", 0.0, "holds"), ("L > 0.4 by at least 0.09", 0.49, "holds"),
        ("L > 0.4 by at least 20 %", 0.6, "undecided"), ("0.9 > L by at least 0.19", 0.71, "holds"),
        ("0.9 > L by at least 0.41", 0.49, "fails"),
    ],
)  # fmt: skip
def test_a_smallest_difference_moves_the_threshold(text: str, threshold: float, answer: str) -> None:
    """L is 0.6 ± 0.1 and R exactly 0.4, so that L − R lies between 0.1 and 0.3."""
    statement = parse(
        Claim("c", "", text.replace("L", "P(always front == held)").replace("R", "value(hawk)")), SCENARIO
    )
    numbers = {"Probability": Estimate(0.6, beyond=(0.1, 0.1)), "Value": Estimate(0.4)}
    measured = {each: numbers[type(each.quantity).__name__] for each in list_measurements(statement)}
    found = judge(Claim("c", "", text), statement, measured)
    (only,) = found.comparisons
    assert found.verdict == answer
    assert only.threshold == pytest.approx(threshold)
    assert found.value == pytest.approx(0.6 if "0.4" in text or "0.9" in text else 0.2 if text[0] == "L" else -0.2)
    assert is_consistent(found, statement)
    assert only.threshold is not None
    for changed in (
        replace(only, threshold=only.threshold + 0.05),
        replace(only, operator="=="),
        replace(only, text=""),
    ):
        assert not is_consistent(replace(found, comparisons=(changed,)), statement)
    for kind in {"holds", "fails", "no visible effect", "undecided"} - {answer}:
        lie = replace(found, verdict=kind, comparisons=(replace(only, verdict=kind),))
        assert not is_consistent(lie, statement)


def test_what_overflows_is_no_smallest_difference() -> None:
    found = verdict("value(hawk) > value(dove) by at least 1e300 * 1e300")
    assert (found.verdict, found.value) == ("undecided", None)
    assert "overflows double precision" in found.note
