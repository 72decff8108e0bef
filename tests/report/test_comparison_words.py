"""The cells of a comparison in words."""

from __future__ import annotations

import pytest

from detente.report.comparison_words import (
    best_in_words,
    describe_subject,
    find_goodness,
    format_cell,
    format_difference,
)
from support.compared import GROUND, PEACE, VALUE


def test_lines_are_called_by_what_they_are_about() -> None:
    assert [describe_subject(line) for line in (PEACE, GROUND, VALUE)] == ["Peace", "Ground", "Patron, hungry"]


def test_the_best_and_who_is_as_good() -> None:
    assert best_in_words(PEACE) == "no offensive (no significant difference: base)"


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("base", ("50.0 % ± 1.0", "", "")),
        ("cheap_sanctions", ("40 % ± 3", "−10 ± 3", "bad")),
        ("no_offensive", ("52 % ± 3", "+2 ± 3", "")),
    ],
)
def test_shares_have_differences_in_points(policy: str, words: tuple[str, str, str]) -> None:
    cell = PEACE.cells[policy]
    assert (format_cell(cell, PEACE), format_difference(cell, PEACE), find_goodness(cell, PEACE)) == words


def test_other_numbers_and_none() -> None:
    assert format_cell(GROUND.cells["cheap_sanctions"], GROUND) == "no number"
    assert format_cell(GROUND.cells["base"], GROUND) == "1.25 ± 0.05"
    # Without a better side a difference is neither good nor bad.
    assert find_goodness(GROUND.cells["no_offensive"], GROUND) == ""
    assert format_cell(VALUE.cells["base"], VALUE) == "2"
