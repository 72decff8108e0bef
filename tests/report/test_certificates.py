"""Certificates in words: one sentence, cautions, details."""

from __future__ import annotations

import pytest

from detente.analysis.certificates import join_certificates
from detente.report.certificates import (
    certificate_cautions,
    certificate_details,
    certificate_in_words,
    certificate_sentence,
)
from detente.solve.certificate import Certificate, GridAccuracy, PlayedOut, Regret, UnsolvedReach


@pytest.mark.parametrize(
    ("gap", "grade", "said"),
    [
        (0.5, "Do not use.", "Chance does not explain this"),
        (0.05, "Use with care.", "more than chance explains"),
        (0.01, "Sound.", ""),
    ],
)
def test_a_gap_that_chance_does_not_explain_is_said_loudly(gap: float, grade: str, said: str) -> None:
    certificate = Certificate(1e-10, 0.0, 10, 0, played_out=PlayedOut(gap, gap, 0.01, 20, 2_000))
    assert certificate_sentence(certificate).startswith(grade)
    assert said in " ".join(certificate_cautions(certificate))
    assert bool(certificate_cautions(certificate)) == bool(said)


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        (Certificate(0.0, 0.0, 10, 0, grid=GridAccuracy(0.05, 0.01, True)), "less accurate than asked for"),
        (Certificate(0.0, 0.0, 10, 0, grid=GridAccuracy(0.05, 0.01, False)), "did not settle"),
        (Certificate(0.0, 0.0, 10, 0, num_unstable=1), "is unstable"),
        (Certificate(0.0, 0.0, 10, 0, coarse_axes={"rival": 5}), "is coarse"),
    ],
)
def test_every_doubt_has_its_sentence(certificate: Certificate, said: str) -> None:
    assert certificate.grade == "with care"
    (caution,) = certificate_cautions(certificate)
    assert said in caution


def test_the_worst_of_several_games_is_named() -> None:
    worst = PlayedOut(0.05, 0.05, 0.01, 20, 2_000)
    several = {
        "base": Certificate(0.0, 0.0, 10, 0, played_out=PlayedOut(0.0, 0.0, 0.01, 20, 2_000)),
        "no_rout": Certificate(0.0, 0.0, 20, 0, played_out=worst),
        "longer": Certificate(0.0, 0.0, 30, 0),
    }
    joined = join_certificates(several)
    assert (joined.played_out, joined.worst_game, joined.num_checked, joined.num_games) == (worst, "no_rout", 2, 3)
    assert "every one of 60 decision points in 3 games" in certificate_sentence(joined)
    assert "(in no rout)" in certificate_cautions(joined)[0]
    assert any(
        "histories of 2 of 3 games (largest difference in no rout)" in each for each in certificate_details(joined)
    )


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        (
            Certificate(9.4e-10, 0.0, 1_040_000, 0),
            "Sound. Solved: every one of 1,040,000 decision points satisfies the equilibrium condition to within 1e-9.",
        ),
        (
            Certificate(0.0, 0.0, 1, 0),
            "Sound. Solved: the one decision point satisfies the equilibrium condition to within 0.",
        ),
        (
            Certificate(0.2, 0.01, 700, 7, unsolved_reach=UnsolvedReach(0.03, 2_000)),
            "Do not use. Not fully solved: 7 of 700 decision points, which 3.0 % of 2,000 plays pass through, miss the "
            "equilibrium condition, by up to 2.0e-01, so numbers that depend on play there may be wrong.",
        ),
    ],
)
def test_a_certificate_is_one_sentence(certificate: Certificate, sentence: str) -> None:
    assert certificate_sentence(certificate) == sentence
    assert certificate_in_words(certificate).startswith(sentence)


def test_what_is_uncertain_is_a_caution_not_a_detail() -> None:
    certificate = Certificate(1e-10, 0.0, 10, 0, num_unstable=1, played_out=PlayedOut(0.5, 0.5, 0.01, 20, 2_000))
    unstable, alarming = certificate_cautions(certificate)
    assert "At one decision point (10 %) the solution is unstable" in unstable
    assert "Chance does not explain this" in alarming
    assert not any("unstable" in each or "Chance does" in each for each in certificate_details(certificate))


def test_the_largest_regret_is_named() -> None:
    regrets = (Regret("patron", "cautious", 0.25), Regret("rival", None, 0.5))
    (sentence,) = certificate_details(Certificate(0.0, 0.0, 0, 0, regrets=regrets))
    assert sentence.startswith("Largest regret: 0.5 payoff units over the whole game, for rival")


def test_a_coarse_grid_is_a_caution() -> None:
    (caution,) = certificate_cautions(Certificate(1e-10, 0.0, 10, 0, coarse_axes={"great_power": 5, "rival": 3}))
    assert caution.startswith(
        "The belief grid is coarse: only 5 points on each axis for great power and 3 points on each axis for rival."
    )
    assert "the intervals for rival include the change of the base crisis on a grid twice as fine instead." in caution
