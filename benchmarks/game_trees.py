"""Game trees: seconds to solve a repeated signalling game by number of periods, beside pygambit's on the same game.

A sender with two types and a receiver each choose one of two acts in every period, and see each other's; payoffs of a
period are drawn once. Usage: python -P benchmarks/game_trees.py [PERIODS …] [--precision λ].
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from detente.trees.exact import solve_game_tree
from detente.trees.extensive import CHANCE, END, ExtensiveGame, Labels, uniform_anchor

MOST_PERIODS_OF_GAMBIT = 4
"""Beyond, it takes many minutes."""


def signalling(periods: int, precision: float) -> ExtensiveGame:
    """The game; nodes by level, so that parents come first."""
    paid = np.random.default_rng(0).normal(size=(2, 2, 2, 2))
    parent, owner, payoff = [np.array([-1])], [np.array([CHANCE])], [np.zeros((1, 2))]
    # Of every node of a level: its type, and the public history as a number.
    above, kind, history = np.zeros(2, dtype=np.int64), np.arange(2), np.zeros(2, dtype=np.int64)
    received, num_nodes, players = np.zeros((2, 2)), 1, []
    for level in range(2 * periods):
        is_sender, num_histories = level % 2 == 0, 2**level
        own = history * 2 + kind if is_sender else history
        first = sum(map(len, players))
        players.append(np.full(num_histories * (2 if is_sender else 1), 0 if is_sender else 1))
        parent.append(above)
        owner.append(first + own)
        payoff.append(received)
        above = np.repeat(num_nodes + np.arange(len(above)), 2)
        num_nodes += len(owner[-1])
        kind, act = np.repeat(kind, 2), np.tile(np.arange(2), len(kind))
        history = 2 * np.repeat(history, 2) + act
        received = np.zeros((len(kind), 2)) if is_sender else paid[kind, (history >> 1) & 1, act]
    parent.append(above)
    owner.append(np.full(len(above), END))
    payoff.append(received)
    set_player = np.concatenate(players)
    prob = np.ones(num_nodes + len(above))
    prob[1:3] = 0.5
    num_actions = np.full(len(set_player), 2)
    labels = Labels("", ("sender", "receiver"), (), ())
    return ExtensiveGame(
        *(labels, np.concatenate(parent), np.concatenate(owner), prob, np.concatenate(payoff), set_player),
        *(num_actions, np.full(len(set_player), precision), uniform_anchor(num_actions)),
    )


def as_efg(game: ExtensiveGame) -> str:
    """The game as text in Gambit's format."""
    first, child = game.children
    lines, stack, num_ends = ['EFG 2 R "" { "sender" "receiver" }'], [0], 0
    while stack:
        node = stack.pop()
        h = int(game.owner[node])
        paid = f'{node + 1} "o{node}" {{ {game.payoff[node, 0]:.15f}, {game.payoff[node, 1]:.15f} }}'
        if h >= 0:
            lines.append(f'p "n{node}" {game.set_player[h] + 1} {h + 1} "h{h}" {{ "a" "b" }} {paid}')
        elif h == CHANCE:
            lines.append('c "root" 1 "types" { "s" 1/2 "w" 1/2 } 0')
        else:
            num_ends += 1
            lines.append(f't "n{node}" {paid}')
        stack += child[first[node] : first[node + 1]][::-1].tolist()
    return "\n".join(lines) + "\n"


def measure_gambit(game: ExtensiveGame, precision: float, policy: np.ndarray) -> str:
    """Seconds of pygambit, and how far its probabilities are."""
    try:
        import pygambit
    except ImportError:
        return "not installed"
    file = Path(tempfile.mkdtemp()) / "game.efg"
    file.write_text(as_efg(game), encoding="utf-8")
    theirs = pygambit.read_efg(str(file))
    start, start_cpu = time.perf_counter(), time.process_time()
    (solution,) = pygambit.qre.logit_solve_lambda(theirs, precision)
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    # The order of the information sets differs; equal policies have equal probabilities in order of size.
    mixtures = (mixture for player in game.labels.players for _, mixture in list(solution.profile[player]))
    probs = np.sort([float(prob) for mixture in mixtures for _, prob in mixture])
    return (
        f"{seconds:.3f} s ({cpu:.3f} s of one core), probabilities in order of size differ by at most "
        f"{np.abs(probs - np.sort(policy)).max():.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("periods", nargs="*", type=int, default=[2, 3, 4, 6, 9])
    parser.add_argument("--precision", type=float, default=2.0)
    chosen = parser.parse_args()
    solve_game_tree(signalling(5, 1.0))
    for periods in chosen.periods:
        game = signalling(periods, chosen.precision)
        start, start_cpu = time.perf_counter(), time.process_time()
        found = solve_game_tree(game)
        seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(
            f"T = {periods}: {game.num_nodes:,} nodes, {seconds:.3f} s ({cpu:.3f} s of one core), "
            f"residual {found.residual.max():.1e}, "
            f"{found.num_steps} steps, {found.num_turns} turns, values {found.value[0, 0]:.8f} {found.value[0, 1]:.8f}"
        )
        if periods <= MOST_PERIODS_OF_GAMBIT:
            print(f"       pygambit: {measure_gambit(game, chosen.precision, found.policy)}")
    print(f"Load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
