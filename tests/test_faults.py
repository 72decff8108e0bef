"""What is extreme or degenerate works, or is refused with its place; an interruption leaves nothing half-done."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import typer

from detente.cli.failures import in_words
from detente.errors import ScenarioError, UnsolvedError
from detente.game.compile import compile_game
from detente.game.magnitudes import compute_payoff_reach
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from detente.simulate.play import simulate
from detente.simulate.played_out import play_out
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.twin import solve_tree

CRISIS = """
crisis: A ceasefire and its patron
calendar: {rounds: 2, afterwards: <AFTERWARDS>}
state:
  front: {scale: [lost, held, advance], starts: held}
actors:
  patron:
    patience: <PATIENCE>
    precision: <PRECISION>
    types:
      cautious: {prior: <PRIOR>, appetite: 0}
      hungry:   {prior: 1 - <PRIOR>, appetite: 2}
    wants:
      ground: <GROUND>
  neighbour:
    patience: 0.9
    wants: {ground: held - front}
each round:
  - patron decides:
      restrain: {costs: 0.2}
      arm: {costs: <COSTS>, results: {breakthrough: {probability: 0.5, then: front up}, stalemate: {probability: rest}}}
  - neighbour answers:
      wait:    {}
      protest: {costs: 0.1, when: patron plays arm}
"""

DEFAULTS = {
    "AFTERWARDS": "nothing",
    "PATIENCE": "0.95",
    "PRECISION": "2",
    "PRIOR": "0.6",
    "GROUND": "appetite * (front - held)",
    "COSTS": "0",
}


def crisis(**changes: str) -> Scenario:
    text = CRISIS
    for name, value in (DEFAULTS | changes).items():
        text = text.replace(f"<{name}>", value)
    return loads(text)


def solved(scenario: Scenario, num_points: int = 21) -> Equilibrium:
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    return solve(compile_game(scenario, points))


def refusal(**changes: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        compile_game(crisis(**changes), {"patron": 3})
    (mistake,) = caught.value.mistakes
    return str(mistake)


# ---- numbers that are none


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"COSTS": "1e308 * 10"}, ["arm.costs", "overflows double precision in `1e308 * 10` at 1 when front = held"]),
        ({"COSTS": "0 * (1e308 * 10 * front)"}, ["arm.costs", "overflows double"]),
        (
            {"COSTS": "1 if 1e308 * 10 * front - 1e308 * 10 * front > 0 else 2"},
            ["arm.costs", "overflows double"],
        ),
        (
            {"COSTS": "1 / (front - held)"},
            ["arm.costs", "division by zero in `1 / (front - held)` at 1 when front = held"],
        ),
        (
            {"COSTS": '"gain_loss(front, reference: 1e308, aversion: 1e308)"'},
            ["arm.costs", "overflows double"],
        ),
        ({"COSTS": "1e308"}, ["arm.costs", "overflow double precision", "`1e308`, 1e+308 at 1 when front = held"]),
        (
            {"COSTS": "1e200"},
            ["arm.costs", "add up to 1.95e+200 units", "a precision of 2", "below 4.5e+15", "a `when`"],
        ),
        (
            {"GROUND": "{weight: 1e200, of: 1e200 * front}"},
            ["wants.ground.of", "`(1e200) * (1e200 * front)` overflows double precision", "when front = held"],
        ),
        ({"PRECISION": "1e300"}, ["patron.precision", "at a precision of 1e+300", "`appetite * (front - held)`, 2"]),
        ({"AFTERWARDS": "{patron: 1e300 * front}"}, ["afterwards.patron", "add up to", "at the time after 2"]),
        (
            {"AFTERWARDS": "{patron: 1e308 * 100}"},
            ["afterwards.patron", "overflows double", "at the time after 2"],
        ),
    ],
)
def test_payoffs_that_are_no_numbers_are_refused_by_name(changes: dict[str, str], words: list[str]) -> None:
    found = refusal(**changes)
    assert all(word in found for word in words), found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"PRECISION": ".inf"}, ".inf is not a finite number"),
        ({"PRECISION": "1e999"}, "1e999 is not a finite number"),
        ({"PRECISION": "1e308 * 10"}, "the precision of patron is not a finite number"),
        ({"PRECISION": "-1"}, "the precision of patron must be at least 0, and is -1"),
        ({"PRIOR": ".nan"}, ".nan is not a finite number"),
        ({"PATIENCE": "1.5"}, "the patience of patron must be between 0 and 1, and is 1.5"),
        ({"PATIENCE": "1", "AFTERWARDS": "the last round repeats"}, "so the patience of patron must be below 1"),
        (
            {"PATIENCE": "1 - 1e-17", "AFTERWARDS": "the last round repeats"},
            "so the patience of patron must be below 1",
        ),
    ],
)
def test_impossible_settings_are_refused_by_name(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ScenarioError, match="scenario:") as caught:
        crisis(**changes)
    assert words in str(caught.value)


def test_the_reach_of_payoffs_by_hand() -> None:
    """Two rounds of 2 for the ground and 0.2 for restraint, each from round 1 on: (2 + 0.2)(1 + 0.95), and −1, 0.1."""
    np.testing.assert_allclose(
        compute_payoff_reach(compile_game(crisis(), {"patron": 3})), [2.2 * 1.95, 1.1 * 1.9], rtol=1e-12
    )
    lasting = compile_game(crisis(AFTERWARDS="the last round repeats"), {"patron": 3})
    np.testing.assert_allclose(compute_payoff_reach(lasting)[0], 2.2 * 1.95 + 0.95**2 * 2 / 0.05, rtol=1e-12)


def test_where_rounding_leaves_nodes_unsolved_the_error_states_it() -> None:
    """An answer may be exact as far as the arithmetic goes, which then does not go far enough."""
    scenario = crisis(PATIENCE="1 - 1e-12", AFTERWARDS="the last round repeats")
    with pytest.raises(UnsolvedError, match=r"Payoffs times precision reach patron \(4e\+12\)"):
        solved(scenario)


# ---- what is extreme


@pytest.mark.parametrize("precision", ["0", "1e-12", "1e6"])
def test_extreme_precision(precision: str) -> None:
    equilibrium = solved(crisis(PRECISION=precision))
    assert equilibrium.certificate.max_residual < 1e-8
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    # Restraint costs, and who is hungry wants the ground: sharp play is all arming, random play half.
    np.testing.assert_allclose(np.exp(log_policy[..., 1, :]), 1 if precision == "1e6" else 0.5, atol=1e-6)


@pytest.mark.parametrize("prior", ["0", "1", "1e-300"])
def test_extreme_priors(prior: str) -> None:
    equilibrium = solved(crisis(PRIOR=prior))
    assert np.isfinite(equilibrium.start_values).all()
    paths = simulate(equilibrium, 200, seed=1)
    assert set(paths.types[:, 0]) == {0 if prior == "1" else 1}
    # What the neighbour expects is what it would expect of a patron that everybody knows.
    known = solved(crisis(PRIOR="0.5", GROUND="0" if prior == "1" else "2 * (front - held)"))
    assert equilibrium.start_values[2] == pytest.approx(known.start_values[2], abs=2e-4)


@pytest.mark.parametrize("patience", ["0", "1"])
def test_extreme_patience(patience: str) -> None:
    scenario = crisis(PATIENCE=patience)
    expected = solve_tree(scenario).values
    found = solve(compile_game(scenario, {"patron": 201})).start_values
    np.testing.assert_allclose(found, list(expected.values()), atol=1e-4)


# ---- what is degenerate

HEAD = "crisis: Hardly one\ncalendar: {rounds: 2}\nstate:\n  s: {one of: [a, b], starts: a}\n"
ACTORS = """actors:
  p:
    types: {k: {prior: 0.5, g: 0}, l: {prior: 0.5, g: 1}}
    wants: {w: g * (s == b)}
  q:
    wants: {w: -1 * (s == b)}
