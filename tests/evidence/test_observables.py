"""What everybody can see, play by play, against the plays themselves."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.readings import Readings
from detente.evidence.observables import NOTHING_SEEN, list_observables
from detente.simulate.play import simulate
from support.dated import COVERT, TEXT, solved


def test_acts_signals_and_states_are_those_of_the_plays() -> None:
    paths = simulate(solved(TEXT), 2_000, seed=1, with_turns=True)
    found = {(each.period, each.source): each for each in list_observables(paths, 0, 1)}
    assert list(found) == sorted(found, key=lambda key: key[0])
    decided = found[1, "decides"]
    acts = np.array(decided.labels)[decided.seen]
    readings = Readings(paths)
    for act in ("restrain", "withdraw", "arm"):
        wanted = readings.menu_index("patron", act, 1, 0)[paths.state[:, 1, 0]]
        assert np.array_equal(acts == act, (paths.act[:, 1, 0] == wanted) & (wanted >= 0))
    assert decided.owner == "patron"
    front = found[1, "front"]
    assert front.is_state
    levels = np.array(["retreat", "held", "advance"])[paths.levels(1)[:, 0]]
    assert np.array_equal(np.array(front.labels)[front.seen], levels)
    alarm = found[0, "observers_report"]
    hungry = paths.types[:, 0] == 1
    seen = np.array(alarm.labels)[alarm.seen] == "alarm"
    assert seen[hungry].mean() == pytest.approx(0.5, abs=0.06)
    assert seen[~hungry].mean() == pytest.approx(0.2, abs=0.05)


def test_of_a_covert_act_only_its_traces_are_seen() -> None:
    paths = simulate(solved(COVERT), 2_000, seed=1, with_turns=True)
    (supplied,) = [each for each in list_observables(paths, 0, 0) if each.source == "supplies"]
    words = {word for label in supplied.labels for word in label.split(", then ")}
    assert {"found", "nothing"} <= words
    assert not words & {"wait", "send"}
    assert NOTHING_SEEN not in supplied.labels


def test_plays_without_a_record() -> None:
    with pytest.raises(ValueError, match="no record"):
        next(list_observables(simulate(solved(TEXT), 10), 0, 0))
