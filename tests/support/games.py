"""Small crises as texts, each with a few features of the language, and a strategy that draws more of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

Item = TypeVar("Item")

CHAIN_STORE = """
crisis: A chain store and its entrants
about: Kreps and Wilson (1982), with an entrant each round who does not look ahead.
calendar: {rounds: ROUNDS}
state:
  market: {one of: [quiet, contested], starts: quiet, lasts: one period}
actors:
  entrant:
    patience: 0
    precision: 2
  store:
    patience: 1
    precision: 2
    types:
      weak:   {prior: 0.7, taste: -1}
      strong: {prior: 0.3, taste: 1}
each round:
  - entrant approaches:
      stay_out: {gives: {store: 2}}
      enter:    {then: market = contested}
  - store answers:
      when: market == contested
      acquiesce: {gives: {entrant: 0.5}}
      fight:     {costs: -taste, gives: {entrant: -0.5}}
"""

TWO_SIDED = """
crisis: Two sides with a secret each
calendar: {rounds: 2}
state:
  line: {scale: [back, middle, forward], starts: middle}
actors:
  north:
    patience: 0.9
    precision: 1.5
    types:
      meek: {prior: 0.5, drive: -0.5, nerve: 1}
      bold: {prior: 0.5, drive: 1, nerve: 0.2}
    wants:
      ground: {weight: 0.8, of: drive * (line - middle)}
      quiet:  -nerve * (north plays push and south plays hit_back)
      match:  0.3 * (south is hard) * (line - middle)
  south:
    patience: 0.8
    precision: 1
    types:
      soft: {prior: 0.7, spite: -0.6}
      hard: {prior: 0.3, spite: 0.7}
    wants:
      ground: middle - line
each round:
  - north moves:
      hold: {}
      push: {costs: 0.2, then: line up}
      withdraw: {when: line > back and round == 2, then: line down, gives: {south: 0.3}}
  - south replies:
      bear:     {}
      hit_back: {costs: "0.4 - spite", then: line down if north plays push, gives: {north: -0.5 * (south is hard)}}
"""

COVERT = """
crisis: Arms that nobody admits to
calendar: {rounds: 2}
state:
  front: {scale: [lost, held, advance], starts: held}
  trust: {from: 0, to: 2, starts: 2}
actors:
  patron:
    patience: 0.9
    precision: 2
    types:
      cautious: {prior: 0.7, appetite: 0, care: 0.5}
      hungry:   {prior: 0.3, appetite: 1.2, care: 0.1}
    wants:
      ground: appetite * (front - held)
      name:   care * trust
  neighbour:
    patience: 0.9
    precision: 1.5
    wants:
      ground: held - front
      trusts: 0.2 * trust
each round:
  - patron supplies:
      covert: yes
      wait: {}
      arm:
        costs: 0.2
        results:
          breakthrough: {probability: 0.5 + 0.2 * care if front == held else 0.3, then: front up}
          stalemate:    {probability: rest}
      withdraw: {when: front > lost, then: front down}
      traces:
        found:   {probability: 0.4 if act == arm else 0.05, then: trust down}
        nothing: {probability: rest}
  - neighbour answers:
      wait:    {}
      protest: {costs: 0.1, gives: {patron: -0.6 * (patron is hungry)}, then: front down if front == advance}
"""

SEAT = """
crisis: A White House that changes hands
calendar: {rounds: 3}
state:
  president: {one of: [dove, hawk], starts: dove}
  pressure:  {scale: [none, some, much], starts: some}
actors:
  dove:
    seat: washington
    while: president == dove
    precision: 1.5
    types:
      firm: {prior: 0.5, resolve: 0.8}
      weak: {prior: 0.5, resolve: -0.2}
    wants:
      pressed: resolve * pressure - 0.4 * (rival plays provoke)
  hawk:
    seat: washington
    while: president == hawk
    precision: 2
    wants:
      pressed: pressure - 0.5 * (rival plays provoke)
  rival:
    precision: 2
    patience: 0.8
    types:
      able:   {prior: 0.3, gain: 1}
      unable: {prior: 0.7, gain: 0.1}
    wants:
      gains: gain * (rival plays provoke) * (2 - pressure)
      ease:  -0.3 * pressure
each round:
  - washington presses:
      ease:    {then: pressure down}
      tighten: {costs: 0.2, then: pressure up}
  - rival acts:
      wait:    {}
      provoke: {costs: 0.3}
  - chance election:
      when: round == 2
      hawk_wins: {probability: 0.7 if rival plays provoke else 0.4, then: president = hawk}
      dove_wins: {probability: rest, then: president = dove}