"""
MOVES = "each round:\n  - p moves:\n      go: {then: s = b}\n      stay: {costs: g}\n"

DEGENERATE = {
    "menus of one action": HEAD
    + ACTORS
    + "each round:\n  - p moves:\n      go: {then: s = b}\n  - q sits: {wait: {}}\n",
    "one state": (HEAD + ACTORS + MOVES).replace("[a, b]", "[a]").replace("s == b", "s == a").replace("s = b", "s = a"),
    "one number": (HEAD + ACTORS)
    .replace("one of: [a, b], starts: a", "from: 3, to: 3, starts: 3")
    .replace("s == b", "s")
    + MOVES.replace("{then: s = b}", "{}"),
    "one period": (HEAD + ACTORS + MOVES).replace("rounds: 2", "rounds: 1"),
    "a chance with one result": HEAD + ACTORS + MOVES + "  - chance c:\n      only: {probability: rest, then: s = a}\n",
    "a sure result": HEAD + ACTORS + MOVES.replace("{then: s = b}", "{results: {r: {probability: 1, then: s = b}}}"),
    "a signal that always says the same": HEAD + ACTORS + MOVES + "  - signal c:\n      x: 1 if p is k else 1\n",
    "a signal that says all": HEAD
    + ACTORS
    + "each round:\n  - signal c: {x: 1 if p is k else 0, y: rest}\n"
    + MOVES[11:],
    "actors that never move": HEAD + ACTORS + "each round:\n  - q moves:\n      go: {then: s = b}\n      stay: {}\n",
    "types that never matter": (HEAD + ACTORS + MOVES).replace("g * ", "").replace("costs: g", "costs: 0.1"),
    "one type, and its name": HEAD + ACTORS.replace(", l: {prior: 0.5, g: 1}", "").replace("0.5", "1") + MOVES,
    "one actor": HEAD + "actors:\n  p: {wants: {w: s == b}}\n" + MOVES.replace("costs: g", "costs: 0.3"),
    "no decision": HEAD
    + ACTORS
    + "each round:\n  - chance c:\n      x: {probability: 0.3, then: s = b}\n      y: rest\n",
    "no decision but a signal": HEAD + ACTORS + "each round:\n  - signal c: {x: 0.5 if p is k else 0.2, y: rest}\n",
    "equal payoffs": HEAD
    + ACTORS.replace("g * (s == b)", "0").replace("-1 * (s == b)", "0")
    + MOVES.replace("costs: g", ""),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_crises_work(name: str) -> None:
    scenario = loads(DEGENERATE[name])
    equilibrium = solved(scenario, 41)
    expected = solve_tree(scenario).values
    np.testing.assert_allclose(equilibrium.start_values, list(expected.values()), atol=1e-4)
    assert np.isfinite(simulate(equilibrium, 100, seed=2).payoffs).all()
    check = play_out(equilibrium)
    assert (check is None) == name.startswith("no decision")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            HEAD
            + ACTORS
            + MOVES.replace("then: s = b", "then: s = b, when: s == a").replace("costs: g", "when: s == a"),
            "each round.p moves: p has no action at moves: the menu is empty at 2 when s = b",
        ),
        (HEAD + ACTORS + "each round:\n  - p moves: {}\n", "the menu of 'moves' is empty; write at least one act"),
        (HEAD + ACTORS + "each round: []\n", "there must be at least one stage"),
        (HEAD + "actors: {}\n" + MOVES, "actors: there must be at least one actor"),
        (
            (HEAD + ACTORS + MOVES).replace("  s: {one of: [a, b], starts: a}\n", "  {}\n"),
            "state: there must be at least one",
        ),
        ((HEAD + ACTORS + MOVES).replace("rounds: 2", "rounds: 0"), "there must be at least one round, not 0"),
    ],
)
def test_what_is_no_crisis_is_refused(text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text), {"p": 3})
    assert words in str(caught.value)


# ---- interruptions


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from detente.cli.entry import run; run()", *arguments]


def interrupted(arguments: list[str], folder: Path, num_files: int, **folders: Path) -> tuple[str, str]:
    """What a command says that is sent Ctrl-C once the folder has so many files."""
    waiting = time.monotonic() + 120
    environment = {**os.environ, **{name: str(path) for name, path in folders.items()}}
    pipe = subprocess.PIPE
    with subprocess.Popen(command(*arguments), stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        while len(list(folder.glob("*"))) < num_files and process.poll() is None and time.monotonic() < waiting:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    return said


def test_an_interruption_in_a_callback_is_not_lost() -> None:
    """What a callback raises Python only ignores, aloud."""

    def interrupt(*_: object) -> None:
        gc.callbacks.remove(interrupt)
        raise KeyboardInterrupt

    def work() -> None:
        with in_words():
            gc.callbacks.append(interrupt)
            gc.collect()
            time.sleep(5)

    with pytest.raises(typer.Exit) as ended:
        work()
    assert ended.value.exit_code == 130


SEVERAL_GAMES = (
    CRISIS
    + """
