"""What a certificate says beyond one solution: the headline numbers on a finer belief grid, and from other starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.analysis.results import Judgement, StartValue, Stopwatch
from detente.analysis.workbench import Workbench
from detente.errors import ScenarioError
from detente.game.compile import build_grid
from detente.game.tables import Game
from detente.solve.certificate import ClaimChange, Multiplicity, Refinement, ValueChange
from detente.solve.multiplicity import find_multiplicity


def certify(bench: Workbench, values: Sequence[StartValue], judgements: Sequence[Judgement] = ()) -> None:
    """Adds to the certificate of a workbench's base crisis what its options ask for.

    The bench forgets its solutions, to make room.

    Args:
        values, judgements: the headline numbers on the grid in use.
    """
    options = bench.options
    game = bench.equilibrium(bench.base.variant).game
    bench.forget()
    if options.num_starts:
        bench.complete(multiplicity=_multiplicity(bench, game))
    if options.refine:
        bench.complete(refinement=_refinement(bench, values, judgements))


def _multiplicity(bench: Workbench, game: Game) -> Multiplicity | None:
    """What is found from other starts; None where every policy follows directly, so that nothing is sought."""
    is_at_once = any(tables[0].joint is not None for period in game.periods for tables in period.stages)
    if not game.informed and not is_at_once:
        return None
    options = bench.options

    def reporting(_: str, fraction: float) -> None:
        bench.progress("Solving from other starts", fraction)

    with bench.watch.phase("several starts"):
        return find_multiplicity(game, bench.settings, options.num_starts, options.seed, reporting)


def _refinement(bench: Workbench, values: Sequence[StartValue], judgements: Sequence[Judgement]) -> Refinement:
    """The headline numbers once more, with every interval of the belief grid halved.

    Plays have the same seed, so that they share their random numbers with the bench's.
    """
    informed = [actor.name for actor in bench.base.actors if len(actor.types) > 1]
    if not informed:
        # No belief, no grid: nothing is interpolated.
        return Refinement({}, _value_changes(values, values))
    points = build_grid(bench.base, bench.options.points_of(bench.base)).num_points
    finer_points = {name: 2 * number - 1 for name, number in zip(informed, points, strict=True)}
    own = bench.claims_of_base() if judgements else ()
    finer = Workbench(
        replace(bench.base, claims=own),
        replace(bench.options, num_points=finer_points, allow_unsolved=True, regret=False),
        lambda what, fraction: bench.progress(f"{what} on a finer grid", fraction),
        Stopwatch(),
        plays_out=False,
    )
    with bench.watch.phase("refine"):
        try:
            finer_values = finer.start_values()
        except ScenarioError as error:
            return Refinement(finer_points, obstacle=" ".join(mistake.message for mistake in error.mistakes))
        return Refinement(
            finer_points,
            _value_changes(values, finer_values),
            _claim_changes(judgements, finer.judgements() if own else ()),
            finer.certificates[bench.base.variant or "base"].num_unsolved,
        )


def _value_changes(base: Sequence[StartValue], finer: Sequence[StartValue]) -> tuple[ValueChange, ...]:
    pairs = zip(base, finer, strict=True)
    return tuple(ValueChange(value.actor, value.type, value.value, other.value) for value, other in pairs)


def _claim_changes(base: Sequence[Judgement], finer: Sequence[Judgement]) -> tuple[ClaimChange, ...]:
    """Every comparison of the claims that were judged on the finer grid."""
    before = {judgement.id: judgement for judgement in base}
    return tuple(
        ClaimChange(after.id, part.text, part.is_share, part.value, other.value, part.verdict, other.verdict)
        for after in finer
        for part, other in zip(before[after.id].parts, after.parts, strict=True)
    )
