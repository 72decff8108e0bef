"""Verdicts and results written by hand, for what is made of them."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.options import Origin
from detente.analysis.results import Judged, Tables
from detente.claims.verdict import AtRandom, ComparisonVerdict, Robustness, Side, Verdict, VerdictKind
from detente.scenario.model import Claim, Scenario
from detente.solve.certificate import Certificate, Multiplicity

SOUND = Certificate(1e-9, 0.0, 100, 0, multiplicity=Multiplicity(100, 0, 1, (), (), ()))
NO_TABLES = Tables((), (), (), ())


def claim(
    name: str,
    kind: VerdictKind = "holds",
    value: float | None = 0.6,
    half: float = 0.01,
    threshold: float = 0.5,
    *,
    is_share: bool = True,
    at_random: VerdictKind | None = None,
    quote: str = "",
) -> Verdict:
    """A claim that one number be above a threshold."""
    interval = None if value is None else (value - half, value + half)
    side = Side("P(x)", value, interval)
    comparison = ComparisonVerdict("P(x) > t", kind, value, interval, threshold, is_share, (side,))
    random = None if at_random is None else AtRandom(at_random, value, interval)
    quote = quote or f"Sentence {name}."
    return Verdict(name, quote, None, None, "P(x) > t", kind, value, interval, "", (comparison,), None, random)


def robust(verdict: Verdict, num_holds: int, num_fails: int) -> Verdict:
    """The claim with its verdicts in worlds."""
    total = num_holds + num_fails
    share = num_holds / total
    return replace(verdict, robustness=Robustness(total, num_holds, num_fails, 0, 0, share, (share, share), ()))


def judged(*claims: Verdict, certificate: Certificate = SOUND) -> Judged:
    """A result with these claims."""
    origin = Origin("made", "Made", None, "0" * 16, 0, "1", {}, None)
    return Judged(origin, 1_000, claims, {"base": certificate})


def with_claims(scenario: Scenario, *claims: tuple[str, str, bool]) -> Scenario:
    """The scenario with these claims: their ids, sections, and whether they are key claims."""
    written = tuple(Claim(name, "", "", section=section, is_key=is_key) for name, section, is_key in claims)
    return replace(scenario, claims=written)
