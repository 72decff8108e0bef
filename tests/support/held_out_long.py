"""A chain store and a war of attrition of one to eight rounds, at five precisions and two priors.

In longer games the errors of a belief grid add up from round to round, and several equilibria may lie near one another.
The rounds, the precisions and the priors were laid down before any of their numbers was known.
"""

from __future__ import annotations

from support.held_out import ATTRITION, HeldOut, with_claims

MOST_ROUNDS = 8

PRECISIONS = (1, 2, 3, 5, 20)

ENTRANTS = """
crisis: A chain store and its entrants
calendar: {rounds: <rounds>}
state: {market: {one of: [none, shared, war], starts: none, lasts: one period}}
actors:
  store:
    patience: 1
    precision: <precision>
    types: {tough: {prior: <tough>, taste: 1}, weak: {prior: 1 - <tough>, taste: -1}}
    wants: {profit: 2 * (market == none) + taste * (market == war)}
  entrant:
    patience: 0
    precision: <precision>
    wants: {gain: 0.5 * (market == shared) - 0.5 * (market == war)}
each round:
  - entrant enters: {out: {}, inn: {then: market = shared}}
  - store answers: {when: market == shared, share: {}, fight: {then: market = war}}
"""


def held_out_long() -> tuple[HeldOut, ...]:
    """All of them, always the same; short ones first."""
    every = []
    for rounds in range(1, MOST_ROUNDS + 1):
        for precision in PRECISIONS:
            every += [entrants(rounds, precision, tough) for tough in (0.1, 0.5)]
            every += [attrition(rounds, precision, doubt) for doubt in (0.1, 0.4)]
    return tuple(every)


def entrants(rounds: int, precision: float, tough: float) -> HeldOut:
    claims = (
        "P(store plays fight at 1 given do(entrant plays inn at 1) and store is weak at 1)",
        "P(entrant plays inn)",
        "P(eventually store plays share given store is weak at 1)",
        f"P(market == war at {rounds})",
        "value(store is weak)",
    )
    text = with_claims(ENTRANTS, claims, rounds=rounds, precision=precision, tough=tough)
    return HeldOut(f"entrants_{rounds}_{precision}_{tough}", "chain store to T = 8", text)


def attrition(rounds: int, precision: float, doubt: float) -> HeldOut:
    claims = (
        "P(first plays concede at 1 given first is soft at 1)",
        f"P(fight == first_gave_in at {rounds})",
        f"P(fight == on at {rounds})",
        "rate(second plays concede given second is soft)",
        "value(first is soft)",
    )
    text = with_claims(ATTRITION.partition("variants:")[0], claims, rounds=rounds, precision=precision, doubt=doubt)
    return HeldOut(f"attrition_{rounds}_{precision}_{doubt}", "attrition to T = 8", text)
