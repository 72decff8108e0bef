"""Crises in which two actors move at once, as texts, and a strategy that draws more of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

MATRIX = """
crisis: One game
calendar: {rounds: 1}
state: {x: {one of: [a, b], starts: a}}
actors:
  row:
    precision: PRECISION
    wants: {pay: ROW}
  column:
    precision: PRECISION
    wants: {pay: COLUMN}
each round:
  - at once:
      row chooses: {top: {}, bottom: {}}
      column picks: {left: {}, right: {}}
"""

CROSSING = """
crisis: Crossing mobilisations
calendar: {rounds: 2}
state:
  front: {scale: [back, middle, forward], starts: middle}
actors:
  moscow:
    patience: 0.9
    types:
      meek: {prior: 0.7, drive: -0.2}
      bold: {prior: 0.3, drive: 1}
    wants:
      ground: drive * (front - middle)
      clash: -1 * (moscow plays advance and washington plays advance)
  washington:
    precision: 1.5
    types:
      soft: {prior: 0.5, spine: 0}
      hard: {prior: 0.5, spine: 1}
    wants:
      ground: spine * (middle - front) - 0.3 * (moscow is bold)
      clash: -0.8 * (moscow plays advance and washington plays advance)
  kyiv: {wants: {ground: middle - front}}
each round:
  - at once:
      moscow moves:
        hold: {gives: {washington: 0.2 * spine_of_it}}
        advance: {costs: 0.1, then: front up, gives: {kyiv: -0.5}}
      washington answers:
        hold: {}
        advance: {costs: 0.1 + 0.2 * (moscow is bold), then: front down}
""".replace("spine_of_it", "washington.spine")

COVERT = """
crisis: Covert supplies and an open answer, at once
calendar: {rounds: 2}
state:
  front: {scale: [back, middle, forward], starts: middle}
  trust: {from: 0, to: 1, starts: 1}
actors:
  moscow:
    types:
      meek: {prior: 0.7, drive: 0}
      bold: {prior: 0.3, drive: 1.5}
    wants: {ground: drive * (front - middle) + 0.3 * trust}
  washington:
    types:
      soft: {prior: 0.5, spine: 0.2}
      hard: {prior: 0.5, spine: 1}
    wants: {ground: spine * (middle - front) + 0.5 * belief(moscow is meek)}
each round:
  - at once:
      moscow supplies:
        covert: yes
        wait: {}
        arm: {costs: 0.2, then: front up if washington plays watch}
        talk: {}
        traces:
          found: {probability: 0.6 if act == arm else 0.1, then: trust down}
          nothing: {probability: rest}
      washington answers:
        when: front != forward
        watch: {}
        deter:
          costs: 0.1
          results:
            works: {probability: 0.3 + 0.4 * spine, then: front down}
            fails: {probability: rest}
"""

SEATS = """
crisis: A seat that changes hands, and moves at once with it
calendar: {rounds: 2}
state:
  front: {scale: [back, middle, forward], starts: middle}
  president: {one of: [dove, hawk], starts: dove}
actors:
  moscow:
    types:
      meek: {prior: 0.7, drive: -0.2}
      bold: {prior: 0.3, drive: 1}
    wants: {ground: drive * (front - middle)}
  obama: {seat: washington, while: president == dove, wants: {ground: middle - front}}
  trump: {precision: 3, seat: washington, while: president == hawk, wants: {ground: 0.2 * (front - middle)}}
each round:
  - at once:
      washington answers:
        when: front != back
        hold: {}
        advance: {costs: 0.1, then: front down}
      moscow moves:
        hold: {}
        advance: {costs: 0.1, then: [front up]}
  - chance election:
      stays: {probability: 0.5}
      changes: {probability: rest, then: president = hawk}
"""


APART = """
crisis: Two sides with a third one's secret between theirs
calendar: {rounds: 2}
state:
  front: {scale: [back, middle, forward], starts: middle}
actors:
  north:
    types:
      meek: {prior: 0.5, drive: -0.3}
      bold: {prior: 0.3, drive: 0.4}
      wild: {prior: 0.2, drive: 1.1}
    wants: {ground: drive * (front - middle) - 0.3 * (east is hard)}
  east:
    types:
      soft: {prior: 0.6, will: 0.2}
      hard: {prior: 0.4, will: 1}
    wants: {calm: -will * (front == forward)}
  south:
    precision: 2
    types:
      weak:   {prior: 0.5, spine: 0.1}
      strong: {prior: 0.5, spine: 0.9}
    wants: {ground: spine * (middle - front) + 0.4 * belief(north is meek)}
each round:
  - at once:
      south answers:
        hold: {}
        advance: {costs: 0.1, then: front down}
        wait: {costs: -0.05, when: front != forward}
      north moves:
        covert: yes
        hold: {}
        advance: {costs: 0.1, then: front up}
        traces:
          found: {probability: 0.7 if act == advance else 0.2}
          nothing: {probability: rest}
  - east speaks:
      praise: {costs: 0.1 * will}
      scold: {gives: {south: 0.1}}
