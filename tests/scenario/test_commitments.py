"""Commitments in files: what they say, and what is wrong with them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.errors import DetenteError, ScenarioError
from detente.game.compile import compile_game
from detente.scenario.commitments import bind
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings

TEXT = """
crisis: A promise
calendar: {rounds: 2}
state:
  line: {one of: [broken, kept], starts: broken}
  chair: {one of: [one, two], starts: one}
actors:
  donor: {types: {poor: {prior: 0.5, means: 1}, rich: {prior: 0.5, means: 2}}}
  client: {}
  ann: {seat: house, while: chair == one}
  bob: {seat: house, while: chair == two}
each round:
  - client acts: {break: {}, keep: {then: line = kept}}
  - donor answers: {withhold: {}, pay: {costs: 0.3 * means}}
  - house votes: {yea: {costs: 1}, nay: {}}
  - donor gambles: {stop: {}, go: {results: {won: means / 4, lost: rest}}}
commitments: {promise: ENTRY}
"""
GOOD = "{binds: answers, rules: {mix: {pay: 0.25, withhold: rest}}}"


def test_the_deputy_follows_the_rule_and_the_owner_pays() -> None:
    scenario = loads(TEXT.replace("ENTRY", GOOD))
    (commitment,) = scenario.commitments
    assert commitment.serves == "donor"
    bound = bind(scenario, commitment, commitment.rules[0])
    decision = bound.stages[1]
    assert isinstance(decision, Decision)
    assert [actor.name for actor in bound.movers(decision)] == ["the rule of donor"]
    withhold, pay = decision.actions
    at = Situation({}, {}, 0, parameters={("donor", "means"): 2.0})
    costs = [evaluate(action.costs.tree, at) for action in (withhold, pay) if action.costs is not None]
    odds = [math.exp(-cost) for cost in costs]
    assert [each / sum(odds) for each in odds] == pytest.approx([0.75, 0.25])
    assert [(to, evaluate(amount.tree, at)) for to, amount in pay.gives] == [("donor", -0.6)]
    assert [stage == other for stage, other in zip(scenario.stages, bound.stages, strict=True)] == [
        True,
        False,
        True,
        True,
    ]


TIMED = """
crisis: A rule by the clock
calendar: {rounds: 2, per: 2 rounds}
state: {line: {scale: [low, high], starts: low}}
actors:
  donor: {types: {poor: {prior: 0.5, means: 1, precision: 1}, rich: {prior: 0.5, means: 2, precision: 4}}}
  client: {wants: {w: line}}
each round:
  - donor answers:
      comes up: 0.75
      usually: {pay: 0.05 * means}
      withhold: {}
      pay: {costs: 0.3 * means, gives: {client: 0.2}, per: time, then: line up MORE}
  - client acts: {a: {}, b: {costs: 0.1}}
commitments: {promise: {binds: answers, rules: {mix: {pay: 0.25, withhold: rest}}}}
"""


def test_base_rates_and_the_clock_leave_the_rule_as_it_is() -> None:
    """A round is half a unit of time: who pays 0.3 m per unit pays half of it, and half of all rounds are occasions."""
    scenario = loads(TIMED.replace("MORE", ""))
    (commitment,) = scenario.commitments
    game = compile_game(bind(scenario, commitment, commitment.rules[0]), {"donor": 3})
    (table,) = game.periods[0].stages[0]
    assert (table.anchor, table.informs) == (None, -1)
    odds = np.exp(table.payoff[0, :, 0, game.first_row(table.mover)] * game.precision[game.first_row(table.mover)])
    assert odds / odds.sum() == pytest.approx([0.75, 0.25])
    assert table.payoff[0, 1, 0, :3] == pytest.approx([-0.15, -0.3, 0.1])
    assert table.occasion is not None
    assert table.occasion.chance == pytest.approx([0.5])


STATED = """
crisis: A rule of the state
calendar: {rounds: 2, afterwards: the last round repeats}
state: {line: {scale: [low, high], starts: low}}
actors:
  donor: {precision: 2}
  client: {wants: {w: line}}
each round:
  - donor answers: {withhold: {then: line = low}, pay: {costs: 0.3, then: line = high}}
  - client acts: {a: {}, b: {costs: 0.1}}