"""

THREE_TYPES = """
crisis: A lender and three kinds of debtor
calendar: {rounds: 2}
state:
  credit: {one of: [open, shut], starts: open}
actors:
  debtor:
    patience: 0.9
    precision: 2
    types:
      honest: {prior: 0.25, pain: 0.1}
      unsure: {prior: 0.25, pain: 0.6}
      crook:  {prior: 0.5, pain: 1.4}
    wants: {money: 1 if credit == open}
  lender:
    precision: 2
    wants: {risk: "(0.6 if not debtor is crook else -0.7) if credit == open"}
each round:
  - debtor decides:
      pay:     {costs: pain, gives: {lender: 0.8}}
      part:    {costs: 0.5 * pain, gives: {lender: 0.3}}
      default: {}
  - lender answers:
      lend:   {then: credit = open}
      refuse: {then: credit = shut}
"""

RULED_OUT = """
crisis: A debtor whose books are looked at
calendar: {rounds: 1}
state:
  credit: {one of: [open, shut], starts: open}
actors:
  debtor:
    patience: 0.9
    precision: 1
    types:
      honest: {prior: 0.5, pain: 0.1}
      unsure: {prior: 0.25, pain: 0.6}
      crook:  {prior: 0.25, pain: 1.4}
    wants: {money: 1 if credit == open}
  lender:
    precision: 2
    wants: {risk: "(1.5 if debtor is honest else -1 if debtor is unsure else -0.5) if credit == open"}
each round:
  - signal audit:
      clean: {probability: 0.8 if debtor is honest else 0.3 if debtor is unsure else 0}
      dirty: {probability: rest}
  - debtor decides:
      pay:     {costs: pain}
      default: {}
  - lender answers:
      lend:   {then: credit = open}
      refuse: {then: credit = shut}
"""
"""A result that only the last of three types cannot have: what remains is a belief about the other two."""

LOOKS_LIKE = """
crisis: A wink that looks like restraint
calendar: {rounds: 2}
state:
  town: {one of: [safe, taken], starts: safe}
actors:
  patron:
    precision: 2
    types:
      plain: {prior: 0.5, greed: -0.3}
      sly:   {prior: 0.5, greed: 1}
    wants: {town: greed * (town == taken)}
  guard:
    precision: 1.5
    wants: {town: -1 * (town == taken)}
each round:
  - patron speaks:
      restrain: {}
      wink:     {costs: 0.1, looks like: restrain, then: town = taken if round == 2}
      urge:     {costs: 0.3, then: town = taken}
      nudge:
        looks like: restrain
        costs: 0.2 - 0.1 * greed
        results:
          works: {probability: 0.4 if patron is sly else 0.2, then: town = taken}
          fails: {probability: rest}
  - guard acts:
      wait:  {}
      watch: {costs: 0.2, gives: {patron: -0.8 * (patron is sly)}, then: town = safe}
"""

COVER = """
crisis: Arms that pass for aid
calendar: {rounds: 2}
state:
  town: {one of: [safe, taken], starts: safe}
actors:
  patron:
    precision: 2
    types:
      plain: {prior: 0.4, greed: -0.3}
      sly:   {prior: 0.6, greed: 1}
    wants: {town: greed * (town == taken)}
  guard:
    precision: 1.5
    wants: {town: -1 * (town == taken)}
each round:
  - patron acts:
      wait: {}
      help:
        when: round == 1 or town == safe
        costs: 0.1
        results:
          works: {probability: 0.5 if patron is sly else 0.4, then: town = safe}
          fails: {probability: 0.3}
          stalls: rest
      arm:
        looks like: help
        costs: 0.2 - 0.1 * greed
        results:
          works:  {probability: 0.6, then: town = taken}
          leaks:  {probability: 0.1}
          fails:  rest
      spy:  {looks like: help, costs: 0.3 * greed}
      lie:  {looks like: wait, costs: 0.2, results: {works: {probability: 0.5, then: town = taken}, fails: rest}}
  - guard answers:
      wait:  {}
      watch: {costs: 0.2, gives: {patron: -0.8 * (patron is sly)}, then: town = safe}
"""
"""Acts that look like one with results, with and without results of their own, and like one without."""

BELIEF_PAYOFF = """
crisis: Being trusted is worth something
calendar: {rounds: 2}
state:
  mood: {one of: [cool, warm], starts: cool, lasts: one period}
