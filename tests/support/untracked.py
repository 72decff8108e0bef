"""Crises in which a secret comes out once, as texts, and changes after which the belief about it matters."""

from __future__ import annotations

ONCE = """
crisis: A secret that comes out once
calendar: {rounds: 2}
state:
  line:  {scale: [back, middle, forward], starts: middle}
  wall:  {one of: [low, high], starts: low}
actors:
  north:
    patience: 0.9
    precision: 1.5
    types:
      meek: {prior: 0.6, drive: -0.5}
      bold: {prior: 0.4, drive: 1}
    wants: {ground: drive * (line - middle)}
  south:
    patience: 0.8
    precision: 2
    wants: {ground: middle - line}
each round:
  - south prepares:
      idle:    {}
      fortify: {costs: 0.1, then: wall = high}
  - north moves:
      when: round == 1
      hold: {}
      push:
        costs: 0.3 if wall == high else 0.1
        gives: {south: -0.4 * (north is bold)}
        results:
          works: {probability: 0.8 if north is bold else 0.5, then: line up}
          fails: {probability: rest}
      wink: {looks like: hold, costs: 0.2, then: line up}
  - south replies:
      bear:     {}
      hit_back: {costs: 0.2, then: line down, gives: {north: -0.1}}
"""
"""South decides on the prior, north moves, and nothing that follows asks for north's type."""

THIRD = ONCE.replace("meek: {prior: 0.6", "torn: {prior: 0.2, drive: 0.3}\n      meek: {prior: 0.4")
"""The same with three types."""

AT_ONCE = """
crisis: Two secrets that come out at once
calendar: {rounds: 1}
state:
  front: {scale: [back, middle, forward], starts: middle}
actors:
  moscow:
    types:
      meek: {prior: 0.7, drive: -0.2}
      bold: {prior: 0.3, drive: 1}
    wants: {ground: drive * (front - middle)}
  washington:
    precision: 1.5
    types:
      soft: {prior: 0.5, spine: 0}
      firm: {prior: 0.3, spine: 0.4}
      hard: {prior: 0.2, spine: 1}
    wants: {ground: spine * (middle - front)}
  kyiv: {wants: {ground: middle - front}}
each round:
  - at once:
      moscow moves:
        hold: {gives: {washington: 0.2 * washington.spine}}
        advance: {costs: 0.1, then: front up, gives: {kyiv: -0.5}}
      washington answers:
        hold: {}
        advance: {costs: 0.1 + 0.2 * (moscow is bold), then: front down}
  - kyiv reacts:
      accept: {}
      resist: {costs: 0.1, then: front down}
"""
"""Both decide on the priors; what one's act costs by the other's type is paid before either has moved."""

SILENT = ONCE.replace("calendar: {rounds: 2}", "calendar: {rounds: 1}").replace(
    "  - south replies:", "  - north waits:\n      stay: {costs: 0.1 * drive}\n  - south replies:"
)
"""After its move north can do one thing only, from which nothing is learned."""

ONE_AND_THE_OTHER = ONCE.replace(
    "    wants: {ground: middle - line}\n",
    "    types:\n      soft: {prior: 0.5, spite: -0.6}\n      hard: {prior: 0.5, spite: 0.7}\n"
    "    wants: {ground: middle - line, rage: spite * (line == back)}\n",
)
"""South has a secret too, and moves again and again."""

UNTRACKED = {"once": ONCE, "three_types": THIRD, "at_once": AT_ONCE, "silent": SILENT}
"""Crises in which no belief has to be tracked."""

LATER = "  - south replies:"

USES = {
    "decides_again": ONCE.replace("      when: round == 1\n      hold", "      hold"),
    "third_party": ONCE.replace("ground: middle - line}", "ground: middle - line, fear: -0.1 * (north is bold)}"),
    "price": ONCE.replace("hit_back: {costs: 0.2", "hit_back: {costs: 0.3 - 0.2 * (north is bold)"),
    "reputation": ONCE.replace("line - middle)}", "line - middle), name: belief(north is meek)}"),
    "signal": ONCE.replace(
        LATER,
        "  - signal leak:\n      heard: {probability: north.drive / 3 + 0.3}\n      silence: {probability: rest}\n"
        + LATER,
    ),
    "told_first": ONCE.replace(
        "  - south prepares:",
        "  - signal leak:\n      heard: {probability: north.drive / 3 + 0.3}\n      silence: {probability: rest}\n"
        "  - south prepares:",
    ),
    "chosen_unseen": SILENT.replace(
        "stay: {costs: 0.1 * drive}", "stay: {}\n      stray: {looks like: stay, gives: {south: 0.1}}"
    ),
    "paid_afterwards": ONCE.replace("step: month}", "").replace(
        "calendar: {rounds: 2}", "calendar: {rounds: 2, afterwards: {south: -0.2 * (north is bold)}}"
    ),
}
"""The same with one thing more, for which what others believe of north after its move matters."""
