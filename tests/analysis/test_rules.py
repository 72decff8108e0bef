"""Claims under several rules for which equilibrium is meant, and rounds of an endless crisis that are played out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente import service
from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.report.certificates import certificate_in_words
from detente.report.words import rules_in_words
from detente.scenario.loading import loads
from support.at_once import by_profile, matrix
from support.endless import DILEMMA, MOODS

HAWK_DOVE = matrix(by_profile((-0.5, 2.0, 0.0, 1.0)), by_profile((-0.5, 0.0, 2.0, 1.0)), 6.0) + (
    "claims:\n"
    "  - {says: One of them yields, holds if: P(row plays top at 1) > 0.8}\n"
    "  - {says: They often fight, holds if: P(row plays top at 1) > 0.1}\n"
)
OPTIONS = Options(num_plays=4_000, seed=1)


def test_every_claim_has_its_verdict_under_every_rule() -> None:
    """At λ = 6 row is a hawk with 99.6 % as play drifts, and both are with 61.5 % in the symmetric answer."""
    both = replace(OPTIONS, equilibrium=("drift", "symmetric"))
    first, second = service.claims(loads(HAWK_DOVE), options=both).claims
    assert (first.value, first.verdict) == (pytest.approx(0.996, abs=0.01), "holds")
    (other,) = first.under_rules
    assert (other.rule, other.verdict) == ("symmetric", "fails")
    assert other.value == pytest.approx(0.6147, abs=0.025)
    assert first.depends_on_equilibrium
    assert first.to_json()["depends_on_equilibrium"] is True
    assert rules_in_words(first).startswith("The verdict depends on which equilibrium is selected: fails (6")
    assert not second.depends_on_equilibrium
    assert rules_in_words(second).startswith("The same verdict in other equilibria: holds (6")


def test_the_file_names_the_rule_and_the_option_wins() -> None:
    text = HAWK_DOVE.replace("crisis: One game", "crisis: One game\nequilibrium: principal")
    assert service.solve(loads(text)).certificate.rule == "principal"
    assert service.solve(loads(text), options=Options(equilibrium="drift")).certificate.rule == "drift"


def test_the_certificate_says_that_there_is_another_one() -> None:
    words = certificate_in_words(service.solve(loads(HAWK_DOVE)).certificate)
    assert "There is another equilibrium" in words
    assert "those of the equilibrium to which play drifts" in words
    words = certificate_in_words(service.solve(loads(HAWK_DOVE), options=Options(equilibrium="symmetric")).certificate)
    assert "those of the symmetric equilibrium" in words
    assert "which the rule symmetric does not exclude" in words
    assert "Values of interchangeable actors agree" in words


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"equilibrium": "principle"}, "there is no rule 'principle'.*did you mean 'principal'"),
        ({"equilibrium": ("drift", "drift")}, "names a rule twice"),
        ({"rounds": 1}, "rounds: 1 is not a whole number from 2"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, object], message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        Options(**options)  # type: ignore[arg-type]


def test_one_rule_at_a_time_where_there_are_no_claims() -> None:
    with pytest.raises(DetenteError, match="solve follows one rule, not 2"):
        service.solve(loads(HAWK_DOVE), options=Options(equilibrium=("drift", "principal")))


def test_a_crisis_with_an_end_has_its_own_rounds() -> None:
    with pytest.raises(DetenteError, match="rounds: One game has an end"):
        service.solve(loads(HAWK_DOVE), options=Options(rounds=20))


CLAIMS = """
claims:
  - {says: Peace lasts, holds if: P(mood == peace at 12) > 0.2}
  - {says: Home gains, holds if: value(home) > -100}
  - {says: Home pushes, holds if: rate(home plays push) > 0.01}
"""


def test_claims_speak_of_the_rounds_that_are_played() -> None:
    text = MOODS.replace("PRECISION", "1").replace("PATIENCE", "0.9") + CLAIMS
    every, fewer = (
        service.claims(loads(text), options=replace(OPTIONS, rounds=rounds)).claims for rounds in (None, 20)
    )
    # Stationary play: the same shares and values, however long it is looked at.
    assert every[1].value == pytest.approx(fewer[1].value, abs=1e-9)
    for one, other in zip(every, fewer, strict=True):
        assert one.interval is not None
        assert other.interval is not None
        assert one.interval[0] <= other.interval[1]
        assert other.interval[0] <= one.interval[1]
    with pytest.raises(DetenteError, match="12"):
        service.claims(loads(text), options=replace(OPTIONS, rounds=5))


def test_the_certificate_of_an_endless_crisis_names_the_start_and_the_others() -> None:
    words = certificate_in_words(service.solve(loads(DILEMMA.replace("PRECISION", "10"))).certificate)
    assert "The crisis is endless." in words
    assert "starting from what the file says of afterwards" in words
    assert "44 rounds are played out" in words
    assert "from one = cooperated, two = cooperated for ever and one = defected, two = defected elsewhere" in words


def test_an_endless_crisis_has_no_tree() -> None:
    with pytest.raises(DetenteError, match="an endless crisis has no game tree"):
        service.tree(loads(DILEMMA.replace("PRECISION", "2")))
