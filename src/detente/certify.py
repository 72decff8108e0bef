"""What a certificate says beyond one solution: the headline numbers on a finer belief grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.errors import ScenarioError
from detente.game.compile import build_grid
from detente.report.results import Judgement, StartValue, Stopwatch
from detente.solve.checks import ClaimChange, Refinement, ValueChange
from detente.workbench import Workbench


def refinement(bench: Workbench, values: Sequence[StartValue], judgements: Sequence[Judgement] = ()) -> Refinement:
    """The headline numbers of a workbench's base crisis once more, with every interval of the belief grid halved.

    The bench forgets its solutions, to make room. Plays have the same seed, so that they share their random numbers
    with the bench's.

    Args:
        values, judgements: the numbers on the grid in use.
    """
    informed = [actor.name for actor in bench.base.actors if len(actor.types) > 1]
    points = build_grid(bench.base, bench.options.points_of(bench.base), 10.0).num_points
    finer_points = {name: 2 * number - 1 for name, number in zip(informed, points, strict=True)}
    own = bench.claims_of_base() if judgements else ()
    bench.forget()
    if not informed:
        # No belief, no grid: nothing is interpolated.
        return Refinement({}, _value_changes(values, values))
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