actors:
  envoy:
    patience: 0.9
    precision: 1.5
    types:
      sincere: {prior: 0.3, temptation: 0.1}
      liar:    {prior: 0.7, temptation: 0.9}
    wants:
      esteem: belief(envoy is sincere)
      fear:   -0.5 * belief(envoy is liar) * belief(envoy is liar)
  court:
    wants: {caution: "0.4 - belief(envoy is sincere) * (mood == warm)"}
each round:
  - envoy reports:
      truth: {}
      lie:   {costs: "-temptation + 0.3 * belief(envoy is sincere)"}
  - court listens:
      believe: {gives: {envoy: 0.4}, costs: "0.5 - belief(envoy is sincere)", then: mood = warm}
      doubt:   {}
"""

THREE_INFORMED = """
crisis: Three sides with a secret each
calendar: {rounds: 1}
state:
  line: {scale: [back, middle, forward], starts: middle}
actors:
  north:
    precision: 1.5
    types:
      meek: {prior: 0.5, drive: -0.5}
      bold: {prior: 0.5, drive: 1}
    wants: {ground: drive * (line - middle) - 0.4 * (east is hard) * (line == forward)}
  south:
    precision: 1
    types:
      soft: {prior: 0.5, spite: -0.6}
      firm: {prior: 0.5, spite: 0.7}
    wants: {ground: middle - line, company: 0.3 * (north is bold) * (line == back)}
  east:
    precision: 2
    types:
      mild: {prior: 0.5, greed: 0.1}
      hard: {prior: 0.5, greed: 0.9}
    wants: {trouble: greed * (line != middle)}
each round:
  - north moves:
      hold: {}
      push: {costs: 0.2, then: line up}
  - south replies:
      bear:     {}
      hit_back: {costs: "0.4 - spite", then: line down}
  - east joins:
      wait: {gives: {north: 0.2 * (south is soft)}}
      stir: {costs: "0.3 - 0.2 * greed", gives: {south: -0.5}, then: line up}
"""

FOUR_TYPES = """
crisis: A debtor of four kinds
calendar: {rounds: 1}
state:
  credit: {one of: [open, shut], starts: open}
actors:
  debtor:
    precision: 2
    types:
      honest: {prior: 0.25, pain: 0.1}
      unsure: {prior: 0.25, pain: 0.5}
      weak:   {prior: 0.25, pain: 0.9}
      crook:  {prior: 0.25, pain: 1.4}
    wants: {money: 1 if credit == open}
  lender:
    precision: 2
    wants: {risk: "(0.6 if not debtor is crook else -0.7) if credit == open"}
each round:
  - debtor decides:
      pay:     {costs: pain, gives: {lender: 0.8}}
      default: {}
  - lender answers:
      lend:   {then: credit = open}
      refuse: {then: credit = shut}
"""

SIGNAL = """
crisis: A plane, and a word that nobody forgets
calendar: {rounds: 2}
state:
  found_out: {one of: [no_lie, lie], starts: no_lie, lasts: one period}
  talks:     {scale: [broken, open, deal], starts: open}
actors:
  moscow:
    patience: 0.9
    precision: 2
    types:
      defender:    {prior: 0.5, ambition: 0.1}
      revisionist: {prior: 0.5, ambition: 1}
    wants:
      caught: -1 * (found_out == lie)
      deal:   0.5 * talks
  berlin:
    precision: 2
    wants:
      deal: "0.3 * talks if moscow is defender else -0.5 * talks"
each round:
  - moscow denies:
      admit: {}
      deny:
        costs: -ambition
        results:
          exposed: {probability: 0.4 if moscow is revisionist else 0.1, then: found_out = lie}
          passes:  {probability: rest}
  - signal reports:
      when: round >= 2
      grave: {probability: 0.7 if moscow is revisionist else 0.4, then: talks down if found_out == lie}
      calm:  {probability: rest}
  - berlin talks_on:
      go_on: {then: talks up if found_out == no_lie}
      stop:  {costs: 0.1, then: talks down}
"""

LEGACY = """
crisis: A president who leaves
calendar: {from: 2015-11, to: 2016-02, step: month, afterwards: the last month repeats}
state:
  deal: {scale: [none, half, full], starts: none}
  noise: {one of: [calm, loud], starts: calm, lasts: one period}
numbers:
  toll:  {range: [0.2, 0.6]}
  share: toll / 2
