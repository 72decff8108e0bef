"""Memory is estimated before it is taken, and the smallest change that would fit is computed."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.errors import Advice, Mistake, ScenarioError
from detente.game import memory
from detente.game.compile import build_grid, compile_game
from detente.game.frame import build_frame
from detente.game.memory import MemoryEstimate, estimate_memory, machine_bytes, play_bytes
from detente.game.reach import Limits, reach
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.simulate.played_out import play_out
from detente.solve import backward, worlds
from detente.solve.backward import solve
from support.at_once import CROSSING
from support.games import THREE_INFORMED, THREE_TYPES, chain_store


def estimate(text: str, **points: int) -> MemoryEstimate:
    scenario = loads(text)
    frame = build_frame(scenario, build_grid(scenario, points or None, 8.0))
    return estimate_memory(frame, reach(frame, Limits()))


def refusal(text: str, limit: int, **points: int) -> Mistake:
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text), points or None, limits=Limits(bytes=limit))
    (mistake,) = caught.value.mistakes
    return mistake


def test_policies_by_hand() -> None:
    """Three rounds of one quiet and one contested state; two acts; an entrant of one type and a store of two."""
    assert estimate(chain_store(3), store=41).policies == 3 * (2 * 1 + 2 * 2)
    assert (
        estimate(chain_store(3), store=41).policy_bytes(build_grid(loads(chain_store(3)), {"store": 41}, 8.0))
        == 4 * 41 * 18
    )


def test_more_than_policies_is_counted() -> None:
    """Values, scores, payoffs that depend on a third type, and the work on blocks come on top."""
    found = estimate(THREE_INFORMED)
    assert found.num_bytes(found.grid) > 3 * found.policy_bytes(found.grid)
    # North's want for south's type: a payoff by belief, at every state of the period's end.
    without = estimate(THREE_INFORMED.replace(" - 0.4 * (east is hard)", ""))
    assert without.payoffs < found.payoffs


def test_a_play_takes_what_is_recorded_of_it() -> None:
    """In each period: the states at the stages and its end, who moved and how, beliefs in double precision, payoffs."""
    scenario = loads(THREE_TYPES)
    paths = simulate(solve(compile_game(scenario, limit=8.0)), num_plays=100)
    recorded = [value for value in vars(paths).values() if isinstance(value, np.ndarray)]
    num_periods = scenario.calendar.num_periods
    # There are no moves at a period's end, for which three bytes are counted.
    needed = sum(each.nbytes for each in recorded) / 100 + 3 * num_periods
    assert play_bytes(build_frame(scenario, paths.game.grid)) == needed
    twice = replace(scenario, sees=(("lender", "one"), ("debtor", "two")))
    more = play_bytes(build_frame(twice, paths.game.grid)) - needed
    assert more == 2 * 8 * paths.log_odds[0].size


def test_the_estimate_grows_with_every_actor_s_grid() -> None:
    sizes = [
        estimate(THREE_INFORMED, north=n, south=s, east=e) for n, s, e in ((5, 5, 5), (7, 5, 5), (7, 7, 5), (7, 7, 7))
    ]
    needed = [each.num_bytes(each.grid) for each in sizes]
    assert needed == sorted(set(needed))


@pytest.mark.parametrize("share", [0.9, 0.5])
def test_what_is_said_to_fit_fits_and_nothing_finer_does(share: float) -> None:
    points = {"north": 31, "south": 27, "east": 25}
    found = estimate(THREE_INFORMED, **points)
    limit = int(share * found.num_bytes(found.grid))
    said = refusal(THREE_INFORMED, limit, **points)
    assert "Belief points now: 31 for north, 27 for south, 25 for east" in said.message
    assert {advice.kind for advice in said.advice} == {"fewer_points"}
    changes = [{str(advice.actor): int(str(advice.value))} for advice in said.advice]
    for change in changes:
        coarser = estimate(THREE_INFORMED, **(points | change))
        finer = estimate(THREE_INFORMED, **(points | {actor: number + 2 for actor, number in change.items()}))
        assert coarser.num_bytes(coarser.grid) <= limit < finer.num_bytes(finer.grid)
    compile_game(loads(THREE_INFORMED), points | changes[0], limits=Limits(bytes=limit))


def test_where_one_actor_s_grid_is_not_enough_all_are_made_coarser() -> None:
    points = {"north": 15, "south": 15, "east": 15}
    found, small = estimate(THREE_INFORMED, **points), estimate(THREE_INFORMED, north=5, south=5, east=5)
    limit = small.num_bytes(small.grid)
    assert limit < estimate(THREE_INFORMED, **(points | {"north": 3})).num_bytes(
        build_grid(loads(THREE_INFORMED), points | {"north": 3}, 8.0)
    )
    advice = tuple(Advice("fewer_points_together", actor, 5) for actor in ("north", "south", "east"))
    assert refusal(THREE_INFORMED, limit, **points).advice == advice
    assert found.num_bytes(found.grid) > limit


def test_where_no_grid_is_coarse_enough_states_are_too_many() -> None:
    said = refusal(THREE_TYPES, 10_000).message
    assert "No belief grid is coarse enough, so it needs fewer states; what multiplies: credit" in said


def test_the_finest_grid_that_fits_is_found_without_trying_all() -> None:
    for below in (3, 4, 5, 8, 1001, 10**12):
        for most in (0, 2, 3, 4, 5, 777, 10**11):
            asked: list[int] = []

            def fits(points: int, most: int = most, asked: list[int] = asked) -> bool:
                asked.append(points)
                return points <= most

            found = memory._most_odd(below, fits)
            assert found <= most
            assert found % 2 == 1 if found else min(most, below - 1) < 3
            assert found == 0 or found + 2 > most or found + 2 >= below
            assert len(asked) <= 45


def test_the_limit_is_the_machine_s_or_its_control_group_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_CGROUP_LIMITS", ())
    machine = machine_bytes()
    assert machine > 10**8
    group = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_CGROUP_LIMITS", (str(group),))
    group.write_text("max\n", encoding="ascii")
    assert machine_bytes() == machine
    group.write_text("376000000\n", encoding="ascii")
    assert machine_bytes() == 800_000
    monkeypatch.setattr("detente.game.capacity.held_bytes", lambda: 0)
    with pytest.raises(ScenarioError, match=r"more than 0\.8 MB"):
        compile_game(loads(THREE_INFORMED))


def test_what_is_held_already_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A perception is compiled beside the crisis that it is of."""
    needed = estimate(THREE_INFORMED)
    needed_bytes = needed.num_bytes(needed.grid)
    monkeypatch.setattr("detente.game.capacity.machine_bytes", lambda: needed_bytes + 10**9)
    monkeypatch.setattr("detente.game.capacity.held_bytes", lambda: 10**9)
    compile_game(loads(THREE_INFORMED))
    monkeypatch.setattr("detente.game.capacity.held_bytes", lambda: 10**9 + 1)
    with pytest.raises(ScenarioError, match=r"\(in addition to 1\.0 GB already in use\)"):
        compile_game(loads(THREE_INFORMED))