commitments: {promise: {binds: answers, rules: {mix: {pay: 0.5 if line == low else 0.99, withhold: rest}}}}
"""


def test_a_rule_that_depends_on_the_state_is_followed_at_every_date() -> None:
    """What the rule brings later differs by state, and must not move the deputy, which pays −log p there too."""
    scenario = loads(STATED)
    (commitment,) = scenario.commitments
    solved = solve(compile_game(bind(scenario, commitment, commitment.rules[0]), {}), Settings())
    policies = [solved.log_policies[period][0][0] for period in range(2)]
    found = [np.exp(policy[:, 0, 1, 0]) for policy in policies if policy is not None]
    assert found[0] == pytest.approx([0.5], abs=1e-6)
    assert found[1] == pytest.approx([0.5, 0.99], abs=1e-6)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", when: donor is rich", "whether donor can play pay depends on what only donor knows"),
        (", results: {a: {probability: 0.5, then: donor.purse up}, b: rest}", "'answers' changes donor.purse"),
    ],
)
def test_menus_and_changes_of_what_only_the_owner_knows_cannot_be_bound(more: str, expected: str) -> None:
    text = TIMED.replace("MORE", more)
    if "purse" in more:
        text = text.replace("donor: {types", "donor: {secret: {purse: {scale: [empty, full], starts: empty}}, types")
    scenario = loads(text)
    (commitment,) = scenario.commitments
    with pytest.raises(DetenteError, match=expected):
        bind(scenario, commitment, commitment.rules[0])


def test_of_a_seat_whoever_holds_it_pays() -> None:
    scenario = loads(TEXT.replace("ENTRY", "{binds: votes, serves: bob, rules: {always_so: {yea: 1}}}"))
    (commitment,) = scenario.commitments
    decision = bind(scenario, commitment, commitment.rules[0]).stages[2]
    assert isinstance(decision, Decision)
    gives = dict(decision.actions[0].gives)
    paid = [
        {who: evaluate(f.tree, Situation({"chair": level}, {}, 0)) for who, f in gives.items()} for level in (0.0, 1.0)
    ]
    assert paid == [{"ann": -1, "bob": 0}, {"ann": 0, "bob": -1}]


def test_a_rule_is_tried_with_every_combination_of_its_numbers() -> None:
    tried = "{p: {from: 0, to: 1, step: 0.5}, k: {from: 1, to: 2}}"
    entry = f"{{binds: answers, rules: {{r: {{for: {tried}, pay: p / k, withhold: rest}}}}}}"
    (commitment,) = loads(TEXT.replace("ENTRY", entry)).commitments
    rates = {rule.name: rule.acts[0].probability for rule in commitment.rules}
    found = {name: evaluate(rate.tree, Situation({}, {}, 0)) for name, rate in rates.items() if rate is not None}
    assert found == {f"r p={p:g} k={k}": p / k for p in (0, 0.5, 1) for k in (1, 2)}


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        ("{binds: answer, rules: {r: {pay: 1}}}", "binds", "there is no decision 'answer' — did you mean 'answers'"),
        ("{binds: votes, rules: {r: {yea: 1}}}", "promise", "'house' is a seat; write 'serves: ACTOR' (ann, bob)"),
        ("{binds: votes, serves: bobby, rules: {r: {yea: 1}}}", "serves", "unknown actor 'bobby' — did you mean 'bob'"),
        ("{binds: answers, rules: {r: {pax: 1}}}", "r.pax", "'pax' is not an act of 'answers' — did you mean 'pay'"),
        ("{binds: answers, rules: {r: {pay: rest, withhold: rest}}}", "r.withhold", "one act at most has"),
        ("{binds: answers, rules: {r: {}}}", "rules.r", "a rule says how likely acts are, as in {withhold: 1}"),
        ("{binds: answers, rules: {r: {pay: means / 4}}}", "r.pay", "'means' is a parameter of donor"),
        ("{binds: answers, rules: {r: {pay: donor.means / 4}}}", "r.pay", "cannot depend on what only donor knows"),
        ("{binds: answers, rules: {r: {pay: house plays yea}}}", "r.pay", "'votes' is not decided before this"),
        ("{binds: answers, rules: {r: {for: {p: {from: 0, to: 1, step: 0.3}}, pay: p}}}", "p.to", "do not end at 1"),
        ("{binds: answers}", "promise", "missing 'rules'"),
    ],
)  # fmt: skip
def test_mistakes(entry: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(TEXT.replace("ENTRY", entry))
    assert [message in each.message and each.where.field.endswith(field) for each in caught.value.mistakes] == [True]


def test_what_depends_on_private_knowledge_cannot_be_bound() -> None:
    scenario = loads(TEXT.replace("ENTRY", "{binds: gambles, rules: {r: {go: 1}}}"))
    (commitment,) = scenario.commitments
    with pytest.raises(DetenteError, match="the results of 'gambles' depend on what only donor knows"):
        bind(scenario, commitment, commitment.rules[0])