"""


def matrix(row: str, column: str, precision: float) -> str:
    """A game of one round with two actions each; the payoffs as expressions."""
    return MATRIX.replace("ROW", row).replace("COLUMN", column).replace("PRECISION", repr(precision))


def by_profile(payoffs: tuple[float, float, float, float]) -> str:
    """A payoff for (top, left), (top, right), (bottom, left), (bottom, right)."""
    acts = [("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right")]
    return " + ".join(
        f"({value!r}) * (row plays {one} and column plays {other})"
        for value, (one, other) in zip(payoffs, acts, strict=True)
    )


@dataclass(frozen=True)
class AtOnce:
    """A drawn crisis of two rounds; `text` writes it down.

    Args:
        costs: for every (side, type, action). clash: for every (side, both actions) a want. moves: for every (side,
            action) up or down or none. covert: by side. whens: whether a side sits out at the top.
    """

    num_types: tuple[int, int]
    num_actions: tuple[int, int]
    costs: tuple[tuple[tuple[float, ...], ...], ...]
    clash: tuple[tuple[tuple[float, ...], ...], ...]
    moves: tuple[tuple[int, ...], ...]
    covert: tuple[bool, bool]
    whens: tuple[bool, bool]
    wants: tuple[float, float]

    def text(self, is_swapped: bool = False, is_reversed: bool = False) -> str:
        """The crisis; the two decisions, or the actors and menus, in the opposite order."""
        lines = ["crisis: Drawn", "calendar: {rounds: 2}", "state:"]
        lines += ["  front: {scale: [back, middle, forward], starts: middle}", "actors:"]
        for side in (1, 0) if is_reversed else (0, 1):
            lines += self._actor(side)
        lines += ["each round:", "  - at once:"]
        for side in (1, 0) if is_swapped else (0, 1):
            lines += self._decision(side, is_reversed)
        return "\n".join(lines) + "\n"

    def _actor(self, side: int) -> list[str]:
        lines = [f"  actor{side}:", "    patience: 0.9", f"    precision: {1.5 - 0.5 * side}"]
        if self.num_types[side] > 1:
            priors = [0.7, 0.3] if side == 0 else [0.5, 0.5]
            lines.append("    types:")
            for kind, prior in enumerate(priors):
                costs = ", ".join(f"c{side}{action}: {cost!r}" for action, cost in enumerate(self.costs[side][kind]))
                lines.append(f"      type{side}{kind}: {{prior: {prior}, {costs}}}")
        lines += ["    wants:", f"      ground: {self.wants[side]!r} * (front - middle)"]
        if not any(self.covert):
            for i in range(self.num_actions[0]):
                for j in range(self.num_actions[1]):
                    both = f"actor0 plays a0{i} and actor1 plays a1{j}"
                    lines.append(f"      clash{i}{j}: {self.clash[side][i][j]!r} * ({both})")
        return lines

    def _decision(self, side: int, is_reversed: bool) -> list[str]:
        lines = [f"      actor{side} moves{side}:"]
        if self.covert[side]:
            lines.append("        covert: yes")
        if self.whens[side]:
            lines.append("        when: front != forward")
        actions = range(self.num_actions[side])
        for action in reversed(actions) if is_reversed else actions:
            cost = f"c{side}{action}" if self.num_types[side] > 1 else repr(self.costs[side][0][action])
            move = ("", ", then: front up", ", then: front down")[self.moves[side][action]]
            lines.append(f"        a{side}{action}: {{costs: {cost}{move}}}")
        return lines


@st.composite
def random_at_once(draw: st.DrawFn) -> AtOnce:
    """Crises of two rounds in which two actors move at once; one of them may be hidden, or sit out."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def payoff() -> float:
        return float(np.round(random.uniform(-1, 1), 2))

    num_types = draw(st.sampled_from(((2, 2), (2, 1))))
    num_actions = draw(st.sampled_from(((2, 2), (2, 3))))
    return AtOnce(
        num_types=num_types,
        num_actions=num_actions,
        costs=tuple(tuple(tuple(payoff() for _ in range(n)) for _ in range(2)) for n in num_actions),
        clash=tuple(
            tuple(tuple(payoff() for _ in range(num_actions[1])) for _ in range(num_actions[0])) for _ in (0, 1)
        ),
        moves=tuple(tuple(int(random.integers(3)) for _ in range(n)) for n in num_actions),
        covert=draw(st.sampled_from(((False, False), (True, False), (True, True)))),
        whens=draw(st.sampled_from(((False, False), (True, False), (False, True), (True, True)))),
        wants=(payoff(), payoff()),
    )
