"""The words of ICD 203 (section D.6.e.(2)(a)) and of the PHIA yardstick, beside their numbers."""

from __future__ import annotations

import pytest

from detente.report.likelihood import SCALES, describe_scale, likelihood_in_words, likelihood_word

# As the directive prints them: the middle of every range.
ICD = {
    0.03: "almost no chance",
    0.10: "very unlikely",
    0.30: "unlikely",
    0.50: "roughly even chance",
    0.70: "likely",
    0.90: "very likely",
    0.97: "almost certain",
}


@pytest.mark.parametrize(("share", "word"), ICD.items())
def test_the_middle_of_every_range(share: float, word: str) -> None:
    assert likelihood_word(share) == word


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.01, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.8, "likely"),
        (0.95, "very likely"),
        (0.99, "almost certain"),
        (0.1 + 0.35, "roughly even chance"),
    ],
)
def test_an_end_belongs_to_the_range_nearer_to_even(share: float, word: str) -> None:
    assert likelihood_word(share) == word


def test_opposites() -> None:
    opposite = {"almost no chance": "almost certain", "very unlikely": "very likely", "unlikely": "likely"}
    opposite |= {"below the scale": "above the scale", "roughly even chance": "roughly even chance"}
    for number in range(501):
        assert likelihood_word(1 - number / 1_000) == opposite[likelihood_word(number / 1_000)], number


def test_beyond_the_scale_is_said() -> None:
    assert likelihood_in_words(0.004, (0.003, 0.005)) == "below the scale (under 1 %), 0.40 % (0.30 % … 0.50 %)"
    assert likelihood_in_words(0.985, (0.975, 0.995)).startswith("almost certain, 98.5 %")


def test_an_interval_over_two_ranges_has_two_words() -> None:
    assert likelihood_in_words(0.55, (0.52, 0.58)) == "roughly even chance to likely, 55 % (52 % … 58 %)"
    assert likelihood_in_words(0.25, (0.25, 0.25)) == "unlikely, 25 %"


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.02, "remote chance"),
        (0.15, "highly unlikely"),
        (0.07, "between remote chance and highly unlikely"),
        (0.45, "realistic possibility"),
        (0.52, "between realistic possibility and likely"),
        (0.6, "likely"),
        (0.97, "almost certain"),
    ],
)
def test_the_yardstick_and_its_gaps(share: float, word: str) -> None:
    assert likelihood_word(share, "phia") == word


def test_what_is_no_share() -> None:
    with pytest.raises(ValueError, match="is not a share"):
        likelihood_word(1.2)


def test_a_scale_describes_its_words() -> None:
    text = describe_scale("icd203")
    for words in ("almost no chance 1–5 %", "roughly even chance 45–55 %", "likely 55–80 %", "almost certain 95–99 %"):
        assert words in text
    assert all(describe_scale(scale) for scale in SCALES)
