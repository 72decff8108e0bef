"""The classics: bundled models whose claims are published results, and whose pages say which of them come out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis.options import Options
from detente.analysis.results import Judged
from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.apart import judge_apart

PAGES = Path(__file__).parents[2] / "docs" / "classics"
LARGE = ("classics/first-move", "classics/hawk-dove", "classics/sealed-numbers", "classics/shifting-power")
NAMES = [name for name in library.bundled() if name.startswith("classics/")]


def page(name: str) -> str:
    return (PAGES / f"{name.removeprefix('classics/')}.md").read_text(encoding="utf-8")


@cache
def judged(name: str) -> Judged:
    options = Options(num_plays=20_000, seed=1)
    return judge_apart(name, options) if name in LARGE else service.claims(name, options=options)


@pytest.mark.parametrize("name", NAMES)
def test_the_scenario_and_all_its_variants_are_in_order(name: str) -> None:
    assert service.check(name, thorough=True).counts["claims"] >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_number_claim_and_source_is_argued_for(name: str) -> None:
    scenario = loading.load(library.find(name))
    assert scenario.about
    assert all(entry["why"] for entry in scenario.document["numbers"].values() if not isinstance(entry, str))
    for claim in scenario.claims:
        assert claim.note.source in scenario.sources, claim.id
        assert claim.note.why, claim.id


@pytest.mark.parametrize("name", NAMES)
def test_every_node_of_every_game_is_solved(name: str) -> None:
    for variant, certificate in judged(name).certificates.items():
        assert certificate.num_unsolved == 0, variant
        assert certificate.max_residual < 1e-8, variant


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_are_those_of_the_page(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)`: .* \| `.*` \| .* \| ([\w, ]+) \|$", page(name), re.MULTILINE)
    assert [(claim.id, claim.verdict) for claim in judged(name).claims] == rows


def solved(name: str, variant: str | None = None, num_points: dict[str, int] | None = None) -> Equilibrium:
    return solve(compile_game(loading.load(library.find(name), variant), num_points))


@pytest.mark.parametrize(("variant", "num_points", "tolerance"), [(None, 121, 0.03), ("sharper", 721, 0.005)])
def test_chain_store_entry_thresholds_are_powers_of_b(variant: str | None, num_points: int, tolerance: float) -> None:
    """Entrant n from the end is indifferent where the belief in a strong store is bⁿ (Kreps and Wilson 1982, § 3).

    At λ = 20 noise in what follows moves the point of indifference by up to 2 %, at λ = 80 by less than the grid does.
    """
    equilibrium = solved("classics/chain-store", variant, {"store": num_points})
    game = equilibrium.game
    # The last type is the strong one: odds of it rise as the grid's log-odds fall.
    log_odds_strong = -game.grid.log_odds(0)[::-1, 0]
    for from_the_end in range(1, 11):
        log_policy = equilibrium.log_policies[game.num_periods - from_the_end][0][0]
        assert log_policy is not None
        enters = np.exp(log_policy[0, ::-1, 1, 0].astype(np.float64))
        assert np.all(np.diff(enters) < 1e-6), "entry falls with the belief"
        odds = np.exp(np.interp(0.5, enters[::-1], log_odds_strong[::-1]))
        assert odds / (1 + odds) == pytest.approx(0.5**from_the_end, rel=tolerance)


def test_chain_store_last_fights_are_mixed_so_that_the_next_entrant_is_indifferent() -> None:
    """Below bⁿ⁻¹ a weak store fights with probability (1 − bⁿ⁻¹) p / ((1 − p) bⁿ⁻¹).

    Source: Kreps and Wilson (1982), section 3.
    """
    equilibrium = solved("classics/chain-store")
    game = equilibrium.game
    prior = game.grid.probabilities(0)[:, 1]
    from_the_end = 2
    log_policy = next(
        policy
        for table, policy in zip(game.periods[-2].stages[1], equilibrium.log_policies[-2][1], strict=True)
        if table.mover >= 0
    )
    assert log_policy is not None
    fights = np.exp(log_policy[0, :, 1, 0].astype(np.float64))
    threshold = 0.5 ** (from_the_end - 1)
    below = (prior > 0.05) & (prior < 0.4)
    mixed = (1 - threshold) * prior / ((1 - prior) * threshold)
    # Fighting costs 1 and wins the next round's quiet a = 2 with the probability that the entrant stays out, ½: an
    # entrant so close to indifference holds a posterior within 1/λ of the threshold.
    posterior = prior / (prior + (1 - prior) * fights)
    assert np.abs(posterior - threshold)[below].max() < 1 / 20
    assert np.abs(fights - mixed)[below].max() < 0.1


def test_reassurance_needs_the_trust_of_the_threshold() -> None:
    """Cooperation is worth it iff t > l / (l + g), here 1/2: the minimum trust threshold of Kydd (2005).

    Answers go wrong with the logit of −5, which moves indifference by 0.01.
    """
    scenario = loading.load(library.find("classics/reassurance"), "no_gesture")
    # Only the prior matters here; the threshold is seen on a grid of beliefs.
    equilibrium = solve(compile_game(scenario, tracks_all=True))
    log_policy = equilibrium.log_policies[0][1][0]
    assert log_policy is not None
    trust = equilibrium.game.grid.probabilities(0)[:, 0]
    cooperates = np.exp(log_policy[0, :, 1, 0].astype(np.float64))
    assert np.all(np.diff(cooperates) > -1e-6)
    assert np.interp(0.5, cooperates, trust) == pytest.approx(0.5, abs=0.02)


def test_alternating_offers_by_backward_induction_without_noise() -> None:
    """The claims' numbers: with n offers left the proposer keeps x(n) = 1 − δ x(n − 1), x(1) = 1 (Ståhl 1972)."""
    scenario = loading.load(library.find("classics/alternating-offers"))
    numbers = scenario.document["numbers"]
    patience = (numbers["first_patience"]["value"], numbers["second_patience"]["value"])
    kept, num_offers = 1.0, scenario.calendar.num_periods - 1
    for offer in reversed(range(1, num_offers)):
        kept = 1 - patience[offer % 2] * kept
    limit = (1 - patience[1]) / (1 - patience[0] * patience[1])
    assert kept == pytest.approx(limit, abs=0.015)
    share = next(claim for claim in judged("classics/alternating-offers").claims if claim.id == "first_share")
    assert share.value == pytest.approx(kept, abs=0.05)


@pytest.mark.parametrize(("variant", "precision"), [(None, 10.0), ("nearly_exact", 1000.0)])
def test_ultimatum_by_its_closed_form(variant: str | None, precision: float) -> None:
    """A share s is accepted with probability 1 / (1 + exp(−λ s)), and offered in proportion to exp(λ (1 − s) p(s))."""
    equilibrium = solved("classics/ultimatum", variant)
    shares = np.arange(21) / 20
    accepted = 1 / (1 + np.exp(-precision * shares))
    weight = precision * (1 - shares) * accepted
    offered = np.exp(weight - weight.max())
    offered /= offered.sum()
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    assert np.exp(log_policy.astype(np.float64)).ravel() == pytest.approx(offered, abs=1e-6)
    values = [offered @ (accepted * (1 - shares)), offered @ (accepted * shares)]
    assert np.asarray(equilibrium.start_values) == pytest.approx(values, abs=1e-9)
