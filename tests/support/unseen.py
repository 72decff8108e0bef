"""Crises in which what an actor alone knows changes, or in which a signal depends on two actors."""

from __future__ import annotations

PROGRAMME = """
crisis: A secret programme and an inspection
calendar: {rounds: 2}
state:
  deal: {one of: [open, struck], starts: open}
actors:
  tehran:
    patience: 0.9
    precision: 3
    secret:
      programme: {scale: [none, begun], starts: none}
    wants: {bomb: 0.6 * programme if deal == open else 0}
  washington:
    patience: 0.9
    precision: 3
    wants: {threat: -0.8 * tehran.programme if deal == open else -0.5}
each round:
  - tehran works:
      when: deal == open
      covert: yes
      wait: {}
      build: {costs: 0.2, results: {works: {probability: 0.7, then: programme up}, fails: rest}}
  - signal inspection:
      when: deal == open
      found: 0.4 if tehran.programme >= begun else 0.05
      nothing: rest
  - washington answers:
      when: deal == open
      wait: {}
      strike: {costs: 0.3, then: deal = struck}
"""

HEARTS = """
crisis: A change of heart
calendar: {rounds: 3, afterwards: {b: 0.5 * (a is hard)}}
state:
  line: {scale: [low, high], starts: low}
actors:
  a:
    patience: 0.9
    precision: 3
    types:
      soft: {prior: 0.7, taste: -0.3}
      hard: {prior: 0.3, taste: 0.4}
    changes:
      soft: {to: hard, probability: 0.2 if line == high else 0.05}
      hard: {to: soft, probability: 0.1, when: round >= 2}
  b:
    patience: 0.9
    precision: 3
    wants: {safe: -0.5 * (line == high)}
each round:
  - a moves:
      hold: {then: line = low}
      push: {costs: -taste, then: line = high}
  - b answers:
      bear: {}
      hit: {costs: 0.4 - 0.6 * (a is hard), gives: {a: -0.4}, then: line = low}
"""

BOTH = """
crisis: Two types and a secret, with traces, a chance that all see and one that nobody sees
calendar: {rounds: 2}
state:
  trust: {scale: [low, high], starts: high}
actors:
  tehran:
    patience: 0.9
    precision: 2
    types:
      hawk: {prior: 0.4, taste: 0.5}
      dove: {prior: 0.6, taste: 0.1}
    secret:
      programme: {scale: [none, begun], starts: none}
    wants: {bomb: taste * programme, trust: 0.3 * trust}
  washington:
    patience: 0.9
    precision: 2
    wants: {threat: -0.6 * (tehran.programme == begun) - 0.4 * (tehran is hawk) * tehran.programme}
each round:
  - tehran works:
      covert: yes
      wait: {}
      build:
        costs: 0.05 if programme == begun else 0.2
        then: [programme up if tehran is hawk or round == 2, trust = low if date >= 2]
      stop: {when: round == 2, then: tehran.programme = none}
      traces:
        found: {probability: 0.5 if act == build else 0.1, then: trust = low}
        nothing: rest
  - washington answers:
      wait: {}
      bomb: {costs: 0.3, gives: {tehran: -0.2}}
  - chance damage:
      when: washington plays bomb
      hit:  {probability: 0.8, then: tehran.programme = none}
      miss: rest
  - chance decay:
      covert: yes
      breaks: {probability: 0.2 if tehran.programme == begun else 0, then: tehran.programme down}
      stays: rest
"""

BATTLES = """
crisis: Battles that reveal strength
calendar: {rounds: 2}
state:
  line: {scale: [back, middle, forward], starts: middle}
actors:
  moscow:
    patience: 0.9
    precision: 3
    types:
      strong: {prior: 0.4, cost: 0.1}
      weak:   {prior: 0.6, cost: 0.5}
    wants: {ground: line - middle}
  kyiv:
    patience: 0.9
    precision: 3
    types:
      strong: {prior: 0.5, loss: 0.1}
      weak:   {prior: 0.5, loss: 0.5}
    wants: {ground: middle - line}
each round:
  - moscow moves:
      hold: {}
      attack: {costs: cost}
  - kyiv answers:
      when: moscow plays attack
      yield: {then: line up}
      fight: {costs: loss}
  - signal battle:
      when: kyiv plays fight
      won:  {probability: 0.5 + 0.3 * (moscow is strong) - 0.3 * (kyiv is strong), then: line up}
      lost: {probability: rest, then: line down}
"""

