"""Crises in which many parts of the language meet, each beside the same game as a program (`programs.py`)."""

from __future__ import annotations

from support.programs import Turn

QUARTERS = """
crisis: Base rates, occasions, rates by the month in quarters, precision, patience and menus by type
calendar: {from: 2015-01, to: 2015-06, step: quarter, per: month, afterwards: {a: 0.7 * front, b: -0.4 * front}}
equilibrium: principal
state: {front: {scale: [low, mid, high], starts: mid}, pact: {scale: [off, on], starts: off}}
actors:
  a:
    patience: 0.95
    precision: 2
    types:
      soft: {prior: 0.6, taste: 0.1, patience: 0.9}
      hard: {prior: 0.4, taste: 0.4, precision: 3}
    wants:
      ground: taste * (front - mid)
      peace: 0.2 * (pact == on)
      show: {of: 0.3 * (a plays push), per: occasion}
  b:
    patience: 0.97
    precision: 2.5
    wants: {ground: -0.3 * (front - mid), faith: 0.2 * (pact == on) * (a is soft) - 0.2 * (pact == on) * (a is hard)}
each quarter:
  - chance weather: {storm: {probability: 0.05, then: front down}, calm: rest}
  - a acts:
      usually: {push: 0.1}
      comes up: 0.4
      wait: {}
      push: {costs: 0.2, then: front up}
      raid:
        when: a is hard
        costs: 0.1
        per: time
        gives: {b: -0.05}
        results: {hit: {probability: 0.4, then: front up}, miss: rest}
  - signal intel: {bad: 0.2 if a is hard else 0.05, nothing: rest}
  - b answers:
      usually: {sign: 0.3, per: occasion}
      comes up: {every: 6 months}
      wait: {}
      sign: {when: pact == off, then: pact = on, costs: 0.1}
"""


def play_quarters(turn: Turn) -> None:
    """A rate p a month is 1 − (1 − p)³ a quarter; flows count three times, and patience is that of three months."""

    def rate(monthly: float) -> float:
        return 1 - (1 - monthly) ** 3

    kind = turn.draw({"soft": 0.6, "hard": 0.4})
    turn.notes["kind"] = kind
    taste, precision, patience = {"soft": (0.1, 2.0, 0.9), "hard": (0.4, 3.0, 0.95)}[kind]
    front, pact, seen = 1, 0, ()
    for quarter in range(2):
        weather = turn.draw({"storm": rate(0.05), "calm": 1 - rate(0.05)})
        front = max(front - 1, 0) if weather == "storm" else front
        came_up = turn.draw({"up": rate(0.4), "not": 1 - rate(0.4)})
        seen = (*seen, weather, came_up)
        act = ""
        if came_up == "up":
            push, rest = rate(0.1), 1 - rate(0.1)
            usually = {"wait": rest, "push": push}
            if kind == "hard":
                usually = {"wait": rest / 2, "push": push, "raid": rest / 2}
            act = turn.move("a", (kind, seen), usually, precision)
            result = turn.draw({"hit": 0.4, "miss": 0.6}) if act == "raid" else ""
            front = min(front + (act == "push" or result == "hit"), 2)
            turn.pay("a", {"wait": 0, "push": -0.2, "raid": -0.3}[act])
            turn.pay("b", -0.15 * (act == "raid"))
            seen = (*seen, act, result)
        bad = rate(0.2 if kind == "hard" else 0.05)
        seen = (*seen, turn.draw({"bad": bad, "nothing": 1 - bad}))
        if quarter == 0:
            signs = turn.move("b", seen, {"wait": 0.7, "sign": 0.3}, 2.5) == "sign"
            turn.pay("b", -0.1 * signs)
            pact, seen = int(signs), (*seen, signs)
        turn.pay("a", 3 * (taste * (front - 1) + 0.2 * pact) + 0.3 * (act == "push"))
        turn.pay("b", 3 * (-0.3 * (front - 1) + 0.2 * pact * (1 if kind == "soft" else -1)))
        turn.discount("a", patience**3)
        turn.discount("b", 0.97**3)
    turn.pay("a", 0.7 * front)
    turn.pay("b", -0.4 * front)


