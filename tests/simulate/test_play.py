"""Play: Bayes and the draws on games of random tables, payoffs and values on solved crises."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from detente.game.beliefs import log_odds_of
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, simulate
from detente.simulate.sampling import draw
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.games import SMALL
from support.made import made_equilibrium, with_made_policy

NUM_PLAYS = 20_000
# Fixed seeds, and a bound that one comparison in 15,000 would break by chance.
STANDARD_ERRORS = 4


@functools.cache
def made_plays(seed: int) -> tuple[Equilibrium, Paths]:
    equilibrium = made_equilibrium(seed)
    return equilibrium, simulate(equilibrium, NUM_PLAYS, seed=7)


def near(sample: np.ndarray, expected: float) -> bool:
    """Whether the mean of the sample is what is expected, up to Monte Carlo error."""
    return bool(abs(sample.mean() - expected) <= STANDARD_ERRORS * sample.std() / np.sqrt(len(sample)) + 1e-6)


@pytest.mark.parametrize("seed", [1, 2])
def test_beliefs_are_a_martingale(seed: int) -> None:
    equilibrium, paths = made_plays(seed)
    game = equilibrium.game
    for actor in game.informed:
        for kind, prior in enumerate(game.prior[actor]):
            for boundary in range(1, game.num_periods + 1):
                assert near(paths.belief(boundary, actor, kind), float(prior))
    assert paths.belief(game.num_periods, game.informed[0], 0).std() > 0.05


@pytest.mark.parametrize("seed", [1, 2])
def test_beliefs_are_right(seed: int) -> None:
    """Among plays in which the public gives a type the probability b, the actor is of that type in the share b."""
    equilibrium, paths = made_plays(seed)
    game = equilibrium.game
    for actor in game.informed:
        for kind in range(len(game.prior[actor])):
            belief = paths.belief(game.num_periods, actor, kind)
            is_type = paths.types[:, actor] == kind
            for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
                inside = (belief >= low) & (belief <= high)
                if inside.sum() > 100:
                    assert near(is_type[inside] - belief[inside], 0.0)


def test_types_follow_the_prior() -> None:
    equilibrium, paths = made_plays(1)
    for actor, prior in enumerate(equilibrium.game.prior):
        for kind, share in enumerate(prior):
            assert near((paths.types[:, actor] == kind).astype(float), float(share))


def test_acts_follow_the_policy() -> None:
    """At the start, where the belief is the prior, the interpolated policy can be worked out by hand."""
    equilibrium, paths = made_plays(1)
    game = equilibrium.game
    log_policy = equilibrium.log_policies[0][0][0]
    table = game.periods[0].stages[0][0]
    assert log_policy is not None
    start = np.concatenate([log_odds_of(game.prior[actor]) for actor in game.informed])
    index, weight = game.grid.corners(start[None, :])
    menu = np.flatnonzero(table.available[0])
    scores = np.tensordot(weight[0], log_policy[0][index[0]][:, menu].astype(float), axes=1)
    policy = np.exp(scores) / np.exp(scores).sum(axis=0)
    for kind in range(len(game.prior[table.mover])):
        acts = paths.act[paths.types[:, table.mover] == kind, 0, 0]
        for action, probability in zip(menu, policy[:, kind], strict=True):
            assert near((acts == action).astype(float), float(probability))
        assert set(np.unique(acts)) <= set(menu)


def test_only_what_informs_moves_beliefs() -> None:
    """The third actor has one type: when only it moves, nothing is learned."""
    equilibrium = made_equilibrium(3, num_types=(1, 1, 2), kinds=("overt", "covert"))
    paths = simulate(equilibrium, 1000, seed=1)
    assert (paths.log_odds == paths.log_odds[:, :1]).all()


def test_movers_and_acts_are_those_of_the_tables() -> None:
    equilibrium, paths = made_plays(2)
    for period, tables in enumerate(equilibrium.game.periods):
        for stage, each in enumerate(tables.stages):
            for table in each:
                here = np.isin(paths.state[:, period, stage], table.states)
                assert (paths.mover[here, period, stage] == table.mover).all()
                acts, states = paths.act[here, period, stage], paths.state[here, period, stage]
                if table.mover < 0:
                    assert (acts == -1).all()
                else:
                    assert table.available[np.searchsorted(table.states, states), acts].all()


def test_next_states_are_branches() -> None:
    equilibrium, paths = made_plays(2)
    for period, tables in enumerate(equilibrium.game.periods):
        for stage, each in enumerate(tables.stages):
            for table in each:
                for place, state in enumerate(table.states):
                    here = paths.state[:, period, stage] == state
                    after = set(np.unique(paths.state[here, period, stage + 1]))
                    assert after <= set(table.branch_state[place][table.branch_prob[place] > 0])


def test_a_seed_gives_the_same_plays() -> None:
    equilibrium = made_equilibrium(1)
    num_plays = CHUNK + 500
    first, second = (simulate(equilibrium, num_plays, seed=5) for _ in range(2))
    for name in ("types", "mover", "act", "state", "final_state", "log_odds", "payoffs", "aftermath"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    assert not np.array_equal(first.act, simulate(equilibrium, num_plays, seed=6).act)
    # Whole chunks do not depend on how many plays follow.
    assert np.array_equal(first.act[:CHUNK], simulate(equilibrium, CHUNK, seed=5).act)
    assert not np.array_equal(first.act[:500], first.act[CHUNK:])


@pytest.mark.parametrize("name", ["seat", "covert", "belief_payoff"])
def test_plays_that_end_early_are_the_beginnings_of_whole_ones(name: str) -> None:
    scenario = loads(SMALL[name])
    points = {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1}
    equilibrium = solve(compile_game(scenario, points))
    whole = simulate(equilibrium, 800, seed=5)
    for until in range(whole.num_periods):
        cut = simulate(equilibrium, 800, seed=5, until=until)
        assert (cut.num_periods, cut.is_whole) == (until + 1, until + 1 == whole.num_periods)
        for entry in ("types", "mover", "act", "state", "payoffs", "log_odds"):
            own, all_of_it = getattr(cut, entry), getattr(whole, entry)
            kept = all_of_it if entry == "types" else all_of_it[:, : own.shape[1]]
            np.testing.assert_array_equal(own, kept, err_msg=entry)
        # What is paid later is not known.
        assert np.isnan(cut.aftermath).all() != cut.is_whole
        if not cut.is_whole:
            with pytest.raises(ValueError, match=f"only {until + 1} of {whole.num_periods} periods were played"):
                cut.discounted()
    assert simulate(equilibrium, 10, until=99).is_whole


def test_progress_ends_at_one() -> None:
    report: list[tuple[str, float]] = []
    simulate(made_equilibrium(1), 2 * CHUNK, progress=lambda what, share: report.append((what, share)))
    assert [share for _, share in report] == [0.5, 1.0]


def test_no_plays_are_a_misuse() -> None:
    with pytest.raises(ValueError, match="num_plays must be at least 1, not 0"):
        simulate(made_equilibrium(1), 0)


def test_forced_moves_are_made_where_they_can_be() -> None:
    equilibrium = made_equilibrium(1)
    forced = (ForcedMove("a1", None, "m2", 1, 2),)
    paths = simulate(equilibrium, 3000, seed=1, forced=forced)
    for period, tables in enumerate(equilibrium.game.periods):
        for table in tables.stages[1]:
            here = np.isin(paths.state[:, period, 1], table.states)
            states, acts = paths.state[here, period, 1], paths.act[here, period, 1]
            can = table.available[np.searchsorted(table.states, states), 2]
            if period >= 1:
                assert (acts[can] == 2).all()
            if period == 0 or not can.all():
                assert (acts[~can if period else slice(None)] != 2).any()


def test_a_seat_can_be_forced() -> None:
    """`chair` is the seat of the first actor, which decides `d0`; a decision elsewhere is left alone."""
    equilibrium = made_equilibrium(1)
    by_seat = simulate(equilibrium, 500, seed=1, forced=(ForcedMove("chair", None, "m1", 0, 2),))
    by_actor = simulate(equilibrium, 500, seed=1, forced=(ForcedMove("a0", "d0", "m1", 0, 2),))
    elsewhere = simulate(equilibrium, 500, seed=1, forced=(ForcedMove("a0", "d1", "m1", 0, 2),))
    free = simulate(equilibrium, 500, seed=1)
    assert np.array_equal(by_seat.act, by_actor.act)
    assert np.array_equal(elsewhere.act, free.act)
    assert not np.array_equal(by_seat.act, free.act)


def test_forced_moves_are_judged_as_if_chosen() -> None:
    """After an overt move the belief depends on the move alone, not on whether it was forced."""
    equilibrium = made_equilibrium(4, num_types=(2, 1), kinds=("overt",), num_periods=1, num_actions=2)
    free = simulate(equilibrium, 5000, seed=1)
    for action in np.unique(free.act):
        forced = simulate(equilibrium, 100, seed=2, forced=(ForcedMove("a0", None, f"m{action}", 0, 0),))
        chosen = free.log_odds[free.act[:, 0, 0] == action][:, 1]
        assert np.allclose(forced.log_odds[:, 1], chosen[0], atol=1e-5)


def test_draws_never_hit_probability_zero() -> None:
    probabilities = np.array([[0.0, 0.0], [0.3, 0.0], [0.0, 1.0], [0.7, 0.0]])
    for uniform in (0.0, 0.29, 0.31, np.nextafter(1.0, 0.0)):
        first, second = draw(probabilities, np.full(2, uniform))
        assert first == (1 if uniform < 0.3 else 3)
        assert second == 2


@pytest.mark.parametrize("name", ["seat", "belief_payoff", "afterwards"])
def test_mean_payoffs_are_the_values_of_the_solution(name: str) -> None:
    """End to end: what the types got on average is what the solver says they could expect."""
    equilibrium = solve(compile_game(loads(SMALL[name])))
    game = equilibrium.game
    paths = simulate(equilibrium, 60_000, seed=3)
    got = paths.discounted()
    for row, value in zip(game.rows, equilibrium.start_values, strict=True):
        of_type = got[paths.types[:, row.actor] == row.type, row.actor]
        error = of_type.std() / np.sqrt(len(of_type))
        # Play interpolates policies linearly, the solver values by cubics: their grids' error stays within 0.003 here.
        assert abs(of_type.mean() - value) < STANDARD_ERRORS * error + 3e-3, game.scenario.actors[row.actor].name


@pytest.mark.parametrize("name", sorted(SMALL))
def test_beliefs_are_a_martingale_in_compiled_games(name: str) -> None:
    """Whatever the policy: covert moves, traces, signals, disguises, seats and three types included."""
    scenario = loads(SMALL[name])
    points = {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1}
    equilibrium = with_made_policy(compile_game(scenario, points), seed=1)
    game = equilibrium.game
    paths = simulate(equilibrium, NUM_PLAYS, seed=2)
    for actor in game.informed:
        for kind, prior in enumerate(game.prior[actor]):
            assert near(paths.belief(game.num_periods, actor, kind), float(prior))
            belief = paths.belief(game.num_periods, actor, kind)
            assert near((paths.types[:, actor] == kind) - belief, 0.0)
