"""Recorded plays of a solved crisis."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Bool, Float, Float32, Float64, Int, Int8

from detente.game.beliefs import probabilities_of
from detente.game.tables import Game
from detente.simulate.moves import ForcedMove
from detente.simulate.turns import Turns

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Paths:
    """Plays of a game, every public event and every private type.

    The arrays are stored with the play as their fastest axis: one date of all plays lies together in memory.

    Args:
        seed: the same seed, number of plays and game give the same plays, on any number of threads.
        types: the type of every actor at the start, drawn from the prior.
        apart: how far the joint posterior about two actors is from the product of the beliefs about them, as total
            variation, at every period's end; None where no signal depends on two actors.
        known: what every actor knows itself to be before every stage and at the period's end, where that can change;
            else None.
        mover: the actor that decides at every stage, −1 where none does.
        act: what it chose, an index of its menu, −1 where no actor decides.
        state: index into `game.periods[t].codes[s]`; the last column is the state at the period's end.
        final_state: index into `game.final_codes`; where the plays end before, into the states of the next period.
        log_odds: the public belief at every period's start, and last the one after the final period. Never clipped:
            only the interpolation of policies is bounded by the grid. Of an observer who sees the game as it is.
        payoffs: undiscounted, the actor's own type's. What depends on other actors' types is averaged under
            the public belief, as in the game; where actors act on perceptions, those of the true types.
        aftermath: what follows the last period, undiscounted; not a number where the plays end before.
        forced: moves that were made for their owners.
        view_of: by actor, how it sees the game: 0 as it is, v by perception v.
        seen_log_odds: beliefs in perceptions 1, 2, …; of a crisis solved on its tree those of every actor.
        payoff_bounds: by actor the least and the most that it can get in any play, discounted to the start, where that
            is known for sure; () where it follows from the game.
        chosen, drawn, message: how likely every turn was, and what was seen of it (`turns.py`); None where not kept.
    """

    game: Game
    seed: int
    num_plays: int
    types: Int[np.ndarray, "play actor"]
    mover: Int8[np.ndarray, "play period stage"]
    act: Int[np.ndarray, "play period stage"]
    state: Int[np.ndarray, "play period stage_or_end"]
    final_state: Int[np.ndarray, " play"]
    log_odds: Float64[np.ndarray, "play boundary axis"]
    payoffs: Float32[np.ndarray, "play period actor"]
    aftermath: Float32[np.ndarray, "play actor"]
    forced: tuple[ForcedMove, ...] = ()
    view_of: tuple[int, ...] = ()
    seen_log_odds: tuple[Float64[np.ndarray, "play boundary axis"], ...] = ()
    known: Int[np.ndarray, "play period stage_or_end actor"] | None = None
    apart: Float32[np.ndarray, "play period"] | None = None
    payoff_bounds: tuple[tuple[float, float], ...] = ()
    chosen: Float64[np.ndarray, "play period stage"] | None = None
    drawn: Float64[np.ndarray, "play period stage"] | None = None
    message: Int[np.ndarray, "play period stage"] | None = None

    @property
    def num_periods(self) -> int:
        """How many periods were played."""
        return int(self.payoffs.shape[1])

    @property
    def is_whole(self) -> bool:
        """Whether the plays go on to the end of the calendar."""
        return self.num_periods == self.game.num_periods

    @property
    def dates(self) -> tuple[str, ...]:
        """Of every period that was played."""
        return self.game.scenario.calendar.labels[: self.num_periods]

    def told(self) -> Paths:
        """The plays as far as somebody asks about them; the arrays are views of these."""
        return self.cut(self.game.scenario.calendar.told.num_periods)

    def cut(self, num_periods: int) -> Paths:
        """The plays up to the end of so many periods; the arrays are views of these."""
        if num_periods >= self.num_periods:
            return self
        names = ("mover", "act", "state", "payoffs", "known", "apart", "chosen", "drawn", "message")
        by_period: dict[str, Any] = {
            name: own[:, :num_periods] for name in names if (own := getattr(self, name)) is not None
        }
        return replace(
            self,
            **by_period,
            log_odds=self.log_odds[:, : num_periods + 1],
            seen_log_odds=tuple(each[:, : num_periods + 1] for each in self.seen_log_odds),
            final_state=self.state[:, num_periods, 0],
            aftermath=np.full_like(self.aftermath, np.nan),
        )

    def note_turns(self, span: slice, period: int, stage: int, turns: Turns | None) -> None:
        """Keeps how likely a stage of some plays was."""
        if turns is not None:
            assert self.chosen is not None
            assert self.drawn is not None
            assert self.message is not None
            self.chosen[span, period, stage] = turns.chosen
            self.drawn[span, period, stage] = turns.drawn
            self.message[span, period, stage] = turns.message

    def log_probability(self) -> Float[np.ndarray, " play"]:
        """The logarithm of the probability of every play, with everything that is private in it.

        Raises:
            ValueError: the turns were not kept.
        """
        if self.chosen is None or self.drawn is None:
            raise ValueError("log_probability: play with with_turns=True")
        total = self.chosen.sum(axis=(1, 2), dtype=np.float64) + self.drawn.sum(axis=(1, 2), dtype=np.float64)
        for actor, prior in enumerate(self.game.prior):
            total += np.log(prior[self.types[:, actor]])
        return np.asarray(total)

    def types_at(self, period: int, stage: int = -1) -> Int[np.ndarray, "play actor"]:
        """The type of every actor when a stage begins, or (−1) at the end of the period."""
        return self.types if self.known is None else self.known[:, period, stage]

    def belief(self, boundary: int, actor: int, type_index: int, view: int = 0) -> Float[np.ndarray, " play"]:
        """Public probability that `actor` is of a type at a period's start (`num_periods`: after the last)."""
        if actor not in self.game.informed:
            return np.ones(self.num_plays)
        if self.game.prior[actor][type_index] == 0 and not self.game.scenario.actors[actor].is_changing:
            # For the solver it is nearly so; nothing can raise it.
            return np.zeros(self.num_plays)
        axes = self.game.grid.axis_slice(self.game.informed.index(actor))
        log_odds = (self.log_odds, *self.seen_log_odds)[view][:, boundary, axes]
        return np.asarray(probabilities_of(log_odds)[:, type_index])

    def discounted(self) -> Float[np.ndarray, "play actor"]:
        """What every actor got in every play, discounted to the start, the aftermath included.

        Raises:
            ValueError: the plays end before the calendar does.
        """
        if not self.is_whole:
            raise ValueError(f"discounted: only {self.num_periods} of {self.game.num_periods} periods were played")
        first_rows = np.array([self.game.first_row(actor) for actor in range(self.types.shape[1])])
        patience = self.game.patience
        if all(np.ptp(patience[self.game.rows_of(actor)]) == 0 for actor in range(len(first_rows))):
            own = patience[first_rows][None]
        elif self.known is not None:
            return self._discounted_by_type(patience, first_rows)
        else:
            own = patience[first_rows + self.types]
        total = self.aftermath * np.power(own, float(self.game.num_periods))
        for period in range(self.game.num_periods):
            total = total + self.payoffs[:, period] * np.power(own, float(period))
        return np.asarray(total, dtype=np.float64)

    def _discounted_by_type(
        self, patience: Float[np.ndarray, " row"], first_rows: Int[np.ndarray, " actor"]
    ) -> Float[np.ndarray, "play actor"]:
        """The same where types change: every period is discounted by the patience of the type that it ends with."""
        total = self.aftermath.astype(np.float64)
        for period in reversed(range(self.game.num_periods)):
            total = self.payoffs[:, period] + patience[first_rows + self.types_at(period)] * total
        return total

    def first(self, num_plays: int) -> Paths:
        """The first of the plays, up to this number."""
        return self.part(slice(num_plays))

    def part(self, plays: slice) -> Paths:
        """Some of the plays; the arrays are views of these."""
        arrays = {
            each.name: getattr(self, each.name)[plays]
            for each in fields(self)
            if isinstance(getattr(self, each.name), np.ndarray)
        }
        seen = tuple(each[plays] for each in self.seen_log_odds)
        return replace(self, num_plays=len(arrays["types"]), seen_log_odds=seen, **arrays)

    def levels(self, period: int) -> Int[np.ndarray, "play variable"]:
        """Level index of every public variable at the end of a period."""
        decoded = self.game.space.decode(self.game.periods[period].codes[-1])
        num_variables = len(self.game.scenario.variables)
        return np.asarray(decoded[self.state[:, period, -1], :num_variables])

    def to_dataset(self) -> xr.Dataset:
        """Everything with its names: levels and beliefs at every period's end, acts, payoffs and types.

        `own_belief` is there if actors act on perceptions: the public belief in the view of each of them.
        """
        # It loads pandas, which only who asks for a table should wait for.
        import xarray as xr

        game, scenario = self.game, self.game.scenario
        actors = [actor.name for actor in scenario.actors]
        about = [(row.actor, row.type) for row in game.rows if row.actor in game.informed]
        beliefs = [
            [self.belief(period + 1, actor, type_index) for actor, type_index in about]
            for period in range(self.num_periods)
        ]
        belief = np.array(beliefs, dtype=np.float32).reshape(self.num_periods, len(about), self.num_plays)
        names = [np.array([t.name for t in actor.types], dtype=object) for actor in scenario.actors]
        sees = [actor for actor, view in enumerate(self.view_of) if view > 0]
        seen = [
            [[self.belief(t + 1, a, k, self.view_of[actor]) for actor in sees] for a, k in about]
            for t in range(self.num_periods)
        ]
        own_belief = np.array(seen, dtype=np.float32).reshape(len(seen), len(about), len(sees), self.num_plays)
        perceived = {"own_belief": (("play", "date", "about", "eyes"), np.moveaxis(own_belief, -1, 0))} if sees else {}
        return xr.Dataset(
            {
                **perceived,
                "type": (("play", "actor"), np.stack([n[self.types[:, i]] for i, n in enumerate(names)], axis=1)),
                **self._known_names(names),
                "level": (("play", "date", "variable"), self._level_names()),
                "act": (("play", "date", "decision"), self._act_names()),
                "belief": (("play", "date", "about"), np.moveaxis(belief, -1, 0)),
                "payoff": (("play", "date", "actor"), self.payoffs),
                "aftermath": (("play", "actor"), self.aftermath),
            },
            coords={
                "play": np.arange(self.num_plays),
                "date": list(self.dates),
                "actor": actors,
                "variable": [variable.name for variable in scenario.variables],
                "decision": [game.stage_names[stage] for stage in self._decisions()],
                "about": [f"{actors[a]} is {scenario.actors[a].types[k].name}" for a, k in about],
                **({"eyes": [actors[actor] for actor in sees]} if sees else {}),
            },
            attrs={
                "crisis": scenario.title,
                "scenario_hash": scenario.hash,
                "variant": scenario.variant or "",
                "seed": self.seed,
                "forced": "; ".join(f"{move.owner} plays {move.action}" for move in self.forced),
                "version": importlib.metadata.version("detente"),
            },
        )

    def _known_names(self, names: list[np.ndarray]) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
        """What actors know themselves to be at every period's end, if that can change."""
        if self.known is None:
            return {}
        known = np.stack([own[self.known[:, :, -1, actor]] for actor, own in enumerate(names)], axis=2)
        return {"known": (("play", "date", "actor"), known)}

    def _level_names(self) -> np.ndarray:
        """Level names [play, period, variable]; the texts are shared, so this costs a pointer each."""
        variables = self.game.scenario.variables
        level_names = np.empty((len(variables), self.num_periods, self.num_plays), dtype=object)
        for period in range(self.num_periods):
            decoded = self.game.space.decode(self.game.periods[period].codes[-1])
            for index, variable in enumerate(variables):
                names = np.array(variable.levels, dtype=object)[decoded[:, index]]
                level_names[index, period] = names[self.state[:, period, -1]]
        return level_names.transpose(2, 1, 0)

    def _decisions(self) -> list[int]:
        """The stages at which an actor ever decides."""
        stages = range(len(self.game.stage_names))
        tables = {s: [table for period in self.game.periods for table in period.stages[s]] for s in stages}
        return [s for s in stages if any(table.mover >= 0 for table in tables[s])]

    def _act_names(self) -> np.ndarray:
        """Names of the chosen actions [play, period, decision], empty where no actor decides."""
        decisions = self._decisions()
        act_names = np.full((len(decisions), self.num_periods, self.num_plays), "", dtype=object)
        for column, stage in enumerate(decisions):
            for period, tables in enumerate(self.game.periods[: self.num_periods]):
                for table in tables.stages[stage]:
                    if table.mover >= 0:
                        here = self._is_at(period, stage, table.states)
                        names = np.array(table.actions, dtype=object)
                        act_names[column, period, here] = names[self.act[here, period, stage]]
        return act_names.transpose(2, 1, 0)

    def _is_at(self, period: int, stage: int, states: Int[np.ndarray, " state"]) -> Bool[np.ndarray, " play"]:
        is_there = np.zeros(len(self.game.periods[period].codes[stage]), dtype=bool)
        is_there[states] = True
        return np.asarray(is_there[self.state[:, period, stage]])
