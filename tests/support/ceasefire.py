"""A crisis that uses every part of the language, for the tests to change."""

from __future__ import annotations

CEASEFIRE = """\
crisis: A ceasefire and its patron
question: Does it hold?
sources:
  wire: {author: A. Reporter, published: 2015-05}

calendar: {from: 2015-05, to: 2015-10, step: month, afterwards: nothing}

state:
  front: {scale: [retreat, held, advance], starts: held}
  aid: {from: 0, to: 3, starts: 1}
  house: {one of: [dove, hawk], starts: dove}
  mood: {one of: [calm, angry], starts: calm, lasts: one period}

numbers:
  burden: {range: [0.5, 1.5], why: opinions differ, source: wire}
  price: {value: 2, source: wire}
  total: burden + price

actors:
  patron:
    patience: 0.9
    precision: 3
    types:
      cautious: {prior: 60%, appetite: 0}
      hungry: {prior: 0.4, appetite: price}
    parameters: {fear: burden / 2}
    wants:
      ground: appetite * (front - held)
      quiet: {weight: 2, of: fear if front == held, why: habit, source: wire}
      trust: belief(patron is cautious)
  dove: {seat: capital, while: house == dove, leaves: 2015-09, legacy: 0.5, parameters: {resolve: 1}}
  hawk: {seat: capital, while: house == hawk, parameters: {resolve: 2}, wants: {aid: aid * patron.appetite}}

each month:
  - patron decides:
      restrain: {costs: 0.2}
      feint: {looks like: restrain}
      arm:
        when: date >= 2015-06 and front != advance
        costs: total * appetite
        gives: {dove: -patron.fear}
        then: [aid up 2 if front == retreat, mood = angry]
        results:
          breakthrough: {probability: 0.5 if patron is hungry else 0.3, then: front up}
          stalemate: {probability: rest}
  - chance weather:
      when: month in [5, 6, 7]
      rain: 0.3
      sun: rest
  - signal rumour:
      loud: 0.8 if patron is hungry else 0.2
      low: {probability: rest}
  - capital answers:
      covert: yes
      wait:
      help: {costs: resolve, then: aid = aid + 1, when: patron plays arm}
      traces:
        seen: {probability: 0.5 if act == help else 0.1}
        unseen: rest

variants:
  no_arms: {says: Without arms., stages.decides.arm: removed}
  poor: {builds on: no_arms, numbers.burden: 0, state.house.starts: hawk}

claims:
  - id: calm
    says: The ceasefire holds.
    source: wire
    holds if: P(always front == held) > 0.5
"""