actors:
  old:
    patience: 0.7
    precision: 1
    leaves: 2016-01
    legacy: 0.25
    types:
      eager: {prior: 0.7, zeal: 0.9}
      tired: {prior: 0.3, zeal: 0.1}
    wants:
      deal:  zeal * deal
      noise: -0.5 * (noise == loud)
  other:
    patience: 0.8
    precision: 1.5
    wants:
      deal: "(0.2 - 0.4 * (old is eager)) * deal + 0.1 * (month == 1)"
      later: 0.1 * (year - 2015) * (noise == loud)
each month:
  - other stirs:
      pause: {}
      stir: {costs: share, then: noise = loud, gives: {old: -toll}}
  - old works:
      when: other plays stir or date < 2016-01
      work: {costs: toll - 0.2 * zeal, then: deal up, gives: {other: 0.1}}
      wait: {}
"""

AFTERWARDS = """
crisis: What is left behind
calendar: {rounds: 2, afterwards: {heir: 2 * (land == kept) * (king is wise)}}
state:
  land: {one of: [kept, sold], starts: kept}
actors:
  king:
    patience: 0.9
    types:
      rash: {prior: 0.5, debt: 1}
      wise: {prior: 0.5, debt: 0.2}
    wants: {debt: -debt * (land == kept)}
  heir:
    precision: 1
    leaves: 2
    legacy: 0.5
    wants: {peace: 0.6 * (heir plays agree)}
each round:
  - king proposes:
      sell: {then: land = sold}
      keep: {}
  - heir answers:
      agree:  {}
      refuse: {then: land = kept, gives: {king: -0.4}}
"""


REMEMBERED_MOVES = """
crisis: An answer
calendar: {rounds: 2}
state:
  sky: {one of: [grey], starts: grey}
actors:
  north: {types: {meek: {prior: 0.5}, bold: {prior: 0.5}}}
  south: {wants: {quiet: -1 * (north plays shout)}}
each round:
  - north moves:
      wait:  {}
      push:  {}
      shout: {}
  - south answers:
      wait: {}
      push: {when: north plays push}
  - south rests:
      sleep: {}
