"""A crisis whose best policy is known in closed form: an offer to somebody whose price is a matter of judgement.

The follower accepts an offer k with probability σ(λ (k − c)), its logit response; the leader then has v − k. Where
(v − k) σ(λ (k − c)) is greatest, λ (v − k) = 1 + exp(λ (k − c)), so that k = v − (1 + W(exp(λ (v − c) − 1))) / λ with
Lambert's W.
"""

from __future__ import annotations

import math

from scipy.special import expit, lambertw

PRECISION = 3.0

_TEXT = """
crisis: An offer
calendar: {rounds: 1}
state: {deal: {one of: [none, made], starts: none}}
numbers:
  offer: 0
  price: {range: [0.4, 0.8]}
  worth: {range: [1.5, 2.5]}
measures:
  deals: {of: deal == made, better: less}
  open: deal == none
actors:
  leader:   {wants: {deal: (worth - offer) * (deal == made)}}
  follower: {precision: 3, wants: {deal: (offer - price) * (deal == made)}}
each round:
  - leader waits: {wait: {}}
  - follower answers: {accept: {then: deal = made}, refuse: {}}
variants:
  meagre: {numbers.offer: 0.2}
  unlikely: {probability: 0.1, numbers.offer: 0.3}
designs:
  offers: {AIM, for: {k: {from: 0, to: 2, step: STEP}}, numbers.offer: k}
"""


def bargain(step: float = 0.1, aim: str = "serves: leader") -> str:
    """The crisis with a design of so fine an offer."""
    return _TEXT.replace("STEP", f"{step}").replace("AIM", aim)


def with_few_values(text: str) -> str:
    """The crisis with two values for each of its uncertain numbers, so that a map has four points."""
    few = text.replace("price: {range: [0.4, 0.8]}", "price: {one of: [0.4, 0.8]}")
    return few.replace("worth: {range: [1.5, 2.5]}", "worth: {one of: [1.5, 2.5]}")


def leader_value(offer: float, price: float = 0.6, worth: float = 2.0) -> float:
    """What the crisis is worth to the leader."""
    return float((worth - offer) * expit(PRECISION * (offer - price)))


def best_offer(price: float = 0.6, worth: float = 2.0) -> float:
    """The offer at which that is greatest."""
    inside = math.exp(PRECISION * (worth - price) - 1)
    return worth - (1 + float(lambertw(inside).real)) / PRECISION
