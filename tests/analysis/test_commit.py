"""What it is worth to be bound, against games of which everything is known in closed form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis.comparison import Bound, Compared
from detente.errors import DetenteError, ScenarioError
from detente.scenario.loading import loads

OPTIONS = service.Options(num_plays=2_000, seed=2)
MATRIX = """
crisis: Two by two
calendar: {rounds: 1}
state: {front: {one of: [a, b], starts: a}}
tables:
  first_gets: {rows: moves, columns: answers, cells: FIRST}
  second_gets: {rows: moves, columns: answers, cells: SECOND}
actors:
  first: {precision: LAMBDA, wants: {x: first_gets}}
  second: {precision: LAMBDA, wants: {x: second_gets}}
each round:
  - at once:
      first moves: {s: {}, c: {}}
      second answers: {s: {}, c: {}}
commitments: {bound: {binds: moves, rules: RULES}}
"""


def committed(first: np.ndarray, second: np.ndarray, precision: float, rules: str) -> Compared:
    def cells(payoff: np.ndarray) -> str:
        return f"{{s: {{s: {payoff[0, 0]}, c: {payoff[0, 1]}}}, c: {{s: {payoff[1, 0]}, c: {payoff[1, 1]}}}}}"

    text = MATRIX.replace("FIRST", cells(first)).replace("SECOND", cells(second)).replace("RULES", rules)
    return service.commit(loads(text.replace("LAMBDA", str(precision))), options=OPTIONS)


def value(compared: Compared, rule: str, actor: str = "first") -> float:
    line = next(each for each in compared.comparison.lines if each.subject.name == actor)
    found = line.cells[rule].value
    assert found is not None
    return found


def bound_of(compared: Compared) -> Bound:
    assert compared.comparison.bound is not None
    return compared.comparison.bound


def logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


BAGWELL = np.array([[5.0, 3.0], [6.0, 4.0]]), np.array([[2.0, 1.0], [3.0, 4.0]])


def test_a_leader_gains_what_stackelberg_gains_over_cournot() -> None:
    """S against C: the leader's c is dominant, and answered by c: (4, 4). Bound to s it is answered by s: 5.

    Source: Kyle Bagwell, Commitment and Observability in Games, Games and Economic Behavior 8 (1995) 271–280, figure 1.
    """
    compared = committed(*BAGWELL, 50, "{stackelberg: {s: 1}, cournot: {c: 1}}")
    assert value(compared, "unbound") == pytest.approx(4, abs=1e-9)
    assert value(compared, "stackelberg") == pytest.approx(5, abs=1e-9)
    assert value(compared, "cournot") == pytest.approx(4, abs=1e-9)
    bound = bound_of(compared)
    assert (bound.actor, bound.best) == ("first", ("stackelberg",))
    assert bound.value.difference == pytest.approx(1, abs=1e-9)
    assert bound.value.differs


def test_the_other_side_replies_with_its_own_precision() -> None:
    """Bound to s, the leader gets 5 p + 3 (1 − p), where s is better for the follower by 1: p = 1 / (1 + e^(−λ))."""
    for precision in (0.5, 2.0):
        compared = committed(*BAGWELL, precision, "{stackelberg: {s: 1}}")
        answer = logistic(precision)
        assert value(compared, "stackelberg") == pytest.approx(5 * answer + 3 * (1 - answer), abs=1e-9)
        assert value(compared, "stackelberg", "second") == pytest.approx(2 * answer + (1 - answer), abs=1e-9)


INSPECT, VIOLATE = -0.2, -1.0
INSPECTOR = np.array([[-0.6, INSPECT], [VIOLATE, 0.0]])
SUSPECT = np.array([[-1.0, 0.0], [1.0, 0.0]])


def test_an_inspector_announces_how_often_it_inspects() -> None:
    """The suspect violates with probability q(p) = 1 / (1 + exp(−λ (1 − 2 p))), and the inspector's value is bilinear.

    The game: R. Avenhaus, B. von Stengel and S. Zamir, Inspection Games, in Handbook of Game Theory 3 (2002), section
    5: the leader inspects just often enough that nobody violates. Here s is to inspect, or to violate.
    """
    compared = committed(INSPECTOR, SUSPECT, 20, "{often: {for: {p: {from: 0, to: 1, step: 0.05}}, s: p, c: rest}}")
    expected = {}
    for p in np.arange(21) / 20:
        violates = logistic(20 * (1 - 2 * p))
        own = p * INSPECTOR[0] + (1 - p) * INSPECTOR[1]
        expected[f"often p={p:.12g}"] = float(own @ np.array([violates, 1 - violates]))
    assert {rule: value(compared, rule) for rule in expected} == pytest.approx(expected, abs=1e-9)
    bound = bound_of(compared)
    assert bound.best == (max(expected, key=lambda rule: expected[rule]),)
    # Unbound both mix; bound, nobody violates, for the price of inspecting in little more than half of all cases.
    difference = expected[bound.best[0]] - value(compared, "unbound")
    assert bound.value.difference == pytest.approx(difference, abs=1e-9)
    assert difference > 0.15


REWARD = """
crisis: A promise
calendar: {rounds: 2}
state: {line: {one of: [broken, kept], starts: broken, lasts: one period}}
actors:
  donor: {precision: 4, patience: 0.5, wants: {peace: line == kept}}
  client: {precision: 3, patience: 0.5}
each round:
  - client acts: {break: {}, keep: {costs: 0.5, then: line = kept}}
  - donor answers: {withhold: {}, pay: {costs: 0.3, gives: {client: 1}}}
