"""Why a claim holds: types by Bayes' rule, acts by counting, the move behind it, and what is no answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente import service
from detente.analysis.explain import explain_claim, explain_key_claims, find_claim
from detente.errors import DetenteError, UnknownNameError
from detente.report.answers.explanation import show_explanation
from detente.scenario.model import Claim
from support.told import STORE, claim_bench, small_bench, template_bench


def test_types_in_the_plays_that_decide_follow_bayes_rule() -> None:
    """Of the plays with a fight in round 1 the share of the strong is prior × σ(fight | strong) over the sum."""
    bench = small_bench(STORE, "fought")
    explanation = explain_claim(bench)
    paths = bench.play(None, (), with_turns=True)
    assert paths.chosen is not None
    fights, gives_in = (paths.act[:, 0, 1] == act for act in (1, 0))
    odds = []
    for kind, prior in ((0, 0.7), (1, 0.3)):
        own = paths.types[:, 1] == kind
        chosen = np.exp(paths.chosen[own & fights, 0, 1])
        odds.append(prior * chosen[0])
        assert np.ptp(chosen) < 1e-12
        assert (own & gives_in).any()
    expected = odds[1] / sum(odds)
    strong = next(each for each in explanation.types if each.type == "strong")
    assert explanation.sizes[0] == fights.sum()
    # Three standard errors of a share of so many plays.
    assert strong.first == pytest.approx(expected, abs=3 * np.sqrt(0.25 / fights.sum()))
    assert strong.prior == pytest.approx(0.3)


def test_acts_are_counted_by_type_and_group() -> None:
    bench = claim_bench("ground_moves")
    explanation = explain_claim(bench)
    paths = bench.paths()
    front = np.stack([paths.levels(period)[:, 0] for period in range(12)])
    bears_out = (front == 2).any(axis=0)
    assert explanation.groups == ("bears out", "breaks")
    assert explanation.sizes == (bears_out.sum(), (~bears_out).sum())
    for row in explanation.acts:
        actor, stage = {"patron": (0, 0), "neighbour": (1, 2)}[row.actor]
        act = paths.game.periods[0].stages[stage][0].actions.index(row.act)
        of_type = np.ones(paths.num_plays, dtype=bool)
        if row.type is not None:
            of_type = paths.types[:, actor] == ["cautious", "hungry"].index(row.type)
        for share, group in ((row.first, bears_out), (row.second, ~bears_out)):
            own = paths.act[group & of_type, :, stage]
            assert share == pytest.approx((own == act).mean())
    gaps = [abs(row.first - row.second) for row in explanation.acts]
    assert gaps == sorted(gaps, reverse=True)


def test_the_move_behind_a_claim_about_a_move() -> None:
    explanation = explain_claim(claim_bench("arms_tell"))
    reasons = explanation.reasons
    assert reasons is not None
    assert (reasons.actor, reasons.date, reasons.act) == ("patron", "2015-05", "arm")
    assert {own.type for own in reasons.by_type} == {"cautious", "hungry"}
    assert all(row.act != "arm" for row in explanation.acts)


def test_a_claim_about_two_crises() -> None:
    explanation = explain_claim(claim_bench("sanctions_restrain"))
    assert explanation.is_paired
    assert explanation.groups == ("cheap_sanctions", "as it is")
    assert [(each.first, each.second) for each in explanation.types if each.first != each.second] == []
    first, second = explanation.witnesses
    assert first.twin is not None
    assert second.bears_out is False
    assert explanation.to_json()["verdict"]["id"] == "sanctions_restrain"


def test_acts_in_two_crises_are_the_rates_of_both() -> None:
    """Of all their plays: in those that support the claim, much would differ because they were chosen for it."""
    text = STORE.replace(
        "claims:",
        "variants:\n  dear: {says: Fights cost more., stages.answers.fight.costs: 3}\nclaims:\n  - id: more_entry\n"
        "    says: More enter.\n    holds if: P(eventually market == contested) under dear > "
        "P(eventually market == contested)\n",
    )
    bench = small_bench(text, "more_entry")
    explanation = explain_claim(bench)
    assert {row.decision for row in explanation.acts} >= {"approaches"}
    for row in explanation.acts:
        rate = f"rate({row.actor} plays {row.act}" + (f" given {row.actor} is {row.type})" if row.type else ")")
        scenario = replace(bench.base, claims=(Claim("rate", "So.", f"{rate} under dear > {rate}"),))
        (verdict,) = service.claims(scenario, options=bench.options).claims
        assert [side.value for side in verdict.comparisons[0].sides] == pytest.approx([row.first, row.second])


def test_what_a_variant_makes_of_a_menu_is_no_reason() -> None:
    """Under `meek` the store cannot fight: that it gives in is what the variant makes; that entry pays then is a reply.

    The entrant enters more often where nobody fights; both payoffs and menus are by hand in the text.
    """
    text = STORE.replace(
        "claims:",
        "variants:\n  meek: {says: No fight., stages.answers.fight.when: no}\nclaims:\n  - id: more_entry\n"
        "    says: More enter.\n    holds if: P(eventually market == contested) under meek > "
        "P(eventually market == contested)\n",
    )
    explanation = explain_claim(small_bench(text, "more_entry"))
    assert explanation.remade == ("answers",)
    assert {row.decision for row in explanation.acts} == {"approaches"}
    told = show_explanation(explanation)
    assert "At “answers” the two crises have different menus; what is chosen there is not compared." in told.lead
    same = explain_claim(claim_bench("sanctions_restrain"))
    assert same.remade == ()
    assert "different menus" not in show_explanation(same).lead


def test_every_claim_of_the_crisis_alone_in_short() -> None:
    short = explain_key_claims(template_bench())
    assert [each.verdict.id for each in short.each] == ["arms_tell", "ground_moves", "patience_pays"]
    assert all(each.reasons is None for each in short.each)
    assert short.to_json() == explain_key_claims(template_bench()).to_json()


def test_what_cannot_be_explained() -> None:
    scenario = template_bench().base
    with pytest.raises(UnknownNameError, match=r"no claim 'ground_move'.*ground_moves"):
        find_claim("ground_move", scenario)
    with pytest.raises(DetenteError, match="plain numbers only"):
        explain_claim(small_bench(STORE, "belief"))