BATTLES_IN_ONE = BATTLES[: BATTLES.index("  - signal battle:")].replace(
    "fight: {costs: loss}\n",
    """fight:
        costs: loss
        results:
          won:  {probability: 0.5 + 0.3 * (moscow is strong) - 0.3 * (kyiv is strong), then: line up}
          lost: {probability: rest, then: line down}
""",
)
"""The same, written as results of an act."""

LEADER = """
crisis: A leader whose move is seen with noise
about: Bagwell (1995), Commitment and observability in games, Games and Economic Behavior 8, 271-280, figure 1.
calendar: {rounds: 1}
state: {day: {from: 0, to: 1, starts: 0}}
actors:
  leader:
    precision: 20
    secret: {move: {one of: [open, s, c], starts: open}}
  follower:
    precision: 20
each round:
  - leader moves:
      covert: yes
      commit: {then: move = s}
      shirk:  {then: move = c}
  - signal report:
      says_s: 0.99 if leader.move == s else 0.01
      says_c: rest
  - follower answers:
      s: {costs: -2 if leader.move == s else -3, gives: {leader: 5 if leader.move == s else 6}}
      c: {costs: -1 if leader.move == s else -4, gives: {leader: 3 if leader.move == s else 4}}
"""

FACTORING = """
crisis: Two signals in one
calendar: {rounds: 1}
state: {day: {from: 0, to: 1, starts: 0}}
actors:
  a: {precision: 2, types: {low: {prior: 0.3, t: 0}, high: {prior: 0.7, t: 1}}}
  b: {precision: 2, types: {low: {prior: 0.6, t: 0}, high: {prior: 0.4, t: 1}}}
each round:
  SIGNALS
  - a moves:
      stay: {}
      go:   {costs: 0.4 - 0.7 * t * (b is low) + 0.2 * (b is high), gives: {b: -0.3 + 0.5 * (b is high)}}
  - b moves2:
      stay: {}
      go:   {costs: 0.5 - 0.8 * (a is high), gives: {a: -0.2}}
"""

ONE_SIGNAL = """- signal both:
      hh: (0.2 + 0.6 * (a is high)) * (0.3 + 0.5 * (b is high))
      hl: (0.2 + 0.6 * (a is high)) * (0.7 - 0.5 * (b is high))
      lh: (0.8 - 0.6 * (a is high)) * (0.3 + 0.5 * (b is high))
      ll: rest"""

TWO_SIGNALS = """- signal first:
      h: 0.2 + 0.6 * (a is high)
      l: rest
  - signal second:
      h: 0.3 + 0.5 * (b is high)
      l: rest"""

SHOWING = """
crisis: A secret programme that only those who have it can show, and stop
calendar: {rounds: 2}
state:
  shown: {one of: [hidden, seen], starts: hidden}
actors:
  tehran:
    patience: 0.9
    precision: 2
    secret: {programme: {scale: [none, close], starts: none}}
    wants: {bomb: 0.5 * programme}
  israel:
    patience: 0.9
    precision: 2
    wants: {threat: -0.6 * tehran.programme}
each round:
  - tehran works:
      covert: yes
      wait:  {}
      build:
        when: programme == none
        costs: 0.2
        results: {works: {probability: 0.6, then: programme up}, fails: rest}
      end:   {costs: -0.1, when: programme == close, then: tehran.programme = none}
  - tehran speaks:
      silent: {}
      show:   {when: programme == close, costs: 0.1, then: shown = seen}
  - israel answers:
      wait:   {}
      strike:
        costs: 0.4 - 0.5 * tehran.programme
        gives: {tehran: -0.7 * tehran.programme if shown == hidden else -0.1}
"""
