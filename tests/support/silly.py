"""A small crisis in which everything does something, and what makes it silly, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

SANE = """
crisis: A beacon on the border
calendar: {rounds: 3}
sources:
  analyst: {author: The analyst, title: Made up}
state:
  front: {scale: [held, shaken, lost], starts: held}
  beacon: {one of: [dark, lit], starts: dark}
numbers:
  loss: {range: [0.5, 2], base: 1, why: what a lost step is worth to blue, source: analyst}
  digging: {range: [0.1, 0.6], base: 0.3, why: spades, source: analyst}
actors:
  red:
    types:
      meek: {prior: 0.6, greed: 0}
      bold: {prior: 0.4, greed: 4}
    wants:
      ground: greed * (front - held)
      light: 0.6 * (beacon == lit)
  blue:
    wants:
      ground: loss * (held - front)
      night: 0.4 * (beacon == dark)
each round:
  - red moves:
      stay: {}
      push: {costs: 0.5, results: {gain: {probability: 0.5, then: front up}, nothing: {probability: rest}}}
      kindle: {when: beacon == dark, costs: 0.2, then: beacon = lit}
  - signal rumour:
      loud: 0.7 if red is bold else 0.3
      silent: rest
  - blue answers:
      wait: {}
      dig: {costs: digging, then: front down}
      douse: {when: beacon == lit, costs: 0.1, then: beacon = dark}
  - chance rain:
      falls: {probability: 0.2, then: beacon = dark}
      stays_away: {probability: rest}
variants:
  content: {says: The bold want less., actors.red.types.bold.greed: 2}
claims:
  - id: bold_push
    says: The bold push more.
    holds if: rate(red plays push given red is bold) > rate(red plays push given red is meek)
  - id: content_push_less
    says: Those who want less push less.
    holds if: rate(red plays push) > rate(red plays push) under content
"""


@dataclass(frozen=True)
class Silliness:
    """Lines that are silly, in place of some of `SANE`, and what is to be found of them.

    Args:
        kind: of the finding. at: words of the line at which it is found.
        changes: what stands in `SANE`, and what stands in its place.
        num_plays: in which it is looked for.
    """

    kind: str
    at: str
    changes: tuple[tuple[str, str], ...]
    num_plays: int = 4_000

    @property
    def text(self) -> str:
        text = SANE
        for sane, silly in self.changes:
            assert text.count(sane) == 1, sane
            text = text.replace(sane, silly)
        return text

    @property
    def line(self) -> int:
        """The number of the line, from 1; the words stand in one line only."""
        (found,) = [number for number, line in enumerate(self.text.splitlines(), start=1) if self.at in line]
        return found


def added(before: str, line: str) -> tuple[str, str]:
    """A line added before another one."""
    return before, f"{line}\n{before}"


SAME_GREED = ("bold: {prior: 0.4, greed: 4}", "bold: {prior: 0.4, greed: 0}")
UNREAD = added("  loss: {range", "  unread: {range: [0, 1], why: nothing, source: analyst}")
IDLE = added("  content: {says", "  idle: {says: Nothing., numbers.unread: 1}")
# Reachable, and reached in no play.
FORGOTTEN_LEVEL = ("[held, shaken, lost]", "[held, shaken, lost, forgotten]")
FORGOTTEN = added("      kindle: {when", "      surrender: {costs: 30, then: front = forgotten}")
# Both are paid for a light when all is over: red kindles it in the last round, and blue leaves it burning.
END = (
    "calendar: {rounds: 3}",
    "calendar: {rounds: 8, afterwards: {red: 8 * (beacon == lit), blue: 8 * (beacon == lit)}}",
)
CLAIM = "    holds if: rate(red plays push given red is bold) > rate(red plays push given red is meek)"


def claimed(statement: str) -> tuple[str, str]:
    """Another first claim."""
    return CLAIM, f"    holds if: {statement}"


SILLY = (
    Silliness("caution", "unread: {range", (UNREAD,)),
    Silliness("source never cited", "nobody:", (added("state:", "  nobody: {author: Nobody}"),)),
    Silliness("variant without effect", "idle:", (UNREAD, IDLE)),
    Silliness(
        "act never possible",
        "flee:",
        (FORGOTTEN_LEVEL, FORGOTTEN, added("      wait: {}", "      flee: {when: front > lost}")),
    ),
    Silliness("act never taken", "pay:", (added("      wait: {}", "      pay: {costs: 30}"),)),
    Silliness("act always taken", "stay: {costs", (("      stay: {}", "      stay: {costs: -30}"),)),
    Silliness("coin toss", "blue sings", (added("  - chance rain:", "  - blue sings: {hum: {}, whistle: {}}"),)),
    Silliness(
        "types never told apart",
        "meek: {prior",
        (SAME_GREED, ("loud: 0.7 if red is bold else 0.3", "loud: 0.5 if red is bold else 0.5")),
    ),
    Silliness("types that do the same", "meek: {prior", (SAME_GREED,)),
    Silliness("want that dwarfs the others", "100 * loss", (("loss * (held - front)", "100 * loss * (held - front)"),)),
    Silliness("want that never matters", "sky:", (added("      night: 0.4", "      sky: 0.4"),)),
    Silliness("jump at the end", "calendar:", (END,)),
    Silliness("level never reached", "forgotten", (FORGOTTEN_LEVEL,)),
    Silliness(
        "chance that never matters",
        "chance rain",
        (("falls: {probability: 0.2, then: beacon = dark}", "falls: {probability: 0.2}"),),
    ),
    Silliness(
        "number that moves nothing",
        "smoke: {range",
        (
            added("  loss: {range", "  smoke: {range: [0, 0.001], why: little, source: analyst}"),
            ("costs: 0.2, then: beacon = lit", "costs: 0.2 + smoke, then: beacon = lit"),
        ),
    ),
    Silliness(
        "claim without a number",
        "P(front == lost",
        (claimed("P(front == lost at 3 given red plays push at 1 and red plays kindle at 1) > 0.5"),),
    ),
    # 0.6 is the prior, so that no number of plays decides it.
    Silliness("claim that is noise", "P(red is meek)", (claimed("P(red is meek) > 0.6"),), num_plays=300),
    Silliness(
        "claim that compares the same",
        "under idle",
        (UNREAD, IDLE, claimed("P(beacon == lit at 1) > P(beacon == lit at 1) under idle")),
    ),
    Silliness("claim that says little", "P(eventually front", (claimed("P(eventually front == held) > 0.2"),)),
)
