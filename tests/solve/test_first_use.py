"""What is compiled before the first solve is what solving and playing call."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from detente.game.compile import compile_game
from detente.scenario.library import find
from detente.scenario.loading import load
from detente.simulate.play import simulate
from detente.solve import first_use
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from detente.solve.kernel import compiled as entrances
from detente.solve.kernel.compiled import EntranceCall, compiled, noting


@pytest.mark.parametrize(
    "name",
    ["finland-1939", "classics/hawk-dove", "classics/beer-quiche", "classics/secret-programme", "classics/tripwire"],
)
def test_what_is_noted_is_what_solving_calls(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load(find(name))
    game = compile_game(scenario, {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1})
    noted = set(first_use._note(game))
    called: set[EntranceCall] = set()

    def watched(name, entrance):  # type: ignore[no-untyped-def]
        def call(*arguments):  # type: ignore[no-untyped-def]
            called.add(EntranceCall(name, tuple(map(entrance.typeof_pyval, arguments))))
            return entrance(*arguments)

        return call

    real = compiled()
    of_all = entrances.Entrances(*(watched(each, entrance) for each, entrance in real._asdict().items()))
    monkeypatch.setattr(entrances, "_entrances", lambda: of_all)
    simulate(solve(game, Settings()), num_plays=50, seed=1)
    assert called <= noted
    assert {call.name for call in noted - called} <= {"follow", "follow_any"}, "few steps need no search"


def test_nothing_is_computed_while_calls_are_noted() -> None:
    with noting() as calls:
        assert compiled().mix_planes(1, 2.0) is None
    assert [call.name for call in calls] == ["mix_planes"]
    assert compiled().mix_planes.signatures is not None


def test_what_a_process_compiles_others_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    game = compile_game(load(find("classics/beer-quiche")), {})
    quick = [call for call in first_use._note(game) if call.name == "distinct"]
    assert quick
    command = [sys.executable, "-c", "from detente.solve.first_use import compile_noted; compile_noted()"]
    subprocess.run(command, input=pickle.dumps(quick), check=True, timeout=120)
    assert list(tmp_path.rglob("distinct-*"))


def test_work_is_dealt_out_evenly() -> None:
    calls = [EntranceCall(name, ()) for name in ("follow_any", "judge", "spread", "prepare", "distinct", "tabulate")]
    shares = first_use._deal(calls, 2)
    assert sorted(call.name for share in shares for call in share) == sorted(call.name for call in calls)
    assert [call.name for call in shares[0]] == ["follow_any"]
