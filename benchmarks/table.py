"""How fast the table goes: turns a minute at one table, and at twenty at once on two cores.

    python benchmarks/table.py [--tables 20] [--games 3]

Every person chooses the first act of its menu, and every turn of a person makes its view and the umpire's, as a page
would. A turn is a move of a person; what the model and chance do in between is part of it.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from detente.analysis.options import Options
from detente.service.table import TableGame, table_game
from detente.table.session import open_table

CHAIRS = {"classics/hawk-dove": "stayer", "classics/chain-store": "store"}


def play(game: TableGame, seat: str, seed: int) -> tuple[int, float]:
    """A whole game: moves of the person, and the longest wait for one in seconds."""
    table, turns, longest = open_table(game, chairs={seat: "Ann"}, seed=seed), 0, 0.0
    table.advance()
    while not table.ended:
        start = time.perf_counter()
        table.act(seat, table.view(seat).menu[0].act)
        table.advance()
        table.view(seat)
        table.umpire()
        turns, longest = turns + 1, max(longest, time.perf_counter() - start)
    return turns, longest


def measure(game: TableGame, seat: str, tables: int, games: int) -> str:
    """Turns a minute and table, and the longest wait, of so many tables at once."""
    start = time.perf_counter()
    with ThreadPoolExecutor(max_workers=tables) as pool:
        played = list(pool.map(lambda seed: play(game, seat, seed), range(tables * games)))
    minutes = (time.perf_counter() - start) / 60
    turns = sum(each for each, _ in played)
    longest = max(each for _, each in played)
    pace = f"{turns / minutes / tables:,.0f} turns a minute at each table, {turns / minutes:,.0f} together"
    return f"{pace}; longest {longest:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--games", type=int, default=3)
    arguments = parser.parse_args()
    for crisis, seat in CHAIRS.items():
        game = table_game(crisis, options=Options(num_points=21, has_grid_error=False))
        play(game, seat, 0)
        for tables in (1, arguments.tables):
            print(f"{crisis}, {tables} at once: {measure(game, seat, tables, arguments.games)}", flush=True)


if __name__ == "__main__":
    main()