PROGRAMME = """
crisis: A secret, a type that changes, a covert act that may not come up, and a lie that may be found out
calendar: {rounds: 2}
equilibrium: principal
state: {war: {scale: [no_war, at_war], starts: no_war}}
actors:
  s:
    patience: 0.9
    precision: 2
    types:
      hawk: {prior: 0.5, zeal: 0.9}
      dove: {prior: 0.5, zeal: 0.2, precision: 1.5, patience: 0.8}
    changes:
      dove: {to: hawk, probability: 0.15, when: war == no_war}
    secret:
      programme: {scale: [none, built], starts: none}
    wants: {bomb: zeal * programme, harm: -1.1 * (war == at_war)}
  o:
    precision: 3
    wants: {fear: -1.2 * (s.programme == built) * (war == no_war), cost: -0.3 * (war == at_war)}
each round:
  - s works:
      covert: yes
      comes up: 0.7
      usually: {build: 0.3}
      wait: {}
      build: {costs: 0.1, results: {works: {probability: 0.6, then: programme = built}, fails: rest}}
  - signal inspection:
      when: war == no_war
      found: 0.6 if s.programme == built else 0.1
      nothing: rest
  - s speaks:
      when: war == no_war
      silence: {}
      deny: {says: not s.programme == built, found out: 0.3 if false else 0.02, costs if found out: 0.5}
  - o answers:
      when: war == no_war
      wait: {}
      strike: {costs: 0.1, then: war = at_war}
"""


def play_programme(turn: Turn) -> None:
    """Every round is discounted by the patience of the type at its end, after which it may be another one."""
    kind = turn.draw({"hawk": 0.5, "dove": 0.5})
    turn.notes["kind"] = kind
    built, war, seen = 0, 0, ()
    for _ in range(2):
        precision = {"hawk": 2.0, "dove": 1.5}[kind]
        if turn.draw({"up": 0.7, "not": 0.3}) == "up":
            act = turn.move("s", ("works", kind, built, seen), {"wait": 0.7, "build": 0.3}, precision)
            turn.pay("s", -0.1 * (act == "build"))
            if act == "build" and turn.draw({"works": 0.6, "fails": 0.4}) == "works":
                built = 1
        if not war:
            found = 0.6 if built else 0.1
            seen = (*seen, turn.draw({"found": found, "nothing": 1 - found}))
            said = turn.move("s", ("speaks", kind, built, seen), {"silence": 1, "deny": 1}, precision)
            seen = (*seen, said)
            if said == "deny":
                out = 0.3 if built else 0.02
                seen = (*seen, turn.draw({"out": out, "stands": 1 - out}))
                turn.pay("s", -0.5 * out)
            war = int(turn.move("o", seen, {"wait": 1, "strike": 1}, 3.0) == "strike")
            turn.pay("o", -0.1 * war)
            seen = (*seen, war)
        if kind == "dove" and not war:
            kind = turn.draw({"hawk": 0.15, "dove": 0.85})
        turn.pay("s", {"hawk": 0.9, "dove": 0.2}[kind] * built - 1.1 * war)
        turn.pay("o", -1.2 * built * (1 - war) - 0.3 * war)
        turn.discount("s", {"hawk": 0.9, "dove": 0.8}[kind])
        turn.discount("o", 0.95)


CABLES = """
crisis: An intercept, a cable, one who knows another, types drawn together, odds of both sides, and three votes at once
calendar: {rounds: 2}
equilibrium: principal
state: {line: {scale: [lost, held, won], starts: held}, votes: {from: 0, to: 3, starts: 0, lasts: one period}}
actors:
  m:
    patience: 0.9
    precision: 2
    types: {strong: {push: 0.5}, weak: {push: 0.2}}
    wants: {ground: line - held, p: push * (line == won)}
  k:
    precision: 1.5
    types: {hard: {spine: 0.6}, soft: {spine: 0.1}}
    wants: {ground: spine * (held - line)}
  w:
    precision: 2
    knows: [k]
    wants: {calm: -0.5 * abs(line - held), help: 0.4 * (w plays warn and k plays fight)}
  u:
    precision: 1
    wants: {vote: 0.6 * (votes >= 2) - 0.2 * votes}
joint prior:
  - {m: strong, k: hard, probability: 0.35}
  - {m: strong, k: soft, probability: 0.15}
  - {m: weak, k: hard, probability: 0.1}
  - {m: weak, k: soft, probability: rest}
each round:
  - signal intercept:
      seen by: [w]
      loud: 0.8 if m is strong else 0.3
      quiet: rest
  - w cables:
      seen by: [k]
      usually: {warn: 0.3}
      quietly: {}
      warn: {costs: 0.1}
  - m moves:
      hold: {}
      advance: {costs: 0.1}
  - k answers:
      when: m plays advance
      yield: {then: line up}
      fight:
        results:
          won: {probability: 0.5 + 0.3 * (m is strong) - 0.3 * (k is hard), then: line up}
          lost: {probability: rest, then: line down}
  - at once:
      m votes_too: {when: date == 1, yes_m: {then: votes up}, no_m: {}}
      w ballots: {when: date == 1, yes_w: {then: votes up, costs: 0.05}, no_w: {}}
      u polls: {when: date == 1, yes_u: {then: votes up}, no_u: {}}
"""

TOGETHER = {"strong hard": 0.35, "strong soft": 0.15, "weak hard": 0.1, "weak soft": 0.4}


