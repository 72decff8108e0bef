"""Plays under way: what changes from stage to stage."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np

from detente.game.beliefs import update
from detente.game.tables import StageTable
from detente.simulate.apart import Apart
from detente.simulate.prepared import PreparedGame
from detente.simulate.turns import Turns
from detente.simulate.unseen import draw_types
from detente.solve.kernel.between import Corners, find_corners


class PlayBatch:
    """A batch of plays under way: what changes from stage to stage.

    Args:
        random: draws uniform numbers of a given shape.
        types: true type of every actor. log_odds: public beliefs, by view. state: index into the stage's states.

    Attributes:
        paid_by: the number of what every play is paid by (`true_payoffs.Payoffs`).
        held: messages of the first of two decisions made at once, until the second has been made.
        message: of every play what was seen of the last stage, as an index into the messages of its table there.
        turns: what is kept of the stage under way; None: nothing.
        boldness: see `play.simulate`.
        run: of every play the number of its run, where several runs of one game are played together; else None.
    """

    def __init__(
        self,
        prepared: PreparedGame,
        random: Callable[[tuple[int, ...]], np.ndarray],
        types: np.ndarray,
        log_odds: Sequence[np.ndarray],
        state: np.ndarray,
    ) -> None:
        self.game, self.view_of, self.num_plays = prepared.game, prepared.view_of, len(types)
        self.random = random
        self.types = types
        self._numbers = prepared.payoffs.numbers
        self.paid_by = self._numbers(types)
        self.rows = prepared.first_rows[None, :] + types
        self.log_odds = list(log_odds)
        self.state = state
        self.held = np.zeros(self.num_plays, dtype=np.int64)
        self.message = np.zeros(self.num_plays, dtype=np.int64)
        self._held_updates: list[tuple[int, int, np.ndarray | slice, np.ndarray]] = []
        self.numbers = np.arange(self.num_plays)
        self._corners: dict[int, Corners] = {}
        self.apart = Apart(self.num_plays)
        self.turns: Turns | None = None
        self.boldness = 1.0
        self.run: np.ndarray | None = None

    def take(self, chosen: np.ndarray) -> PlayBatch:
        """Some of the plays, some perhaps more than once; for use between stages."""
        log_odds = [each[chosen] for each in self.log_odds]
        taken = copy.copy(self)
        taken.num_plays, taken.numbers = len(chosen), np.arange(len(chosen))
        taken.types, taken.paid_by, taken.rows = self.types[chosen], self.paid_by[chosen], self.rows[chosen]
        taken.log_odds, taken.state, taken.held = log_odds, self.state[chosen], self.held[chosen]
        taken.message, taken._held_updates, taken._corners = self.message[chosen], [], {}
        taken.apart = self.apart.take(chosen)
        taken.run = None if self.run is None else self.run[chosen]
        return taken

    def with_types(self, types: np.ndarray) -> PlayBatch:
        """The same plays with other types of all actors [play, actor], whatever is believed of them."""
        changed = copy.copy(self)
        changed.types = types
        changed.rows = self.rows - self.types + types
        changed.paid_by = self._numbers(types)
        return changed

    @classmethod
    def from_the_start(
        cls,
        prepared: PreparedGame,
        num_plays: int,
        stream: np.random.SeedSequence,
        fixed: Sequence[int] | None = None,
    ) -> PlayBatch:
        """Plays at the start state; where several runs are prepared, as many of each, all with the same random numbers.

        Args:
            num_plays: of all runs together. fixed: the types of all actors in every play; None: drawn from the priors.
        """
        game, num_runs = prepared.game, prepared.num_runs
        random: Callable[..., np.ndarray] = np.random.default_rng(stream).random
        if num_runs > 1:
            random = _repeated(random, num_plays // num_runs)
        types = np.stack([draw_types(game, actor, random(num_plays)) for actor in range(len(game.prior))], axis=1)
        if fixed is not None:
            types = np.tile(np.asarray(fixed, types.dtype), (num_plays, 1))
        log_odds = [np.tile(start, (num_plays, 1)) for start in prepared.start_log_odds]
        plays = cls(prepared, random, types, log_odds, np.zeros(num_plays, dtype=np.int64))
        if num_runs > 1:
            plays.run = np.repeat(np.arange(num_runs), num_plays // num_runs)
        return plays

    def corners(self, view: int = 0) -> Corners:
        """Between which grid points every play's belief lies."""
        if view not in self._corners:
            self._corners[view] = find_corners(self.game.grid, self.log_odds[view])
        return self._corners[view]

    def update(self, view: int, informs: int, who: np.ndarray | slice, log_likelihood: np.ndarray) -> None:
        """Updates one view's log-odds about one informed actor by the log-likelihood [type, play] of what was seen."""
        axes, log_odds = self.game.grid.axis_slice(informs), self.log_odds[view]
        log_odds[who, axes] = update(log_odds[who, axes], log_likelihood.T)
        self._corners.pop(view, None)

    def become(self, informs: int, who: np.ndarray | slice, types: np.ndarray, log_odds: np.ndarray) -> None:
        """What an informed actor is from now on, and what is believed of that."""
        actor = self.game.informed[informs]
        self.types[who, actor] = types
        self.rows[who, actor] = self.game.first_row(actor) + types
        self.log_odds[0][who, self.game.grid.axis_slice(informs)] = log_odds
        self._corners.pop(0, None)

    def hold(self, view: int, informs: int, who: np.ndarray | slice, log_likelihood: np.ndarray) -> None:
        """What `update` will do once the second of two decisions made at once has been made."""
        self._held_updates.append((view, informs, who, log_likelihood))

    def announce(self) -> None:
        """Everybody learns what was held."""
        for held in self._held_updates:
            self.update(*held)
        self._held_updates.clear()

    def types_at(self, table: StageTable, who: np.ndarray | slice) -> np.ndarray:
        """The position on a table's type axis of some plays."""
        if table.informs < 0:
            return np.zeros(len(self.numbers[who]), dtype=np.int64)
        return np.array(self.types[who, self.game.informed[table.informs]], dtype=np.int64)

    def embolden(self, probabilities: np.ndarray) -> np.ndarray:
        """What is drawn from in place of probabilities, up to a factor."""
        return probabilities if self.boldness == 1 else probabilities ** (1 / self.boldness)


def _repeated(random: Callable[..., np.ndarray], period: int) -> Callable[..., np.ndarray]:
    """Uniform numbers that come again after so many along the last axis, however many times that is."""

    def draw(shape: int | tuple[int, ...]) -> np.ndarray:
        *first, number = (shape,) if isinstance(shape, int) else shape
        return np.tile(random((*first, period)), number // period)

    return draw