def test_what_a_process_holds_is_seen() -> None:
    code = """
import numpy as np
from detente.game.memory import LIBRARIES, held_bytes
held = np.ones(3 * LIBRARIES // 8)
print(held_bytes() / held.nbytes)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 0.5 < float(said) < 1


def test_best_responses_take_their_share() -> None:
    found = estimate(THREE_INFORMED, north=5, south=5, east=5)
    without, needed = found.num_bytes(found.grid), found.num_bytes(found.grid, with_regret=True)
    values = memory.STAGE_COPIES * found.largest_stage * found.num_rows * found.grid.size * memory.NUMBER_BYTES
    assert values <= needed - without < 2 * values
    limits = Limits(bytes=(without + needed) // 2)
    points = {"north": 5, "south": 5, "east": 5}
    compile_game(loads(THREE_INFORMED), points, limits=limits)
    with pytest.raises(ScenarioError, match="solving would take"):
        compile_game(loads(THREE_INFORMED), points, limits=limits, with_regret=True)


def test_moves_made_at_once_take_more_than_one_after_the_other() -> None:
    at_once = estimate(CROSSING, moscow=5, washington=5)
    sides = {work for work in at_once.works if len(work) == 2}
    assert sides == {(memory.MoverShape(0, 2, 2), memory.MoverShape(1, 2, 2))}
    alone = replace(at_once, works=frozenset((side,) for side in next(iter(sides))))
    assert at_once.num_bytes(at_once.grid) > alone.num_bytes(at_once.grid)


def test_only_so_many_worlds_are_solved_together_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    game = compile_game(loads(chain_store(3)), {"store": 5})
    monkeypatch.setattr(worlds, "held_bytes", lambda: 0)
    for number in (1, 2, 7):
        monkeypatch.setattr(worlds, "machine_bytes", lambda number=number: number * memory.solution_bytes(game) + 1)
        assert worlds.at_once(game) == number
    monkeypatch.setattr(worlds, "machine_bytes", lambda: 0)
    assert worlds.at_once(game) == 1


def test_a_block_has_as_many_nodes_as_the_solver_s() -> None:
    assert memory.NODES_PER_BLOCK == backward.NODES_PER_BLOCK


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not say what a process takes")
def test_the_estimate_is_what_a_solve_takes() -> None:
    """Measured apart, so that nothing else counts: the largest memory that a solve adds to that of its libraries."""
    # Not ru_maxrss: a process inherits that of the one that started it.
    code = """
import sys
from pathlib import Path
from detente.game.compile import compile_game
from detente.game.memory import LIBRARIES
from detente.scenario.loading import loads
from detente.solve.backward import solve
points = int(sys.argv[1])
solve(compile_game(loads(sys.stdin.read()), dict.fromkeys(("north", "south", "east"), points)))
(most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(most.split()[1]) * 1024 - LIBRARIES)
"""
    # What compiling takes besides is no part of the estimate; the second time nothing is compiled.
    for points in ("5", "51"):
        command = [sys.executable, "-c", code, points]
        run = subprocess.run(command, input=THREE_INFORMED, capture_output=True, text=True, check=True)
    measured = int(run.stdout)
    found = estimate(THREE_INFORMED, north=51, south=51, east=51)
    assert measured < found.num_bytes(found.grid) < 5 * measured


def test_the_policies_by_which_plays_choose_are_counted() -> None:
    """Of many acts: one number for each act that can be chosen, in each of up to 8,000 plays for each act tried."""
    assert inspect.signature(play_out).parameters["most_rollouts"].default == memory.NUM_ROLLOUTS
    menus = ["".join(f"      o{index}: {{}}\n" for index in range(number)) for number in (0, 98)]
    texts = [chain_store(2).replace("      stay_out:", f"{menu}      stay_out:") for menu in menus]
    few, many = (estimate(text).fixed for text in texts)
    assert many - few >= 8 * (100 * 100 * 8_000 - 4 * 100_000)
