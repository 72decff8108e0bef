"""Game trees of crises: their text, their size, and that they pay what the rules of the crisis pay."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal, localcontext

import numpy as np
import pytest

from detente.errors import DetenteError, ScenarioError
from detente.scenario.loading import loads
from detente.trees.counting import count_nodes
from detente.trees.efg import efg, exact, player_names
from detente.trees.tree import InformationSet, Node, Tree
from detente.trees.unfold import certain_game, tree_of
from support.at_once import COVERT as COVERT_AT_ONCE
from support.at_once import CROSSING, SEATS
from support.games import BELIEF_PAYOFF, SMALL, chain_store
from support.twin import Node as TwinNode
from support.twin import PlayOut, enumerate_tree

CRISES = {
    **{name: text for name, text in SMALL.items() if name != "belief_payoff"},
    "chain_store": chain_store(3),
    "crossing": CROSSING,
    "covert_at_once": COVERT_AT_ONCE.replace(" + 0.5 * belief(moscow is meek)", ""),
    "seats_at_once": SEATS,
}

TINY = """
crisis: A threat and an "answer"
calendar: {rounds: 1, afterwards: {weak: 2 * (line == crossed)}}
state:
  line: {one of: [held, crossed], starts: held}
actors:
  strong:
    precision: 4
    types:
      calm:  {prior: 0.7, anger: 0}
      angry: {prior: 0.3, anger: 1}
  weak:
    patience: 0.5
    wants: {fear: -0.5 * (strong is angry) * (line == crossed)}
each round:
  - strong moves:
      wait:   {}
      threaten:
        costs: 0.2 - anger
        results:
          heard:   {probability: 0.9, then: line = crossed}
          unheard: {probability: rest}
  - weak answers:
      when: line == crossed
      yield: {gives: {strong: 1}}
      stand: {costs: 0.25}
"""

TINY_TREE = """
EFG 2 R "A threat and an \\"answer\\"" { "strong" "weak" }
""

c "" 1 "type of strong (1)" { "calm" 0.7 "angry" 0.3 } 0
p "" 1 1 "calm, 1 moves" { "wait" "threaten" } 0
t "" 1 "" { 0, 0 }
c "" 2 "1 moves (2)" { "moves: threaten" 0.1 "moves: threaten, line=crossed" 0.9 } 0
t "" 2 "" { -0.2, 0 }
p "" 2 1 "1 answers: 1 moves: threaten, line=crossed" { "yield" "stand" } 0
t "" 3 "" { 0.8, 1 }
t "" 4 "" { -0.2, 0.75 }
p "" 1 2 "angry, 1 moves" { "wait" "threaten" } 0
t "" 5 "" { 0, 0 }
c "" 3 "1 moves (3)" { "moves: threaten" 0.1 "moves: threaten, line=crossed" 0.9 } 0
t "" 6 "" { 0.8, 0 }
p "" 2 1 "1 answers: 1 moves: threaten, line=crossed" { "yield" "stand" } 0
t "" 7 "" { 1.8, 0.5 }
t "" 8 "" { 0.8, 0.25 }
"""


def test_the_text_of_a_tiny_crisis() -> None:
    assert efg(tree_of(loads(TINY))) == TINY_TREE.lstrip("\n")


def test_players_by_date_count_from_their_date_on_in_units_of_precision() -> None:
    tree = tree_of(loads(SMALL["two_sided"]))
    assert player_names(tree) == ("north", "south")
    assert player_names(tree, by_date=True) == ("north 1", "south 1", "north 2", "south 2")
    ends = [node for node in tree.nodes if node.received]
    written = re.findall(r'^t "" \d+ "" \{ (.*) \}$', efg(tree, by_date=True), re.MULTILINE)
    for end, line in zip(ends, written, strict=True):
        (_, _), (north, south), after = end.received
        assert after == (0.0, 0.0)
        assert [float(number) for number in line.split(", ")[2:]] == pytest.approx([1.5 * north, 1.0 * south])


def policy(seed: str, num_actions: int) -> np.ndarray:
    """A random mixture, always the same for the same words."""
    digest = hashlib.sha256(seed.encode()).digest()
    return np.asarray(np.random.default_rng(list(digest)).dirichlet(np.ones(num_actions)))


def tree_values(tree: Tree) -> dict[tuple[str, str], float]:
    """(actor, type) -> expected payoff under a random policy by date, stage, state and type."""
    game = certain_game(tree.scenario)
    values = {(actor.name, kind.name): 0.0 for actor in tree.scenario.actors for kind in actor.types}

    def mixture(information: InformationSet) -> np.ndarray:
        at = game.periods[information.period]
        table = at.stages[information.stage][information.table]
        levels = game.space.decode(at.codes[information.stage][table.states[[information.place]]])[0]
        state = levels[: len(tree.scenario.variables)].tolist()
        seed = f"{information.period} {information.stage} {state} {information.type} {information.actions}"
        return policy(seed, len(information.actions))

    def walk(node: Node, prob: float, types: dict[str, str]) -> None:
        if node.received:
            for player, actor in enumerate(tree.players):
                kinds = tree.scenario.actors[player].types
                name = types.get(actor, kinds[0].name)
                prior = next(float(game.prior[player][n]) for n, kind in enumerate(kinds) if kind.name == name)
                values[actor, name] += prob / prior * tree.payoff(node, player)
            return
        ways = node.probabilities
        if node.information >= 0:
            ways = tuple(mixture(tree.information_sets[node.information]))
        for option, way, child in zip(node.options, ways, node.children, strict=True):
            about = node.label.removeprefix("type of ") if node.label.startswith("type of ") else ""
            walk(tree.nodes[child], prob * way, types | {about: option} if about else types)

    walk(tree.nodes[0], 1.0, {})
    return values


def twin_values(text: str) -> dict[tuple[str, str], float]:
    """The same by the slow twin, which knows nothing of compiled games or their trees."""
    tree = enumerate_tree(loads(text))

    def scores(node: TwinNode) -> np.ndarray:
        at, kinds = node.position, range(tree.rules.num_types[node.actor])
        seeds = [f"{at.period} {at.stage} {list(at.levels)} {kind} {node.actions}" for kind in kinds]
        return np.log(np.stack([policy(seed, len(node.actions)) for seed in seeds], axis=1))[..., None]

    played = PlayOut(tree.rules, {node: scores(node) for node in tree.choices})
    values = played.value(tree.root, tuple(prior[:, None] for prior in tree.rules.prior))
    return {
        (actor.name, kind.name): float(values[place][number, 0])
        for place, actor in enumerate(tree.rules.scenario.actors)
        for number, kind in enumerate(actor.types)
    }


@pytest.mark.parametrize("name", CRISES)
def test_a_tree_pays_what_the_rules_of_the_crisis_pay(name: str) -> None:
    found, expected = tree_values(tree_of(loads(CRISES[name]))), twin_values(CRISES[name])
    assert found.keys() == expected.keys()
    np.testing.assert_allclose([found[key] for key in expected], list(expected.values()), atol=1e-12)
    assert max(map(abs, expected.values())) > 0.01


@pytest.mark.parametrize("name", CRISES)
def test_nodes_are_counted_without_making_them(name: str) -> None:
    scenario = loads(CRISES[name])
    tree, counts = tree_of(scenario), count_nodes(certain_game(scenario))
    assert counts[-1] == len(tree.nodes)
    assert list(counts) == sorted(counts)
    assert sum(len(node.children) for node in tree.nodes) == len(tree.nodes) - 1
    labels = [(each.player, each.type, each.period, each.stage, each.known, each.own) for each in tree.information_sets]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", CRISES)
def test_nobody_forgets(name: str) -> None:
    """All paths to an information set have its player's type, earlier sets and earlier choices in common."""
    tree = tree_of(loads(CRISES[name]))
    memory: dict[int, tuple[object, ...]] = {}

    def walk(node: Node, own: dict[int, tuple[object, ...]]) -> None:
        if node.information < 0:
            for child in node.children:
                walk(tree.nodes[child], own)
            return
        player = tree.information_sets[node.information].player
        before = own.get(player, ())
        assert memory.setdefault(node.information, before) == before
        for action, child in zip(node.options, node.children, strict=True):
            walk(tree.nodes[child], own | {player: (*before, node.information, action)})

    walk(tree.nodes[0], {})
    assert len(memory) == len(tree.information_sets)


