"""A crisis whose claims are products of chances, so that what every change does to a verdict is known."""

from __future__ import annotations

_TEXT = """
crisis: Chances that multiply
calendar: {rounds: 1}
state: {alarm: {one of: [quiet, raised], starts: quiet}}
numbers: {first: FIRST, second: SECOND, third: THIRD, idle: IDLE}
actors:
  watch: {wants: {calm: idle * (alarm == quiet)}}
each round:
  - watch looks: {look: {}, sleep: {}}
  - chance strikes:
      hit:  {probability: first * second * third, then: alarm = raised}
      miss: {probability: rest}
claims:
  - {id: raised, says: The alarm is raised., holds if: P(eventually alarm == raised) > 0.5}
  - {id: possible, says: The alarm can be raised., holds if: P(eventually alarm == raised) > 0.1}
"""


def multiplied(first: float, second: float, third: float, idle: float = 1) -> str:
    """The crisis with these chances: the first claim is about their product, and `idle` matters for nothing."""
    text = _TEXT.replace("FIRST", f"{first}").replace("SECOND", f"{second}")
    return text.replace("THIRD", f"{third}").replace("IDLE", f"{idle}")
