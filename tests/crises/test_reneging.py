"""A promise that ties hands, against backward induction by hand (docs/classics/reneging.md)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from detente.analysis.ledger import build_ledger
from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.simulate.play import simulate
from detente.solve.backward import solve

PRECISION, WAR = 5.0, 1.2
AUDIENCE = {None: 0.6, "empty_words": 0.0, "short_promise": 0.0, "great_audience": 1.2}
"""What breaking the promise costs when it could come due; a promise that has lapsed costs nothing."""


def after(audience: float) -> tuple[float, float, float]:
    """How likely the defender fights if attacked, how likely the attack is, and what the defender can expect."""
    fights = expit(PRECISION * (1 + audience - WAR))
    attacks = expit(PRECISION * ((1 - fights) - WAR * fights))
    value = -attacks * (fights * WAR + (1 - fights) * (1 + audience))
    return float(fights), float(attacks), float(value)


@pytest.mark.parametrize("variant", AUDIENCE)
def test_promises_are_given_and_broken_as_by_hand(variant: str | None) -> None:
    game = compile_game(loading.load(library.find("classics/reneging"), variant))
    equilibrium = solve(game).require()
    promised, silent = after(AUDIENCE[variant]), after(0.0)
    given = float(expit(PRECISION * (promised[2] - silent[2])))
    value = given * promised[2] + (1 - given) * silent[2]
    assert equilibrium.start_values[0] == pytest.approx(value, abs=1e-9)

    num_plays = 20_000
    ledger = build_ledger(simulate(equilibrium, num_plays=num_plays, seed=3))
    (row,) = ledger.promises
    margin = 4 * 0.5 / np.sqrt(num_plays)
    assert row["plays"] == pytest.approx(given, abs=margin)
    due = 0.0 if variant == "short_promise" else given * promised[1]
    assert row["due"] == pytest.approx(due, abs=margin)
    broken = due * (1 - promised[0])
    assert row["broken"] == pytest.approx(broken, abs=margin)
    if variant == "empty_words":
        assert row["kept"] == pytest.approx(promised[0], abs=2 * margin)
    by_event = {
        event: sum(each["share"] for each in ledger.ledger if each["event"] == event)
        for event in ("given", "due", "kept", "broken")
    }
    assert by_event["given"] == pytest.approx(row["plays"])
    assert by_event["due"] == pytest.approx(by_event["kept"] + by_event["broken"])
    assert next(each["share"] for each in ledger.ledger if each["event"] == "broken") == 0