def test_who_moves_at_once_does_not_know_the_other_s_move() -> None:
    """The first round has one information set for each type of each, though the first of them has three acts."""
    tree = tree_of(loads(CROSSING))
    first = [each for each in tree.information_sets if each.period == 0]
    assert sorted((each.player, each.type) for each in first if not each.known) == sorted(
        {(each.player, each.type) for each in first if each.stage < 2}
    )
    assert {each.known for each in first if each.stage < 2} == {()}


def test_a_type_of_prior_zero_is_left_out() -> None:
    tree = tree_of(loads(TINY.replace("prior: 0.7", "prior: 1").replace("prior: 0.3", "prior: 0")))
    assert {each.type for each in tree.information_sets} == {0}
    assert not any(node.label.startswith("type of") for node in tree.nodes)


def test_payoffs_that_depend_on_a_belief_are_refused_each_by_name() -> None:
    with pytest.raises(ScenarioError) as caught:
        tree_of(loads(BELIEF_PAYOFF))
    fields = [mistake.where.field for mistake in caught.value.mistakes]
    assert [field.split(".")[-1] for field in fields] == ["esteem", "fear", "caution", "costs", "costs"]
    assert "`belief(envoy is sincere)` depends on the public belief" in str(caught.value)


def test_a_belief_that_counts_for_nothing_is_no_obstacle() -> None:
    text = TINY.replace("wants: {fear:", "wants: {trust: {weight: 0, of: belief(strong is calm)}, fear:")
    assert tree_of(loads(text)).nodes == tree_of(loads(TINY)).nodes


def test_a_tree_that_is_too_large_says_how_large_and_what_would_fit() -> None:
    scenario = loads(chain_store(12))
    with pytest.raises(DetenteError) as caught:
        tree_of(scenario, most_nodes=1_000)
    counts = count_nodes(certain_game(scenario))
    assert f"would have {counts[-1]:,.0f} nodes, more than 1,000" in str(caught.value)
    assert f"its first 5 of 12 rounds, to 5, have {counts[4]:,.0f}" in str(caught.value)
    assert len(tree_of(loads(chain_store(5)), most_nodes=1_000).nodes) == counts[4] <= 1_000 < counts[5]
    with pytest.raises(DetenteError, match="its first round alone has 11"):
        tree_of(scenario, most_nodes=10)


def test_probabilities_sum_to_one_exactly() -> None:
    random = np.random.default_rng(3)
    for size in (2, 3, 7):
        prob = exact(random.dirichlet(np.ones(size)).tolist())
        with localcontext(prec=400):
            assert sum(map(Decimal, prob)) == 1
    assert exact((0.7, 0.3)) == ("0.7", "0.3")
    assert exact((1 - 1e-30, 1e-30))[1] == "0." + 29 * "0" + "1"
