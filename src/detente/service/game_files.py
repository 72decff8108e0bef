"""Game trees in Gambit's format: solved as they are, or turned into scenarios."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Origin, Stopwatch
from detente.errors import Advice, DetenteError, UnsolvedError
from detente.files import check_writable, write_whole
from detente.scenario.names import listed, nearest
from detente.service.setting_up import version

if TYPE_CHECKING:
    from detente.analysis.game_trees import ImportedGame, SolvedTree
    from detente.trees.answers import TreeCertificate
    from detente.trees.efg_reading import EfgFile
    from detente.trees.exact import TreeEquilibrium

ENDING = ".efg"

DEFAULT_PRECISION = 1.0
"""λ of players of which no precision is given, per unit of payoff."""

MOST_CHARACTERS = 500_000_000


def is_game_file(name: object) -> bool:
    """Whether this is the name of a game tree's file."""
    return isinstance(name, str | Path) and Path(name).suffix.lower() == ENDING


def solve_game_file(
    file: str | Path,
    *,
    precision: float | Mapping[str, float] = DEFAULT_PRECISION,
    trace: str | Path | None = None,
    num_starts: int = 0,
    allow_unsolved: bool = False,
) -> SolvedTree:
    """Solve a game tree in Gambit's format: its agent quantal-response equilibrium on the principal branch.

    Args:
        precision: λ of all players, or by name, those left out at 1; per unit of payoff.
        num_starts: random policies from which other equilibria are looked for.
        trace: `FILE.csv` for the policies on the way from λ = 0.
        allow_unsolved: whether to return an answer whose residual is too large.

    Raises:
        ScenarioError: the file's first mistake.
        DetenteError: there is no such file or player, or a precision is no number.
        UnsolvedError: the equilibrium was not found.
    """
    if trace is not None:
        if Path(trace).suffix != ".csv":
            raise DetenteError(f"'{trace}': the points on the way are written as FILE.csv.")
        check_writable(Path(trace))
    watch = Stopwatch()
    with watch.phase("load"):
        text = _read(file)

        from detente.analysis.game_trees import SolvedTree
        from detente.trees.answering import describe
        from detente.trees.efg_reading import read_efg
        from detente.trees.exact import solve_game_tree
        from detente.trees.from_efg import find_recall_warnings, game_from_efg, list_ways

        read = read_efg(text, str(file))
        game = game_from_efg(read)
        game = game.with_precision(_precisions(game.labels.players, precision))
    with watch.phase("solve"):
        equilibrium = solve_game_tree(game, keeps_trace=trace is not None)
    with watch.phase("certify"):
        answer = describe(equilibrium, list_ways(read), num_starts)
    if not allow_unsolved:
        require_solved(answer.certificate)
    if trace is not None:
        write_whole(Path(trace), _trace_as_csv(equilibrium))
    return SolvedTree(
        origin=_origin(read, text, watch),
        answer=answer,
        warnings=find_recall_warnings(read, game),
        trace_file=None if trace is None else str(trace),
    )


def import_game(file: str | Path, to: str | Path | None = None) -> ImportedGame:
    """A game tree in Gambit's format as a scenario.

    Args:
        to: `FILE.yaml` to write; None: the text is only returned.

    Raises:
        ScenarioError: the file's first mistake, or what the language cannot express, with its place.
        DetenteError: there is no such file, or `to` ends in anything else. OSError: the file cannot be written.
    """
    if to is not None:
        if Path(to).suffix not in (".yaml", ".yml"):
            raise DetenteError(f"'{to}': scenarios are written as FILE.yaml.")
        if Path(to).exists():
            raise DetenteError(f"'{to}' exists already; choose another name, or remove it first.")
        check_writable(Path(to))
    text = _read(file)

    from detente.analysis.game_trees import ImportedGame
    from detente.scenario.loading import loads
    from detente.trees.efg_reading import read_efg
    from detente.trees.importing import to_scenario
    from detente.trees.public_tree import find_public_game

    read = read_efg(text, str(file))
    written = to_scenario(find_public_game(read))
    scenario = loads(written, Path(file).stem)
    if to is not None:
        write_whole(Path(to), written)
    counts = {
        "actors": len(scenario.actors),
        "types": sum(len(actor.types) for actor in scenario.actors if len(actor.types) > 1),
        "stages": len(scenario.stages),
    }
    return ImportedGame(read.title, written, None if to is None else str(to), counts)


def _read(file: str | Path) -> str:
    path = Path(file)
    if path.suffix.lower() != ENDING:
        raise DetenteError(f"'{file}': game trees are read from FILE.efg (Gambit's format for extensive games).")
    if not path.is_file():
        raise DetenteError(f"there is no file '{file}'")
    if path.stat().st_size > MOST_CHARACTERS:
        raise DetenteError(f"'{file}' is larger than {MOST_CHARACTERS:,} characters")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DetenteError(f"'{file}' is not UTF-8 text (byte {error.start:,})") from None


def _precisions(players: tuple[str, ...], given: float | Mapping[str, float]) -> list[float]:
    by_player = dict(given) if isinstance(given, Mapping) else dict.fromkeys(players, given)
    for player, number in by_player.items():
        if player not in players:
            allowed = f"players: {listed(players)}"
            raise DetenteError(f"precision: there is no player '{player}'{nearest(player, players)} ({allowed})")
        if not (number >= 0 and math.isfinite(number)):
            raise DetenteError(f"precision: λ is a finite number from 0, found {number} for '{player}'")
    return [float(by_player.get(player, DEFAULT_PRECISION)) for player in players]


def require_solved(certificate: TreeCertificate) -> None:
    """Check that a game tree is solved.

    Raises:
        UnsolvedError: it is not; how much is missing.
    """
    if certificate.is_solved:
        return
    message = f"The policies miss the equilibrium condition by {certificate.max_residual:.1e} ({certificate.worst})."
    if certificate.share < 1:
        message = f"The principal branch could be followed only up to {certificate.share:.3g} of the precision."
    raise UnsolvedError(f"{message} A lower precision is easier.", advice=[Advice("allow_unsolved")])


def _origin(read: EfgFile, text: str, watch: Stopwatch) -> Origin:
    return Origin(
        scenario=Path(read.file).stem,
        title=read.title,
        variant=None,
        scenario_hash=hashlib.sha256(text.encode()).hexdigest(),
        seed=None,
        version=version(),
        seconds=dict(watch.seconds),
    )


def _trace_as_csv(equilibrium: TreeEquilibrium) -> str:
    """A row for every point, set and action: the share of the precision, and the probability."""
    game = equilibrium.game
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["share_of_precision", "player", "information_set", "action", "probability"])
    for share, policy in equilibrium.trace:
        for h in range(game.num_sets):
            who = game.labels.players[game.set_player[h]]
            for action, name in enumerate(game.labels.actions[h]):
                prob = policy[game.first_slot[h] + action]
                rows.writerow([f"{share:.9g}", who, game.labels.sets[h], name, f"{prob:.9g}"])
    return out.getvalue()