"""


def chain_store(num_rounds: int) -> str:
    """The chain store with this many entrants."""
    return CHAIN_STORE.replace("ROUNDS", str(num_rounds))


SMALL = {
    "two_sided": TWO_SIDED,
    "covert": COVERT,
    "seat": SEAT,
    "three_types": THREE_TYPES,
    "looks_like": LOOKS_LIKE,
    "cover": COVER,
    "belief_payoff": BELIEF_PAYOFF,
    "signal": SIGNAL,
    "legacy": LEGACY,
    "afterwards": AFTERWARDS,
}
"""All small crises but the chain store, by name."""


def limit_through(odds: float, num_points: int, about: float) -> float:
    """The limit nearest to `about` of a belief grid with a point at the log-odds of a prior with these odds."""
    half, goal = num_points // 2, abs(math.log(odds))
    return half * goal / max(1, round(half * goal / about))


@dataclass(frozen=True)
class Names:
    """The words of a random crisis; other words must change nothing."""

    actors: tuple[str, str] = ("north", "south")
    actions: tuple[str, str, str] = ("wait", "press", "dare")
    levels: tuple[str, str] = ("calm", "tense")
    types: tuple[str, str] = ("meek", "bold")


@dataclass(frozen=True)
class RandomCrisis:
    """A drawn crisis; `text` writes it down, changed as asked, so that laws can compare what should be equal.

    Args:
        gains: for every (stage, type, action) what the mover gets.
        gifts: for every (stage, action) what the other side gets.
        wants: for every (actor, level) a payoff at the period's end.
        pushes: for every (stage, action) the level to which it sets the state, or −1 for none.
    """

    num_rounds: int
    movers: tuple[int, ...]
    num_types: tuple[int, int]
    num_actions: tuple[int, ...]
    covert: tuple[bool, ...]
    gains: tuple[tuple[tuple[float, ...], ...], ...]
    gifts: tuple[tuple[float, ...], ...]
    wants: tuple[tuple[float, float], tuple[float, float]]
    pushes: tuple[tuple[int, ...], ...]
    precision: tuple[float, float]
    patience: tuple[float, float]

    def text(
        self,
        names: Names = Names(),
        payoff_scale: float = 1.0,
        precision_scale: float = 1.0,
        added: float = 0.0,
        is_reversed: bool = False,
    ) -> str:
        """The crisis in the scenario language.

        Args:
            payoff_scale, precision_scale: factors on all payoffs and on every λ.
            added: a constant added to a payoff term of both actors.
            is_reversed: write actors, menus and levels in the opposite order.
        """
        calm, tense = names.levels
        lines = ["crisis: A random crisis", f"calendar: {{rounds: {self.num_rounds}}}", "state:"]
        lines += [f"  mood: {{one of: [{', '.join(_ordered([calm, tense], is_reversed))}], starts: {calm}}}", "actors:"]
        for actor in _ordered((0, 1), is_reversed):
            lines += self._actor(actor, names, payoff_scale, precision_scale, added, is_reversed)
        lines.append("each round:")
        for stage in range(len(self.movers)):
            lines += self._stage(stage, names, payoff_scale, is_reversed)
        return "\n".join(lines) + "\n"

    def _actor(
        self, actor: int, names: Names, scale: float, precision_scale: float, added: float, is_reversed: bool
    ) -> list[str]:
        calm = names.levels[0]
        at_calm, at_tense = self.wants[actor]
        lines = [f"  {names.actors[actor]}:", f"    patience: {self.patience[actor]}"]
        lines.append(f"    precision: {self.precision[actor] * precision_scale!r}")
        if self.num_types[actor] > 1:
            lines.append("    types:")
            for kind in _ordered(range(2), is_reversed):
                gains = [
                    f"{_gain(stage, action)}: {self.gains[stage][kind][action] * scale!r}"
                    for stage, mover in enumerate(self.movers)
                    if mover == actor
                    for action in range(self.num_actions[stage])
                ]
                lines.append(f"      {names.types[kind]}: {{{', '.join(['prior: 0.5', *gains])}}}")
        lines.append("    wants:")
        lines.append(f"      mood: {at_calm * scale!r} if mood == {calm} else {at_tense * scale!r}")
        lines.append(f"      bonus: {{weight: 2, of: {0.25 * scale + added!r}}}")
        return lines

    def _stage(self, stage: int, names: Names, scale: float, is_reversed: bool) -> list[str]:
        mover = self.movers[stage]
        lines = [f"  - {names.actors[mover]} move_{stage}:"]
        if self.covert[stage]:
            lines.append("      covert: yes")
        for action in _ordered(range(self.num_actions[stage]), is_reversed):
            gain = self.gains[stage][0][action] * scale
            costs = f"-{_gain(stage, action)}" if self.num_types[mover] > 1 else repr(-gain)
            parts = [f"costs: {costs}"]
            parts.append(f"gives: {{{names.actors[1 - mover]}: {self.gifts[stage][action] * scale!r}}}")
            if self.pushes[stage][action] >= 0:
                parts.append(f"then: mood = {names.levels[self.pushes[stage][action]]}")
            lines.append(f"      {names.actions[action]}: {{{', '.join(parts)}}}")
        return lines


def _ordered(items: Sequence[Item], is_reversed: bool) -> list[Item]:
    return list(items)[::-1] if is_reversed else list(items)


def _gain(stage: int, action: int) -> str:
    """The parameter that holds what an action gains its mover."""
    return f"gain_{stage}_{action}"


SHAPES: tuple[tuple[tuple[int, int], tuple[int, ...], tuple[bool, ...]], ...] = (
    ((2, 2), (2, 2), (False, False)),
    ((2, 1), (3, 2), (True, False)),
    ((2, 2), (3, 2), (False, True)),
    ((1, 2), (2, 3), (True, False)),
)
"""Types of the two actors, actions and covertness of their decisions."""


@st.composite
def random_crises(draw: st.DrawFn) -> RandomCrisis:
    """Crises of two rounds in which two actors move in turn, with random payoffs and effects.

    A covert act is known by the state that it leads to. Payoffs come from a seed: drawn one by one, most would be
    zero.
    """
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def payoff() -> float:
        return float(np.round(random.uniform(-1, 1), 2))

    num_types, num_actions, covert = draw(st.sampled_from(SHAPES))
    return RandomCrisis(
        num_rounds=2,
        movers=(0, 1),
        num_types=num_types,
        num_actions=num_actions,
        covert=covert,
        gains=tuple(tuple(tuple(payoff() for _ in range(n)) for _ in range(2)) for n in num_actions),
        gifts=tuple(tuple(payoff() for _ in range(n)) for n in num_actions),
        wants=((payoff(), payoff()), (payoff(), payoff())),
        pushes=tuple(tuple(random.permutation((-1, 0, 1))[:n].tolist()) for n in num_actions),
        precision=(draw(st.sampled_from((1.0, 1.5, 2.0))), draw(st.sampled_from((1.0, 2.0)))),
        patience=(draw(st.sampled_from((0.5, 0.9, 1.0))), draw(st.sampled_from((0.8, 0.95)))),
    )
