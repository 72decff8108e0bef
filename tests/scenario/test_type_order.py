"""The order in which types are written changes nothing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import load_perceptions, loads, with_variant
from detente.scenario.worlds import with_numbers
from detente.simulate.play import simulate
from detente.solve.backward import solve

TEXT = """
crisis: Three types in any order
calendar: {rounds: 2}
state: {v: {from: 0, to: 2, starts: 1}}
numbers: {rare: {base: 0.05, range: [0, 0.9], source: s}}
sources: {s: {title: Somebody}}
actors:
  ann:
    precision: 2
    types:
TYPES
    wants: {a: k * v}
  bob:
    types: {north: {prior: 0.9}, south: {prior: 0.1}}
    wants: {b: (1.0 - ann.k) * v}
each round:
  - ann acts:
      hold: {}
      push: {costs: 0.3, then: v up}
  - bob answers:
      sit: {}
      cut: {costs: 0.2, then: v down}
variants:
  often: {numbers.rare: 0.8}
  eyes:  {sees: {bob: often}}
"""
TYPES = (
    "      x: {prior: (1 - rare) * 0.6, k: 2.0}",
    "      y: {prior: (1 - rare) * 0.4, k: 1.0}",
    "      z: {prior: rare, k: -1.5}",
)
ORDERS = list(itertools.permutations(range(3)))


def written(order: tuple[int, ...]) -> str:
    return TEXT.replace("TYPES", "\n".join(TYPES[place] for place in order))


def names(text: str, variant: str | None = None) -> list[str]:
    return [kind.name for kind in loads(text, variant=variant).actors[0].types]


@pytest.mark.parametrize("order", ORDERS)
def test_the_likeliest_type_is_last_in_whatever_order_they_are_written(order: tuple[int, ...]) -> None:
    assert names(written(order)) == ["z", "y", "x"]
    assert loads(written(order)).hash == loads(written(ORDERS[0])).hash


@pytest.mark.parametrize("order", ORDERS)
def test_variants_perceptions_and_worlds_keep_the_order_of_the_file(order: tuple[int, ...]) -> None:
    """Though their priors have another one: play by play the same type must be drawn."""
    base = loads(written(order))
    for changed in (
        with_variant(base, "often"),
        load_perceptions(with_variant(base, "eyes"))["bob"],
        with_numbers(base, {"rare": 0.85}),
        with_variant(with_numbers(base, {"rare": 0.85}), "often"),
    ):
        assert [kind.name for kind in changed.actors[0].types] == ["z", "y", "x"]


@pytest.mark.parametrize("order", ORDERS)
def test_a_variant_that_writes_types_anew_keeps_their_places(order: tuple[int, ...]) -> None:
    """New ones come first, so that beliefs stay relative to the same type; two types have places too."""
    ann = ", ".join(f"{'xyz'[place]}: {{prior: {(0.5, 0.3, 0.1)[place]}, k: 1}}" for place in order)
    for more, rest, expected in (("", ", z: {prior: 0.2, k: 1}", "zyx"), (", w: {prior: 0.1, k: 0}", "", "wzyx")):
        types = (ann.replace("z: {prior: 0.1, k: 1}", rest.lstrip(", ")) if rest else ann) + more
        bob = "south: {prior: 0.3}, north: {prior: 0.7}"
        changes = f"  whole: {{actors.ann.types: {{{types}}}, actors.bob.types: {{{bob}}}}}\n"
        changed = loads(written((1, 2, 0)) + changes, variant="whole")
        assert "".join(kind.name for kind in changed.actors[0].types) == expected
        assert [kind.name for kind in changed.actors[1].types] == ["north", "south"]


def test_two_types_have_the_same_values_in_either_order() -> None:
    text = written(ORDERS[0])
    other = text.replace("north: {prior: 0.9}, south: {prior: 0.1}", "south: {prior: 0.1}, north: {prior: 0.9}")
    assert other != text
    found = []
    for each in (text, other):
        equilibrium = solve(compile_game(loads(each), {"ann": 9, "bob": 9}))
        game = equilibrium.game
        found.append({game.who(row): value for row, value in zip(game.rows, equilibrium.start_values, strict=True)})
    assert found[0] == pytest.approx(found[1], abs=1e-9)


def test_equally_likely_types_are_in_order_of_their_names() -> None:
    same = [line.replace("(1 - rare) * 0.6", "1/3").replace("(1 - rare) * 0.4", "1 - 2/3") for line in TYPES]
    text = TEXT.replace("TYPES", "\n".join(same[place].replace("rare", "1/3") for place in (2, 0, 1)))
    assert names(text) == ["x", "y", "z"]


def test_two_types_stay_as_they_are_written() -> None:
    assert [kind.name for kind in loads(written(ORDERS[0])).actors[1].types] == ["north", "south"]


def test_a_mistake_keeps_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(written((2, 0, 1)).replace("k: 1.0", "k: 1.0, m: 3"))
    assert caught.value.mistakes[0].where.line in range(11, 15)


def test_all_orders_have_the_same_values_and_plays() -> None:
    found = []
    for order in ORDERS:
        equilibrium = solve(compile_game(loads(written(order)), {"ann": 15, "bob": 3}))
        paths = simulate(equilibrium, num_plays=500, seed=3)
        game = equilibrium.game
        values = {game.who(row): value for row, value in zip(game.rows, equilibrium.start_values, strict=True)}
        found.append((values, paths.act, paths.discounted()))
    for values, act, brought in found[1:]:
        assert values == pytest.approx(found[0][0], abs=1e-9)
        np.testing.assert_array_equal(act, found[0][1])
        np.testing.assert_allclose(brought, found[0][2], atol=1e-9)


def test_plays_of_two_types_are_the_same_in_either_order() -> None:
    """Types are drawn by name, acts by policies that differ in the last digits at most."""
    kinds = ("      x: {prior: 0.7, k: 2.0}", "      y: {prior: 0.3, k: -1.0}")
    texts = (TEXT.replace("TYPES", "\n".join(order)) for order in (kinds, kinds[::-1]))
    games = (compile_game(loads(text), {"ann": 25, "bob": 5}) for text in texts)
    one, other = (simulate(solve(game), 2_000, seed=3) for game in games)
    assert one.game.scenario.actors[0].types[0].name == "x"
    assert other.game.scenario.actors[0].types[0].name == "y"
    np.testing.assert_array_equal(one.types[:, 0], 1 - other.types[:, 0])
    np.testing.assert_array_equal(one.act, other.act)
    np.testing.assert_allclose(one.payoffs, other.payoffs, atol=1e-6)
