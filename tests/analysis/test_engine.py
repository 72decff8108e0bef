"""Which engine is chosen, and what is refused."""

from __future__ import annotations

import re

import pytest

from detente import service
from detente.analysis.engine import compile_to_check, uses_tree
from detente.analysis.options import Options
from detente.errors import DetenteError, ScenarioError
from detente.scenario.loading import apply_on_top, loads
from detente.scenario.model import Scenario
from support.games import SMALL
from support.private import CABLE


def chosen(scenario: Scenario, options: Options | None = None) -> bool:
    return uses_tree(scenario, options or Options(), lambda name: apply_on_top(scenario, name))


MANY = """
crisis: Many types
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
actors:
  ann: {types: {TYPES}, wants: {win: (ann plays fight) * (v - 0.6 * (bob plays fight))}}
  bob: {types: {TYPES}, wants: {win: (bob plays fight) * (v - 0.5 * (ann plays fight) * ann.v)}}
each round:
  - at once:
      ann decides: {fight: {}, fold: {}}
      bob answers: {fight: {}, fold: {}}
""".replace("TYPES", ", ".join(f"t{k}: {{prior: 1 / 24, v: {k / 24}}}" for k in range(24)))


def test_a_public_crisis_stays_on_its_grid_unless_a_tree_is_asked_for() -> None:
    scenario = loads(SMALL["two_sided"])
    assert not chosen(scenario)
    assert chosen(scenario, Options(engine="tree"))


def test_a_private_crisis_and_one_with_a_private_variant_are_solved_on_trees() -> None:
    assert chosen(loads(CABLE))
    text = CABLE.replace("      seen by: [kyiv]\n", "").replace("      seen by: [washington]\n", "")
    text = re.sub(r"joint prior:\n(  - .*\n)+", "", text).replace("    knows: [kyiv]\n", "")
    text = text.replace("{taste: 1}", "{prior: 0.5, taste: 1}").replace("{taste: -0.5}", "{prior: 0.5, taste: -0.5}")
    text = text.replace("{power: 1}", "{prior: 0.5, power: 1}").replace("{power: 0.2}", "{prior: 0.5, power: 0.2}")
    assert not chosen(loads(text))
    assert chosen(loads(text + "variants:\n  cable: {stages.cables.seen by: [kyiv]}\n"))


def test_many_types_of_one_move_are_solved_on_their_tree() -> None:
    scenario = loads(MANY)
    assert chosen(scenario)
    assert compile_to_check(scenario) is not None
    solved = service.solve(scenario)
    assert solved.certificate.grade == "sound"
    assert solved.certificate.num_nodes == 48


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(ScenarioError, match="solved on its game tree"):
        chosen(loads(CABLE), Options(engine="grid"))
    with pytest.raises(DetenteError, match="points: A cable is solved on its game tree"):
        chosen(loads(CABLE), Options(num_points={"moscow": 21}))
    with pytest.raises(DetenteError, match="along the principal branch, not by the rule 'drift'"):
        chosen(loads("equilibrium: drift\n" + CABLE))
    with pytest.raises(
        DetenteError, match=r"there is no engine 'three' — did you mean 'tree'\? \(engines: grid, tree\)"
    ):
        Options(engine="three")
    assert chosen(loads(CABLE), Options(refine=True, num_starts=2))


def test_claims_speak_of_what_each_actor_knows() -> None:
    text = CABLE + (
        "claims:\n"
        "  - {says: a, holds if: belief(moscow is hawk at 1 in the eyes of washington given moscow is hawk) > 0.55}\n"
        "  - {says: b, holds if: belief(moscow is hawk at 1 given moscow is hawk) > 0.55}\n"
        "  - {says: c, holds if: value(kyiv) > 0.2}\n"
    )
    judged = service.claims(loads(text), options=Options(num_plays=4000, fresh=True))
    (eyes, public, value) = judged.claims
    # Washington hears the signal and knows kyiv's type, which goes with moscow's; the public sees an answer alone.
    assert eyes.comparisons[0].value > public.comparisons[0].value  # type: ignore[operator]
    assert value.comparisons[0].interval is not None or value.comparisons[0].value is not None
