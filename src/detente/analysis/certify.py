"""What a certificate adds to one solution: the headline numbers on a finer belief grid, and from other starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from detente.analysis.accuracy import double
from detente.analysis.certificates import refinement_to_json
from detente.analysis.options import Stopwatch
from detente.analysis.results import StartValue
from detente.analysis.values import start_values
from detente.analysis.verdicts import find_base_claims, judge_claims
from detente.analysis.workbench import Workbench
from detente.claims.verdict import Verdict
from detente.errors import ScenarioError
from detente.game.tables import Game
from detente.solve.certificate import Certificate, ClaimChange, Multiplicity, Refinement, ValueChange
from detente.solve.multiplicity import find_multiplicity


@dataclass(frozen=True)
class FurtherSolutions:
    """What further solutions of a crisis show; None for what was not requested, or has no meaning for the crisis."""

    refinement: Refinement | None = None
    multiplicity: Multiplicity | None = None

    def added_to(self, certificate: Certificate) -> Certificate:
        """The certificate of the crisis, completed; what was found without being asked for stays."""
        return replace(
            certificate,
            refinement=self.refinement or certificate.refinement,
            multiplicity=self.multiplicity or certificate.multiplicity,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "refinement": None if self.refinement is None else refinement_to_json(self.refinement),
            "multiplicity": None if self.multiplicity is None else asdict(self.multiplicity),
        }


def certify(bench: Workbench, values: Sequence[StartValue], verdicts: Sequence[Verdict] = ()) -> FurtherSolutions:
    """The further solutions of a workbench's base crisis that its options request.

    The bench releases its solutions, to free memory.

    Args:
        values, verdicts: the headline numbers on the grid in use.
    """
    options = bench.options
    if bench.on_tree:
        # There is no grid, and from other starts it was solved together with the rest.
        return FurtherSolutions()
    if not options.refine and not options.num_starts:
        return FurtherSolutions()
    game = bench.equilibrium(bench.base.variant).game
    bench.forget()
    multiplicity = _multiplicity(bench, game) if options.num_starts else None
    refinement = _refinement(bench, game, values, verdicts) if options.refine else None
    return FurtherSolutions(refinement, multiplicity)


def _multiplicity(bench: Workbench, game: Game) -> Multiplicity | None:
    """The solutions from other starts; None where every policy follows directly, so that there is no search."""
    is_at_once = any(tables[0].joint is not None for period in game.periods for tables in period.stages)
    if not game.informed and not is_at_once and not game.scenario.calendar.is_endless:
        return None
    options = bench.options

    def reporting(_: str, fraction: float) -> None:
        bench.progress("Solving from other starts", fraction)

    with bench.watch.phase("several starts"):
        return find_multiplicity(game, bench.settings, options.num_starts, options.seed, reporting)


def _refinement(bench: Workbench, game: Game, values: Sequence[StartValue], verdicts: Sequence[Verdict]) -> Refinement:
    """The headline numbers once more, with every interval of the belief grid halved.

    Plays have the same seed, so that they share their random numbers with the bench's.
    """
    finer_points = {
        game.scenario.actors[actor].name: double(points)
        for informed, (actor, points) in enumerate(zip(game.informed, game.grid.num_points, strict=True))
        if game.grid.is_tracked(informed)
    }
    if not finer_points:
        # No belief is tracked: nothing is interpolated.
        return Refinement({}, _value_changes(values, values))
    own = find_base_claims(bench) if verdicts else ()
    finer = Workbench(
        replace(bench.base, claims=own),
        replace(bench.options, num_points=finer_points, allow_unsolved=True, regret=False, has_grid_error=False),
        lambda what, fraction: bench.progress(f"{what} on a finer grid", fraction),
        Stopwatch(),
        plays_out=False,
    )
    with bench.watch.phase("refine"):
        try:
            finer_values = start_values(finer)
        except ScenarioError as error:
            return Refinement(finer_points, obstacle=" ".join(mistake.message for mistake in error.mistakes))
        return Refinement(
            finer_points,
            _value_changes(values, finer_values),
            _claim_changes(verdicts, judge_claims(finer).claims if own else ()),
            finer.certificates[bench.base.variant or "base"].num_unsolved,
        )


def _value_changes(base: Sequence[StartValue], finer: Sequence[StartValue]) -> tuple[ValueChange, ...]:
    pairs = zip(base, finer, strict=True)
    return tuple(ValueChange(value.actor, value.type, value.value, other.value) for value, other in pairs)


def _claim_changes(base: Sequence[Verdict], finer: Sequence[Verdict]) -> tuple[ClaimChange, ...]:
    """Every comparison of the claims that were evaluated on the finer grid."""
    before = {verdict.id: verdict for verdict in base}
    return tuple(
        ClaimChange(after.id, own.text, own.is_share, own.value, other.value, own.verdict, other.verdict)
        for after in finer
        for own, other in zip(before[after.id].comparisons, after.comparisons, strict=True)
    )
