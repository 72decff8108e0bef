"""What claims come to at base rates, whatever anybody wants: the same statements on plays at precision λ = 0.

What would hold there too does not follow from what anybody wants. No game is solved for it, and the belief grid is the
coarsest, because policies are the same at every belief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.analysis.helping import Found, Workers
from detente.analysis.on_trees import play_on_tree
from detente.analysis.options import NUM_PLAYS_OF_WORLDS
from detente.analysis.workbench import Workbench
from detente.claims.grammar import Statements
from detente.claims.judge import judge
from detente.claims.measure import measure_in_turn, measure_runs
from detente.claims.statements import RunRequest, with_played_values
from detente.claims.verdict import AtRandom
from detente.game.compile import compile_game
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.at_anchor import play_by_anchor
from detente.solve.equilibrium import Equilibrium, with_perceptions


def judge_at_random(bench: Workbench, statements: Statements, indices: Sequence[int]) -> Mapping[int, AtRandom]:
    """The verdicts on some claims on plays in which everybody plays at base rates, by index of the claim."""
    played = [with_played_values(statements[index][1]) for index in indices]
    found: dict[int, AtRandom] = {}
    helpers = Workers(
        bench, lambda by_run: Found(measure_runs(by_run, _Provider(bench)), {}), "Playing the variants at base rates"
    )
    for place, measured in measure_in_turn(played, _Provider(bench), helpers=helpers):
        verdict = judge(statements[indices[place]][0], played[place], measured)
        found[indices[place]] = AtRandom(verdict.verdict, verdict.value, verdict.interval)
        bench.progress("Playing at base rates", len(found) / len(indices))
    return found


class _Provider:
    """Plays at random of the crises that claims speak of, one crisis in memory at a time."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._latest: tuple[str | None, Equilibrium] | None = None

    def __call__(self, run: RunRequest, until: int | None = None) -> tuple[Equilibrium, Paths]:
        variant, options = self._bench.variant_of(run), self._bench.options
        if self._latest is None or self._latest[0] != variant:
            self._latest = None
            self._latest = variant, play_at_random(self._bench, variant)
        equilibrium = self._latest[1]
        num_plays = min(options.num_plays, NUM_PLAYS_OF_WORLDS)
        return equilibrium, simulate(equilibrium, num_plays, options.seed, run.forced, until=until)


def play_at_random(bench: Workbench, variant: str | None) -> Equilibrium:
    """The crisis, and every perception of it that an actor has, with everybody choosing at base rates."""
    scenario = bench.scenario(variant)
    if bench.on_tree:
        return play_on_tree(bench, bench.solve_tree(variant, at_anchor=True), scenario, at_anchor=True)
    perceptions = bench.perceptions_of(scenario)
    game = bench.coarse.compile(scenario)
    seen: dict[str, Equilibrium] = {}
    for perception in perceptions.values():
        if str(perception.variant) not in seen:
            seen[str(perception.variant)] = play_by_anchor(compile_game(perception, also=game))
    actors = [actor.name for actor in scenario.actors]
    by_actor = {actors.index(actor): seen[str(perception.variant)] for actor, perception in perceptions.items()}
    return with_perceptions(play_by_anchor(game), by_actor)