commitments:
  promise:
    binds: answers
    rules:
      pay_for_it: {pay: line == kept, withhold: rest}
      share: {for: {p: {from: 0.25, to: 0.75, step: 0.5}}, pay: p if client plays keep, withhold: rest}
      never: {withhold: 1}
"""


def test_a_rule_may_depend_on_the_state_and_its_owner_pays_for_it() -> None:
    """In either round keeping is worth p − ½ to the client, which keeps with probability 1 / (1 + e^(−3 (p − ½)))."""
    compared = service.commit(loads(REWARD), options=OPTIONS)
    for rule, p in (("pay_for_it", 1.0), ("share p=0.25", 0.25), ("share p=0.75", 0.75), ("never", 0.0)):
        keeps = logistic(3 * (p - 0.5))
        assert value(compared, rule, "donor") == pytest.approx(1.5 * keeps * (1 - 0.3 * p), abs=1e-9), rule
        assert value(compared, rule, "client") == pytest.approx(1.5 * keeps * (p - 0.5), abs=1e-9), rule
    assert bound_of(compared).best == ("pay_for_it",)
    assert "the rule of donor" not in {line.subject.name for line in compared.comparison.lines}
    assert compared.to_json()["bound"]["best"] == ["pay_for_it"]


def test_probabilities_that_do_not_sum_to_one_are_a_mistake_with_its_state() -> None:
    wrong = REWARD.replace("{pay: line == kept, withhold: rest}", "{pay: 0.5 + (line == kept), withhold: rest}")
    with pytest.raises(ScenarioError, match=r"the probability of pay is 1\.5, not between 0 and 1"):
        service.commit(loads(wrong), options=OPTIONS)


def test_which_commitment_is_meant() -> None:
    scenario = loads(REWARD)
    assert (
        service.commit(scenario, "donor", options=OPTIONS).comparison
        == service.commit(scenario, "promise", options=OPTIONS).comparison
    )
    with pytest.raises(DetenteError, match="unknown commitment 'promis' — did you mean 'promise'"):
        service.commit(scenario, "promis", options=OPTIONS)
    with pytest.raises(DetenteError, match="has no commitments"):
        service.commit(loads(REWARD.partition("commitments:")[0]), options=OPTIONS)


def test_the_page_says_what_being_bound_is_worth(tmp_path: Path) -> None:
    compared = service.commit(loads(REWARD), options=OPTIONS, out=tmp_path / "out")
    page = Path(compared.files["html"]).read_text(encoding="utf-8")
    worth = bound_of(compared).value.difference
    assert worth is not None
    assert f"Best rule for donor: pay for it. Being bound to it is worth +{worth:.3f}" in page
    assert "one decision bound to a rule" in page


FOLLOWED = (
    REWARD.replace("gives: {client: 1}", "gives: {client: gift}")
    + """
numbers: {gift: 1, idle: {range: [0, 1]}}
measures: {kept: line == kept}
variants:
  promised: {follows: {promise: pay_for_it}}
  shared: {follows: {promise: share p=0.75}}
  poorer: {numbers.gift: 0.6}
  misread: {builds on: promised, sees: {client: poorer}}
  maybe: {probability: 0.5, follows: {promise: pay_for_it}}
claims:
  - {id: base, says: It keeps., holds if: P(client plays keep at 1) > 0.5}
  - {id: promised, says: It keeps., holds if: P(client plays keep at 1) under promised > 0.5}
  - {id: shared, says: It keeps., holds if: P(client plays keep at 1) under shared > 0.5}
  - {id: misread, says: It keeps., holds if: P(client plays keep at 1) under misread > 0.5}
  - {id: worth, says: It pays., holds if: value(donor) under promised > value(donor)}
"""
)


def test_claims_are_evaluated_under_variants_that_follow_a_rule() -> None:
    """A share of pay is worth it to the client by logistic(3 (p gift − ½)); one that misreads the gift counts on less.

    Unbound the donor pays with probability logistic(−4 · 0.3) whatever the client does.
    """
    judged = service.claims(loads(FOLLOWED), options=service.Options(num_plays=20_000, seed=3))
    found = {claim.id: [part.value for part in claim.comparisons] for claim in judged.claims}
    for name, gain in (("base", 0.0), ("promised", 1.0), ("shared", 0.75), ("misread", 0.6)):
        assert found[name][0] == pytest.approx(logistic(3 * (gain - 0.5)), abs=0.012), name
    keeps, pays = logistic(1.5), logistic(-1.2)
    unbound = 1.5 * (logistic(-1.5) - 0.3 * pays)
    worth = next(claim for claim in judged.claims if claim.id == "worth").comparisons[0]
    assert [side.value for side in worth.sides] == pytest.approx([1.5 * keeps * 0.7, unbound], abs=1e-9)


def test_worlds_draw_whether_a_rule_is_followed() -> None:
    """What holds only where the rule is followed holds in just those worlds in which it is."""
    judged = service.claims(loads(FOLLOWED), options=service.Options(num_plays=2_000, seed=3, num_worlds=16))
    base = next(claim for claim in judged.claims if claim.id == "base")
    assert base.robustness is not None
    # A Latin hypercube: a variant of probability ½ is true in just half of the worlds.
    assert (base.robustness.num_holds, base.robustness.num_fails) == (8, 8)


def test_policies_that_follow_a_rule_are_compared_without_the_deputy() -> None:
    compared = service.compare(loads(FOLLOWED), ["promised", "misread"], options=OPTIONS)
    assert {line.subject.name for line in compared.comparison.lines} == {"kept", "donor", "client"}
    # Values beside perceptions come from plays; the misled client gets 1 − ½ as often as it keeps.
    assert value(compared, "misread", "client") == pytest.approx(1.5 * logistic(0.3) * 0.5, abs=0.03)
