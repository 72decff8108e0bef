"""Play by the anchor: shares that can be counted on paper."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.at_anchor import play_by_anchor

# Of three acts in the first round, of two in the second if the first was `stay`; types want the opposite.
CRISIS = """
crisis: Three doors
calendar: {rounds: 2}
state: {place: {scale: [inside, out, away], starts: inside}}
actors:
  guest:
    precision: 1000
    types: {shy: {prior: 0.3, taste: -100}, bold: {prior: 0.7, taste: 100}}
    wants: {air: taste * (place == out)}
  host: {wants: {quiet: -(place == out)}}
each round:
  - guest decides:
      stay: {}
      go: {then: place = out, when: place == inside}
      leave: {then: place = away, when: place == inside and round == 1}
  - host answers:
      wait: {}
      call: {}
"""


@pytest.fixture(scope="module")
def paths() -> Paths:
    game = compile_game(loads(CRISIS), {"guest": 3})
    return simulate(play_by_anchor(game), 20_000, seed=4)


def test_every_act_in_the_menu_is_as_likely(paths: Paths) -> None:
    first, second = paths.levels(0)[:, 0], paths.levels(1)[:, 0]
    assert np.bincount(first, minlength=3) / paths.num_plays == pytest.approx([1 / 3] * 3, abs=0.015)
    # One third of one third, and half of the plays that are still inside.
    assert np.bincount(second, minlength=3) / paths.num_plays == pytest.approx([1 / 6, 1 / 2, 1 / 3], abs=0.015)


def test_acts_say_nothing_about_types(paths: Paths) -> None:
    for period in range(3):
        assert paths.belief(period, 0, 0) == pytest.approx(0.3, abs=1e-6)


def test_base_rates_are_the_shares() -> None:
    """`go` in 0.1 of all first rounds, `leave` in 0.3; in the second the rates are as they were, less what is gone."""
    text = CRISIS.replace("  - guest decides:", "  - guest decides:\n      usually: {go: 0.1, leave: 0.3}")
    paths = simulate(play_by_anchor(compile_game(loads(text), {"guest": 3})), 20_000, seed=4)
    first, second = paths.levels(0)[:, 0], paths.levels(1)[:, 0]
    assert np.bincount(first, minlength=3) / paths.num_plays == pytest.approx([0.6, 0.1, 0.3], abs=0.015)
    assert np.bincount(second, minlength=3) / paths.num_plays == pytest.approx([0.54, 0.16, 0.3], abs=0.015)


def test_menus_by_type_tell() -> None:
    """Only the bold ones can go: whoever goes is bold, and whoever does not is shy with odds 0.3 to 0.7 · 1/2."""
    text = CRISIS.replace("when: place == inside}", "when: place == inside and guest is bold}").replace(
        "      leave: {then: place = away, when: place == inside and round == 1}\n", ""
    )
    paths = simulate(play_by_anchor(compile_game(loads(text), {"guest": 121})), 20_000, seed=4)
    is_out = paths.levels(0)[:, 0] == 1
    assert (paths.types[is_out, 0] == 1).all()
    assert is_out[paths.types[:, 0] == 1].mean() == pytest.approx(0.5, abs=0.015)
    assert paths.belief(1, 0, 1)[is_out] == pytest.approx(1.0, abs=1e-12)
    assert paths.belief(1, 0, 0)[~is_out] == pytest.approx(0.3 / (0.3 + 0.35), abs=1e-5)
