"""Options as they are written, and their mistakes."""

from __future__ import annotations

import pytest
import typer

from detente.cli.options import NUM_STARTS, checks, num_points, whole
from detente.scenario.library import TEMPLATE
from detente.scenario.model import MOST_BELIEF_POINTS
from support.command import invoke


@pytest.mark.parametrize(
    ("option", "number", "message"),
    [
        ("--plays", "abc", "'abc' is not a whole number."),
        ("--plays", "0", "0 is too small; the minimum is 1."),
        ("--seed", "-1", "-1 is too small; the minimum is 0."),
        ("--worlds", "1.5", "'1.5' is not a whole number."),
        *((option, "9" * 5000, "is too long for a number.") for option in ("--plays", "--seed", "--worlds", "--steps")),
        *((option, "9" * 30, "is not a whole number from") for option in ("--plays", "--seed", "--worlds", "--steps")),
        *(
            ("--points", text, f"write a whole number from 3 to {MOST_BELIEF_POINTS}")
            for text in ("9" * 5000, "patron=" + "9" * 5000)
        ),
    ],
)
def test_a_wrong_number_is_explained(option: str, number: str, message: str) -> None:
    done = invoke("claims", str(TEMPLATE), option, number)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("written", "points"),
    [
        (None, None),
        ([], None),
        (["41"], 41),
        (["moscow=41"], {"moscow": 41}),
        (["moscow=41", "kyiv=9"], {"moscow": 41, "kyiv": 9}),
        (["9", "41"], 41),
    ],
)
def test_points_for_all_or_by_actor(written: list[str] | None, points: object) -> None:
    assert num_points(written) == points


@pytest.mark.parametrize("written", [["2"], ["moscow=many"], ["moscow="], ["9", "moscow=41"], ["-9"], ["=9"]])
def test_points_that_mean_nothing(written: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        num_points(written)


def test_what_certify_and_starts_stand_for() -> None:
    assert checks(False, None) == {"regret": False, "refine": False, "num_starts": 0}
    assert checks(True, None) == {"regret": True, "refine": True, "num_starts": NUM_STARTS}
    assert checks(True, 2)["num_starts"] == 2
    assert checks(False, 2) == {"regret": False, "refine": False, "num_starts": 2}


def test_whole_numbers_have_a_least() -> None:
    assert (whole(0)("0"), whole(1)(7)) == (0, 7)
    for text in ("-1", "1.0", ""):
        with pytest.raises(typer.BadParameter):
            whole(0)(text)