def play_cables(turn: Turn) -> None:
    """w knows the intercept, its cables and what k is; k its type and the cables; m its type; u what all see."""
    m, k = turn.draw(TOGETHER).split()
    turn.notes |= {"m": m, "k": k}
    line, seen, heard, cables = 1, (), (), ()
    for date in (1, 2):
        loud = 0.8 if m == "strong" else 0.3
        heard = (*heard, turn.draw({"loud": loud, "quiet": 1 - loud}))
        cable = turn.move("w", (k, seen, heard, cables), {"quietly": 0.7, "warn": 0.3}, 2.0)
        cables = (*cables, cable)
        turn.pay("w", -0.1 * (cable == "warn"))
        act, answer = turn.move("m", (m, seen), {"hold": 1, "advance": 1}, 2.0), ""
        seen = (*seen, act)
        if act == "advance":
            turn.pay("m", -0.1)
            answer = turn.move("k", (k, seen, cables), {"yield": 1, "fight": 1}, 1.5)
            won = 0.5 + 0.3 * (m == "strong") - 0.3 * (k == "hard")
            ends = turn.draw({"won": won, "lost": 1 - won}) if answer == "fight" else "won"
            line = min(line + 1, 2) if ends == "won" else max(line - 1, 0)
            seen = (*seen, answer, ends)
        votes = 0
        if date == 1:
            own = [
                turn.move("m", ("votes", m, seen), {"yes": 1, "no": 1}, 2.0),
                turn.move("w", ("votes", k, seen, heard, cables), {"yes": 1, "no": 1}, 2.0),
                turn.move("u", seen, {"yes": 1, "no": 1}, 1.0),
            ]
            votes, seen = own.count("yes"), (*seen, *own)
            turn.pay("w", -0.05 * (own[1] == "yes"))
        turn.pay("m", line - 1 + {"strong": 0.5, "weak": 0.2}[m] * (line == 2))
        turn.pay("k", {"hard": 0.6, "soft": 0.1}[k] * (1 - line))
        turn.pay("w", -0.5 * abs(line - 1) + 0.4 * (cable == "warn" and answer == "fight"))
        turn.pay("u", 0.6 * (votes >= 2) - 0.2 * votes)
        for player, patience in {"m": 0.9, "k": 0.95, "w": 0.95, "u": 0.95}.items():
            turn.discount(player, patience)


EASING = """
crisis: A rule of one who is bound, before one whom nobody can look into
calendar: {rounds: 2}
equilibrium: principal
state: {deal: {scale: [none, half, full], starts: none}, price: {scale: [lifted, on], starts: on}}
actors:
  m:
    precision: 2.5
    types: {good: {prior: 0.4, will: 0.3}, bad: {prior: 0.6, will: -0.4}}
    wants: {deal: will * deal, price: -0.7 * (price == on)}
  w:
    precision: 3
    wants: {deal: 0.5 * deal, price: -0.1 * (price == on), trust: -0.3 * (m is bad) * (price == lifted)}
each round:
  - m moves:
      wait: {}
      step: {when: deal != full, costs: 0.1, then: deal up}
  - w answers:
      usually: {lift: 0.4}
      hold: {}
      lift: {when: price == on, costs: 0.05, then: price = lifted}
      back: {when: price == lifted, then: price = on}
commitments:
  easing:
    binds: answers
    rules:
      mixed: {lift: 0.6 if deal >= half, hold: rest}
variants:
  bound: {follows: {easing: mixed}}
"""


def play_easing(turn: Turn, is_bound: bool) -> None:
    kind = turn.draw({"good": 0.4, "bad": 0.6})
    turn.notes["kind"] = kind
    deal, is_on, seen = 0, True, ()
    for _ in range(2):
        act = turn.move("m", (kind, seen), {"wait": 1, "step": 1} if deal < 2 else {"wait": 1}, 2.5)
        turn.pay("m", -0.1 * (act == "step"))
        deal, seen = deal + (act == "step"), (*seen, act)
        usually = {"hold": 0.6, "lift": 0.4} if is_on else {"hold": 0.5, "back": 0.5}
        if is_bound:
            lift = 0.6 if deal and is_on else 0.0
            answer = turn.draw({"lift": lift, "hold": 1 - lift})
        else:
            answer = turn.move("w", seen, usually, 3.0)
        turn.pay("w", -0.05 * (answer == "lift"))
        is_on, seen = {"lift": False, "back": True, "hold": is_on}[answer], (*seen, answer)
        turn.pay("m", {"good": 0.3, "bad": -0.4}[kind] * deal - 0.7 * is_on)
        turn.pay("w", 0.5 * deal - 0.1 * is_on - 0.3 * (kind == "bad") * (not is_on))
        turn.discount("m", 0.95)
        turn.discount("w", 0.95)
