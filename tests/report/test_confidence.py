"""Confidence is the lowest level that a ground allows, and needs worlds to be high."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.results import World, Worlds
from detente.claims.verdict import UnderRule
from detente.report.confidence import Confidence, assess_confidence
from detente.solve.certificate import Certificate
from support.estimated import SOUND, claim, judged, robust

UNSOLVED = Certificate(0.2, 0.01, 100, 7)


def level_of(confidence: Confidence, about: str) -> str:
    return next(each.level for each in confidence.reasons if each.about == about)


def in_worlds(*fails: int) -> Confidence:
    """Claims that hold at the base and fail in so many of ten worlds."""
    claims = [robust(claim(f"c{number}"), 10 - count, count) for number, count in enumerate(fails)]
    worlds = Worlds(tuple(World({}, {}) for _ in range(10)), (), 100, SOUND)
    return assess_confidence(replace(judged(*claims), worlds=worlds))


def test_without_worlds_it_is_moderate_at_most() -> None:
    found = assess_confidence(judged(claim("a")))
    assert (found.level, level_of(found, "numbers"), level_of(found, "solution")) == ("moderate", "moderate", "high")
    assert "the uncertain numbers may change verdicts" in found.sentence


def test_with_worlds_that_agree_it_is_high() -> None:
    assert in_worlds(0, 1).level == "high"
    assert in_worlds(0, 0).sentence.endswith("is high.")


@pytest.mark.parametrize(("fails", "level"), [((5, 0, 0, 0), "moderate"), ((5, 5, 0, 0), "low")])
def test_verdicts_that_turn_in_worlds_lower_it(fails: tuple[int, ...], level: str) -> None:
    assert in_worlds(*fails).level == level


def test_a_solution_that_cannot_be_used() -> None:
    found = assess_confidence(judged(claim("a"), certificate=UNSOLVED))
    assert (found.level, level_of(found, "solution")) == ("low", "low")


@pytest.mark.parametrize(("undecided", "level"), [(0, "high"), (1, "high"), (2, "moderate"), (5, "low")])
def test_what_chance_leaves_open(undecided: int, level: str) -> None:
    claims = [claim(f"c{i}", "undecided" if i < undecided else "holds") for i in range(10)]
    assert level_of(assess_confidence(judged(*claims)), "chance") == level


def test_verdicts_that_differ_between_equilibria() -> None:
    other = replace(claim("a"), under_rules=(UnderRule("principal", "fails", 0.1, (0.0, 0.2)),))
    assert level_of(assess_confidence(judged(other)), "equilibria") == "low"
    same = replace(claim("a"), under_rules=(UnderRule("principal", "holds", 0.6, (0.5, 0.7)),))
    assert level_of(assess_confidence(judged(same)), "equilibria") == "high"


def test_it_needs_no_claims() -> None:
    assert {each.about for each in assess_confidence(judged()).reasons} == {"solution", "equilibria"}
    assert assess_confidence(judged()).to_json()["level"] == "high"


def test_where_nobody_looked_for_other_equilibria_it_says_so() -> None:
    found = assess_confidence(judged(claim("a"), certificate=replace(SOUND, multiplicity=None)))
    assert level_of(found, "equilibria") == "moderate"
    assert found.sentence.endswith(
        "because other equilibria were not looked for and the uncertain numbers may change verdicts."
    )


def test_grounds_are_joined_with_commas() -> None:
    claims = [claim("a")]
    coarse = replace(SOUND, multiplicity=None, num_unstable=3)
    found = assess_confidence(judged(*claims, certificate=coarse))
    assert (
        "because the solution must be used with care, other equilibria were not looked for, and the uncertain"
        in found.sentence
    )
