"""Numbers of quantities on recorded plays, each run of which is asked for once."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from detente.claims.grammar import parse
from detente.claims.measure import FEWEST_PLAYS, group_measurements, measure, measure_in_turn
from detente.claims.readings import Readings
from detente.claims.statements import RunRequest, Statement, Value, find_last_period, list_measurements
from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.at_anchor import play_by_anchor
from detente.solve.equilibrium import Equilibrium
from support.made import PATRON, played_patron, with_made_policy
from support.unseen import BOTH, HEARTS, PROGRAMME

SCENARIO = loads(PATRON)
NUM_PLAYS = 400


@functools.cache
def provide(run: RunRequest, _: int | None = None) -> tuple[Equilibrium, Paths]:
    paths = played_patron(NUM_PLAYS, run.variant, run.forced)
    solved = with_made_policy(paths.game)
    return replace(solved, start_values=np.arange(1.0, 1 + len(paths.game.rows))), paths


def statement(text: str) -> Statement:
    return parse(Claim("c", "", text), SCENARIO)


def number(text: str) -> float | None:
    (only,) = list_measurements(statement(f"{text} > 0"))
    equilibrium, paths = provide(only.run)
    return measure(only.quantity, equilibrium, Readings(paths)).value


@pytest.mark.parametrize(
    "text",
    [
        "P(front == advanced at 2015-07)",
        "P(not (moscow plays arm by 2015-06) given kyiv plays raid by 2015-08)",
        "P(always front == held from 2015-06 by 2015-08)",
        "P(front == advanced within 2 months of minsk == full)",
        "rate(moscow plays arm by 2015-08 given front == held)",
        "E(minsk at 2015-07) under no_rout",
        "E(minsk at 2015-06 given do(moscow plays arm at 2015-05))",
        "belief(moscow is defender at 2015-08 given moscow plays arm at 2015-09)",
        "value(kyiv)",
    ],
)
def test_plays_go_on_as_far_as_somebody_asks_and_the_numbers_are_those_of_whole_ones(text: str) -> None:
    played: list[Paths] = []

    def provider(run: RunRequest, until: int | None) -> tuple[Equilibrium, Paths]:
        solved, whole = provide(run)
        played.append(simulate(solved, NUM_PLAYS, whole.seed, run.forced, until=until))
        return solved, played[-1]

    ((_, found),) = measure_in_turn([statement(f"{text} > 0")], provider)
    ((_, expected),) = measure_in_turn([statement(f"{text} > 0")], provide)
    (only,) = found
    (own, whole) = (each[only] for each in (found, expected))
    assert (own.value, own.interval, own.note) == (whole.value, whole.interval, whole.note)
    np.testing.assert_array_equal(*(list(each.linear.values()) for each in (own, whole)))
    last = find_last_period(only.quantity)
    assert [paths.num_periods for paths in played] == [8 if last is None else last + 1]


def test_plain_numbers_wait_for_nothing_and_every_run_is_asked_for_once() -> None:
    asked: list[RunRequest] = []

    def provider(run: RunRequest, _: int | None) -> tuple[Equilibrium, Paths]:
        asked.append(run)
        return provide(run)

    texts = [
        "value(kyiv) under no_rout > 0",
        "half > threshold",
        "value(kyiv) > value(moscow)",
        "E(minsk) under no_rout > 0",
    ]
    in_turn = [(index, len(asked)) for index, _ in measure_in_turn([statement(text) for text in texts], provider)]
    assert in_turn[0] == (1, 0)
    assert sorted(in_turn[1:]) == [(0, 1), (2, 2), (3, 1)]
    assert asked == [RunRequest("no_rout"), RunRequest()]


def test_runs_of_one_crisis_follow_each_other() -> None:
    forced = "P(always front == held given do(kyiv plays raid from 2015-08)) > 0"
    texts = ["value(kyiv) > 0", "value(kyiv) under no_rout > 0", forced, "value(moscow) > value(kyiv)"]
    by_run = group_measurements(map(statement, texts))
    assert {variant: [len(own) for own in runs.values()] for variant, runs in by_run.items()} == {
        None: [2, 1],
        "no_rout": [1],
    }


def test_a_value_of_all_types_is_the_mean_over_the_prior() -> None:
    # Rows are in the order of actors and types: the defender (prior 0.6) is worth 1, the revisionist 2.
    assert number("value(moscow)") == pytest.approx(0.6 * 1 + 0.4 * 2)
    assert number("value(moscow is revisionist)") == 2


def test_a_value_has_what_plays_bring_beside_it_unless_moves_were_forced() -> None:
    equilibrium, paths = provide(RunRequest())
    estimate = measure(Value("kyiv"), equilibrium, Readings(paths))
    kyiv = [actor.name for actor in SCENARIO.actors].index("kyiv")
    assert estimate.as_played is not None
    assert estimate.as_played.value == pytest.approx(paths.discounted()[:, kyiv].mean())
    (raided,) = list_measurements(statement("P(always front == held given do(kyiv plays raid)) > 0"))
    forced = played_patron(NUM_PLAYS, None, raided.run.forced)
    assert measure(Value("kyiv"), equilibrium, Readings(forced)).as_played is None


def test_an_expectation_is_over_plays_and_periods() -> None:
    paths = provide(RunRequest())[1]
    column = [variable.name for variable in SCENARIO.variables].index("sanctions")
    expected = np.mean([paths.levels(period)[:, column].mean() for period in (6, 7)])
    assert number("E(sanctions from 2015-11)") == pytest.approx(expected)


def test_too_few_plays_give_no_number() -> None:
    few = played_patron(FEWEST_PLAYS - 1)
    estimate = measure(Value("kyiv", is_played=True), with_made_policy(few.game), Readings(few))
    assert estimate.value is None
    assert estimate.note == "199 plays were drawn, fewer than the 200 needed for an estimate"


def of_unseen(text: str, claim: str) -> tuple[float | None, Paths]:
    """A quantity of a crisis in which what an actor knows changes, and the plays that it is measured on."""
    scenario = loads(text)
    equilibrium = play_by_anchor(compile_game(scenario, {scenario.actors[0].name: 5}))
    paths = simulate(equilibrium, 2_000, seed=1)
    (only,) = list_measurements(parse(Claim("c", "", f"{claim} > 0"), scenario))
    return measure(only.quantity, equilibrium, Readings(paths)).value, paths


def test_secrets_are_what_they_are_at_the_date() -> None:
    for date in (1, 2):
        value, paths = of_unseen(PROGRAMME, f"P(tehran.programme == begun at {date})")
        assert value == pytest.approx((paths.types_at(date - 1)[:, 0] == 1).mean())
        believed, paths = of_unseen(PROGRAMME, f"belief(tehran.programme >= begun at {date})")
        assert believed == pytest.approx(paths.belief(date, 0, 1).mean())
    # By hand: half of all plays build, and seven in ten succeed.
    assert of_unseen(PROGRAMME, "P(tehran.programme == begun at 1)")[0] == pytest.approx(0.35, abs=0.04)


def test_a_type_of_the_file_is_the_sum_of_its_combinations() -> None:
    believed, paths = of_unseen(BOTH, "belief(tehran is hawk at 2)")
    assert believed == pytest.approx((paths.belief(2, 0, 0) + paths.belief(2, 0, 1)).mean())
    assert of_unseen(BOTH, "P(tehran is hawk)")[0] == pytest.approx((paths.types[:, 0] == 0).mean())


def test_what_changes_needs_a_date() -> None:
    for text, claim in ((PROGRAMME, "P(tehran.programme == begun)"), (HEARTS, "P(a is hard)")):
        with pytest.raises(ScenarioError, match="may change during play"):
            of_unseen(text, claim)
