"""Joint priors: marginals in place of priors, and every mistake of their lines."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.constants import compute_constant
from detente.scenario.loading import loads, with_variant
from support.private import CABLE

LINE = "  - {moscow: hawk, kyiv: strong, probability: 0.4}\n"


def mistakes_of(text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        loads(text)
    return str(error.value)


def test_marginals_are_the_priors() -> None:
    scenario = loads(CABLE)
    priors = {kind.name: compute_constant(kind.prior, scenario) for a in scenario.actors for kind in a.types}
    assert priors == pytest.approx({"hawk": 0.5, "dove": 0.5, "strong": 0.55, "weak": 0.45, "only": 1})


def test_a_variant_replaces_it_as_a_whole() -> None:
    lines = "[{moscow: hawk, kyiv: strong, probability: 0.5}, {moscow: dove, kyiv: weak, probability: 0.5}]"
    scenario = with_variant(loads(CABLE + f"variants:\n  apart: {{joint prior: {lines}}}\n"), "apart")
    assert scenario.joint_prior is not None
    assert [entry.types for entry in scenario.joint_prior.entries] == [("hawk", "strong"), ("dove", "weak")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (LINE, LINE + LINE, "the types hawk, strong stand in line 6 already"),
        ("probability: 0.4", "probability: 0.9", "the probabilities of the joint prior"),
        ("probability: 0.4", "probability: rest", "one line at most has the probability rest"),
        ("probability: rest", "probability: 0.3", "the probabilities of the joint prior sum to 0.95, not to 1"),
        ("probability: 0.4", "probability: -0.4", "the joint probability of hawk, strong must be between 0 and 1"),
        ("{moscow: hawk, kyiv: strong,", "{moscow: hawk,", "this line says nothing of kyiv; every line has a type for"),
        (
            "moscow: hawk, kyiv: strong",
            "moscow: hark, kyiv: strong",
            "moscow has no type 'hark' — did you mean 'hawk'?",
        ),
        ("hawk: {taste: 1}", "hawk: {prior: 0.5, taste: 1}", "leave the prior of 'hawk' out"),
    ],
)
def test_mistakes(old: str, new: str, message: str) -> None:
    if message == "the probabilities of the joint prior":
        # Then the rest is negative.
        message = "must be between 0 and 1, and is -0.15"
    assert message in mistakes_of(CABLE.replace(old, new))


def test_unknown_actors_and_too_few() -> None:
    assert "unknown actor 'moskow' — did you mean 'moscow'?" in mistakes_of(
        CABLE.replace("moscow: hawk", "moskow: hawk")
    )
    alone = CABLE.replace(", kyiv: strong", "").replace(", kyiv: weak", "")
    assert "a joint prior is about two or more actors; here is moscow" in mistakes_of(alone)
