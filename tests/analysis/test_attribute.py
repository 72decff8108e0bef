"""Which change turns a verdict, in a crisis whose claims are products of chances."""

from __future__ import annotations

import pytest

from detente.analysis.attribute import MOST_CHANGES, compare_files, compare_versions, count_scenarios
from detente.analysis.difference import VersionsCompared
from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench, unseen
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from support.chances import multiplied

LABELS = ("one", "other")


def bench(scenario: Scenario) -> Workbench:
    return Workbench(scenario, Options(num_plays=10_000), unseen, Stopwatch())


def compared(first: str, second: str) -> VersionsCompared:
    return compare_versions(bench(loads(first)), bench(loads(second)), LABELS)


def causes(first: str, second: str) -> set[frozenset[str]]:
    """What turns the claim `raised`, as sets of names of numbers."""
    found = compared(first, second)
    (claim,) = found.turned
    assert claim.id == "raised"
    assert claim.is_smallest
    return {frozenset(name.removeprefix("numbers.") for name in cause) for cause in claim.causes}


def test_one_number_alone_turns_the_verdict() -> None:
    # 0.36 × 1 = 0.36 becomes 0.54 by the first, 0.4 by the second.
    assert causes(multiplied(0.6, 0.6, 1), multiplied(0.9, 0.66, 1, 3)) == {frozenset({"first"})}


def test_either_of_two() -> None:
    found = causes(multiplied(0.6, 0.6, 1), multiplied(0.95, 0.95, 1))
    assert found == {frozenset({"first"}), frozenset({"second"})}


def test_a_pair_where_none_does_it_alone() -> None:
    # 0.8 × 0.6 = 0.48 either way, and 0.64 together.
    found = causes(multiplied(0.6, 0.6, 1), multiplied(0.8, 0.8, 1, 3))
    assert found == {frozenset({"first", "second"})}


def test_three_where_no_pair_does_it() -> None:
    # 0.7³ = 0.343; one at 0.83: 0.407, two: 0.482, three: 0.572.
    found = causes(multiplied(0.7, 0.7, 0.7), multiplied(0.83, 0.83, 0.83, 3))
    assert found == {frozenset({"first", "second", "third"})}


def test_every_step_has_the_number_that_the_chances_make() -> None:
    found = compared(multiplied(0.6, 0.6, 1), multiplied(0.8, 0.8, 1))
    claim = next(each for each in found.claims if each.id == "raised")
    assert [each.change for each in claim.alone] == ["numbers.first", "numbers.second"]
    for tried, chance in zip((*claim.alone, *claim.in_turn), (0.48, 0.48, 0.48, 0.64), strict=True):
        assert tried.judged.value == pytest.approx(chance, abs=0.02)
    assert claim.in_turn[-1].judged == claim.after
    possible = next(each for each in found.claims if each.id == "possible")
    assert (possible.is_turned, possible.is_moved, possible.causes) == (False, True, ())


def test_nothing_differs() -> None:
    found = compared(multiplied(0.6, 0.6, 1), multiplied(0.6, 0.6, 1))
    assert (found.changes, found.turned, found.num_judged) == ((), (), 2)


def test_words_turn_no_verdict_and_are_not_judged() -> None:
    found = compared(multiplied(0.6, 0.6, 1), multiplied(0.6, 0.6, 1).replace("Chances that", "Odds that"))
    assert [each.kind for each in found.changes] == ["words"]
    assert found.num_judged == 2


def test_a_claim_of_one_file_alone() -> None:
    more = multiplied(0.6, 0.6, 1) + "  - {id: quiet, says: No., holds if: P(always alarm == quiet) > 0.9}\n"
    found = compared(multiplied(0.6, 0.6, 1), more)
    claim = next(each for each in found.claims if each.id == "quiet")
    assert (claim.before.verdict, claim.after.verdict) == (None, "fails")
    assert found.turned == ()


def test_a_statement_that_differs_turns_its_verdict() -> None:
    text = multiplied(0.6, 0.6, 1)
    found = compared(text, text.replace("raised) > 0.5", "raised) > 0.3"))
    (claim,) = found.turned
    assert claim.causes == (("claims.raised",),)


def test_changes_that_only_together_make_a_scenario() -> None:
    text = multiplied(0.6, 0.6, 1).replace("watch: {wants", "watch: {types: {a: {prior: 0.5}, b: {prior: 0.5}}, wants")
    other = text.replace("a: {prior: 0.5}, b: {prior: 0.5}", "a: {prior: 0.9}, b: {prior: 0.1}")
    other = other.replace("first: 0.6", "first: 0.9").replace("first * second", "first * second * strength")
    other = other.replace("idle: 1", "idle: 1, strength: 1")
    found = compared(text, other)
    by_name = {change.name: {each.name for each in change.differences} for change in found.changes}
    assert by_name["actors.watch.types.prior"] == {"actors.watch.types.a.prior", "actors.watch.types.b.prior"}
    assert {"numbers.strength", "stages.strikes.hit.probability"} in by_name.values()
    (claim,) = found.turned
    assert claim.causes == (("numbers.first",),)
    assert not any(each.fault for each in (*claim.alone, *claim.in_turn))


def test_many_changes_are_made_together_by_part() -> None:
    many = ", ".join(f"n{number}: 1" for number in range(2 * MOST_CHANGES))
    text = multiplied(0.6, 0.6, 1).replace("idle: 1", f"idle: 1, {many}")
    other = multiplied(0.95, 0.6, 1).replace("idle: 1", f"idle: 1, {many.replace(': 1', ': 2')}")
    found = compared(text, other)
    assert found.is_coarse
    assert [change.name for change in found.changes] == ["numbers"]
    assert count_scenarios(loads(text), loads(other)) == 2 + 2 * MOST_CHANGES


def test_files_alone() -> None:
    found = compare_files(loads(multiplied(0.6, 0.6, 1)), loads(multiplied(0.8, 0.6, 1)), LABELS)
    assert (found.claims, found.num_judged) == ((), 0)
    assert [each.name for each in found.changes] == ["numbers.first"]
