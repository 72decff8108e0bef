"""A division of a pie: an offer from a range of numbers, and an answer that depends on its number."""

from __future__ import annotations

import numpy as np

OFFERS = """
crisis: Offers
calendar: {rounds: 2}
state:
  deal: {one of: [open, made], starts: open}
  last: {from: 0, to: 1, step: 0.25, starts: 0}
actors:
  ann: {precision: 3, patience: 0.5}
  bob: {precision: 4, patience: 0.5}
each round:
  - ann offers:
      when: deal == open
      share: {from: 0, to: 1, step: 0.25, then: last = share, costs: 0.1 * share}
      walk_out: {}
  - bob answers:
      when: ann plays share
      accept: {costs: -share, gives: {ann: 1 - share}, then: deal = made}
      refuse: {}
claims:
  - {id: one, says: A., holds if: P(ann plays share 0.5 at 1) > 0.2}
"""


def logit(values: np.ndarray, precision: float) -> np.ndarray:
    """Probabilities of acts with these values."""
    odds = np.exp(precision * (values - values.max()))
    return np.asarray(odds / odds.sum())


def solve_offers() -> tuple[np.ndarray, np.ndarray]:
    """By period: probabilities of the five offers and of walking out; by period and offer: that bob accepts it.

    By backward induction over the tree: after a deal nobody moves, so what follows an open round is one number each.
    """
    shares = np.arange(5) / 4
    offers, accepts = np.zeros((2, 6)), np.zeros((2, 5))
    next_ann, next_bob = 0.0, 0.0
    for period in (1, 0):
        wait_ann, wait_bob = 0.5 * next_ann, 0.5 * next_bob
        accepts[period] = [logit(np.array([share, wait_bob]), 4)[0] for share in shares]
        taken = accepts[period]
        of_ann = taken * (1 - shares) + (1 - taken) * wait_ann - 0.1 * shares
        of_bob = taken * shares + (1 - taken) * wait_bob
        offers[period] = logit(np.append(of_ann, wait_ann), 3)
        next_ann = float(offers[period] @ np.append(of_ann, wait_ann))
        next_bob = float(offers[period] @ np.append(of_bob, wait_bob))
    return offers, accepts
