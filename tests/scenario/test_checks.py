"""What must hold of a scenario as a whole."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from support.ceasefire import CEASEFIRE


def mistakes(*changes: tuple[str, str]) -> list[str]:
    text = CEASEFIRE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    try:
        loads(text)
    except ScenarioError as error:
        return [mistake.message for mistake in error.mistakes]
    return []


THREE = "cautious: {prior: 60%, appetite: 0}\n      hungry: {prior: 0.4, appetite: price}"


@pytest.mark.parametrize(("prior", "total"), [("1/3", None), ("0.333333333333", None), ("0.333", "0.999")])
def test_priors_sum_to_one_but_for_rounding(prior: str, total: str | None) -> None:
    types = "\n      ".join(f"{name}: {{prior: {prior}, appetite: 0}}" for name in ("cautious", "hungry", "third"))
    found = mistakes((THREE, types))
    assert found == ([] if total is None else [f"the priors of patron sum to {total}, not to 1"])


@pytest.mark.parametrize(
    ("rain", "message"),
    [
        ("0.3", None),
        ("0", None),
        ("1", None),
        ("1.2", "a probability must be between 0 and 1, and is 1.2"),
        ("-price", "a probability must be between 0 and 1, and is -2"),
        ("price / 0", "division by zero"),
    ],
)
def test_a_constant_probability_is_between_zero_and_one(rain: str, message: str | None) -> None:
    assert mistakes(("rain: 0.3", f"rain: {rain}")) == ([] if message is None else [message])


def test_probabilities_leave_nothing_over() -> None:
    assert mistakes(("sun: rest", "sun: 0.7")) == []
    assert mistakes(("sun: rest", "sun: 0.6")) == [
        "the probabilities of 'weather' sum to 0.9, not to 1; one of them may be 'rest'"
    ]
    assert mistakes(("sun: rest", "sun: 0.8")) == ["the probabilities of 'weather' sum to 1.1, more than 1"]
    assert mistakes(("rain: 0.3", "rain: rest")) == ["'weather' has two results with probability rest"]
    # What depends on the state is checked at every state later.
    assert mistakes(("sun: rest", "sun: 0.2 * aid")) == []


def test_a_word_has_one_meaning() -> None:
    (message,) = mistakes(("price: {value: 2", "held: 2\n  price: {value: 2"))
    assert message == "'held' is the name of a level of front already (line 9), so a number cannot have it"
    # Levels of two variables may have the same name, as what stands beside them decides.
    assert mistakes(("[calm, angry]", "[calm, angry, held]")) == []


def test_numbers_in_a_circle_are_one_mistake() -> None:
    (message,) = mistakes(("price: {value: 2,", "price: {value: total,"))
    assert message == "numbers refer to each other in a circle: price → total → price"
