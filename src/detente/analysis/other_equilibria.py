"""Other equilibria of a game as a whole, in which claims are evaluated too where nobody says which is meant.

They are sought from other starts (`solve/multiplicity.py`) and, where these find any, on finer grids: where branches
lie near one another, the grid may decide which is followed, over many periods above all.
"""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.accuracy import MOST_NODES, Points, count_nodes, double, measure_change
from detente.analysis.options import Options
from detente.game.compile import compile_game
from detente.scenario.model import MOST_BELIEF_POINTS, Scenario
from detente.solve.backward import solve
from detente.solve.certificate import Certificate, Multiplicity
from detente.solve.equilibrium import Equilibrium
from detente.solve.multiplicity import find_solutions

NUM_STARTS = 2
"""Other starts from which solutions are sought without being asked for: uniform play and a pure profile."""

MORE_STARTS, TINY = 8, 5_000
"""Those for games with no more nodes than this: four pure profiles, and random plays between them."""

FEW_NODES = 100_000
"""Games with no more nodes are solved from other starts in any case, which takes a second or two; larger ones where
something shows that there may be several solutions."""

REACHES = (1.0, 2.0, 3.0)
"""How far the finer grids reach, in log-odds, for each that the grid has."""


def may_have_several(solved: Equilibrium, certificate: Certificate, size: int, *, is_grid_chosen: bool) -> bool:
    """Whether other equilibria are sought without being asked for.

    Args:
        size: nodes, weighted by what they take. is_grid_chosen: points that are given are a quick look.
    """
    has_grid = any(map(solved.game.grid.is_tracked, range(len(solved.game.informed))))
    if has_grid and not is_grid_chosen:
        return False
    is_small = size <= (MOST_NODES if _is_doubtful(certificate) else FEW_NODES)
    return is_small and (size > 0 or solved.game.scenario.calendar.is_endless)


def _is_doubtful(certificate: Certificate) -> bool:
    """Whether a solution shows signs of others near it: unstable nodes, or numbers that hang on the grid."""
    is_settled = certificate.grid is None or certificate.grid.is_settled
    return certificate.num_unstable > 0 or not is_settled


def with_others(solved: Equilibrium, size: int, points: Points, options: Options) -> tuple[Equilibrium, Multiplicity]:
    """The solution with its other equilibria, if nobody says which is meant, and what was found from other starts."""
    num_starts = MORE_STARTS if size <= TINY else NUM_STARTS
    found = find_solutions(solved.game, solved.settings, num_starts, options.seed)
    solved = with_differing(replace(solved, others=found.others), solved.game.scenario, options)
    if solved.others:
        finer = with_differing(
            replace(solved, others=_solve_on_finer_grids(solved, points)), solved.game.scenario, options
        )
        solved = replace(solved, others={**solved.others, **finer.others})
    return solved, found.multiplicity


def with_differing(solved: Equilibrium, scenario: Scenario, options: Options) -> Equilibrium:
    """The solution with those of its other equilibria that come out differently in play; none if a rule is named."""
    if options.rules or scenario.equilibrium is not None:
        return replace(solved, others={})
    least = options.accuracy / 2
    others = {start: other for start, other in solved.others.items() if measure_change(solved, other) > least}
    return replace(solved, others=others)


def _solve_on_finer_grids(solved: Equilibrium, points: Points) -> dict[str, Equilibrium]:
    """The solutions on grids with a quarter of the intervals, some of which reach further; none if these are large."""
    game, found = solved.game, dict[str, Equilibrium]()
    finer = {name: min(double(double(each)), MOST_BELIEF_POINTS) for name, each in points.items()}
    if not game.grid.limits or count_nodes(game, finer) > MOST_NODES:
        return found
    for times in REACHES:
        other = solve(
            compile_game(game.scenario, finer, times * max(game.grid.limits)),
            replace(solved.settings, allow_unsolved=True, regret=False),
        )
        if other.certificate.num_unsolved == 0:
            words = "" if times == 1 else f" that reaches {times:g} times as far"
            found[f"a finer belief grid{words}"] = other
    return found