variants:
  patient: {actors.patron.patience: 1}
  bored:   {actors.patron.patience: 0.1}
claims:
  - {says: It lasts., holds if: P(always front == held) > 0.5}
  - {says: Patience helps., holds if: P(always front == held) < P(always front == held) under patient}
  - {says: Boredom too., holds if: P(always front == held) < P(always front == held) under bored}
"""
)


def test_ctrl_c_leaves_nothing_half_written_and_the_next_run_goes_on(tmp_path: Path) -> None:
    text = SEVERAL_GAMES
    for name, value in DEFAULTS.items():
        text = text.replace(f"<{name}>", value)
    file, out, answers = tmp_path / "crisis.yaml", tmp_path / "out", tmp_path / "verdicts"
    file.write_text(text, encoding="utf-8")
    arguments = ["run", str(file), "--out", str(out), "--points", "201", "--plays", "2000"]
    said = interrupted(arguments, answers, 1, DETENTE_VERDICTS=answers)
    assert said == (
        "",
        "Interrupted. No file was left half-written. Verdicts reached so far are cached: the same command, "
        "without --fresh, continues from there.\n",
    )
    assert not out.exists()
    kept = sorted(answers.iterdir())
    assert all(json.loads(path.read_text(encoding="utf-8"))["key"] == path.stem for path in kept)
    assert 1 <= len(kept) < 3
    environment = {**os.environ, "DETENTE_VERDICTS": str(answers)}
    resumed = subprocess.run(
        command(*arguments, "--json"), capture_output=True, text=True, env=environment, timeout=240, check=True
    )
    assert json.loads(resumed.stdout)["cached"] == len(kept)
    files = ["claims.csv", "report.html", "result.json", "scenario.yaml", "summary.csv", "timings.json"]
    assert sorted(path.name for path in out.iterdir()) == files


def test_ctrl_c_while_solving(tmp_path: Path) -> None:
    """The folder of compiled programs is made when solving begins."""
    said = interrupted(["solve", "sochi-2015"], tmp_path, 1, DETENTE_CACHE=tmp_path)
    assert said[0] == ""
    assert said[1].endswith("Interrupted. No file was left half-written.\n")
    assert not list(tmp_path.glob("**/*.tmp"))
