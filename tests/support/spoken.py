"""A crisis in which acts say and promise things, and the same crisis with what follows from it written out by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

SPOKEN = """
crisis: Denials and a pledge
calendar: {from: 2015-05, to: 2015-08, step: month}
state:
  trust: {scale: [low, some, high], starts: some}
actors:
  moscow:
    types:
      defender:    {prior: 0.6, appetite: 0}
      revisionist: {prior: 0.4, appetite: 0.5}
    wants: {standing: trust}
  kyiv:
    wants: {caution: 0.5 * (trust == low) + (moscow is defender) * trust}
each month:
  - moscow answers:
      deny:
        says: not moscow is revisionist
        costs: 0.1
        found out: 0.3 if false else 0.05
        costs if found out: 1.5 + appetite
        then if found out: trust down
      quiet: {}
  - moscow speaks:
      nothing: {}
      pledge:
        promises: moscow plays withdraw if trust == high
        stands for: 2 months
        stands until: trust == low
        costs if broken: 1
        then if broken: [trust down, trust down if trust == some]
        costs: 0.05
  - moscow acts:
      stay: {}
      dig_in: {costs: 0.1, then: trust down if trust == high}
      withdraw: {costs: appetite, when: date >= 2015-06}
  - kyiv reacts:
      wait: {}
      embrace: {then: trust up, when: pledge == standing}
      shun: {then: trust down, when: deny == found_out or pledge == broken}
"""

_DUE = "pledge == standing and trust == high and date >= 2015-06"

BY_HAND = f"""
crisis: Denials and a pledge
calendar: {{from: 2015-05, to: 2015-08, step: month}}
state:
  trust: {{scale: [low, some, high], starts: some}}
  deny: {{one of: [not_found_out, found_out], starts: not_found_out, lasts: one period}}
  pledge: {{one of: [not_given, standing, broken], starts: not_given}}
  pledge_left: {{from: 0, to: 2, starts: 0}}
actors:
  moscow:
    types:
      defender:    {{prior: 0.6, appetite: 0}}
      revisionist: {{prior: 0.4, appetite: 0.5}}
    wants: {{standing: trust}}
  kyiv:
    wants: {{caution: 0.5 * (trust == low) + (moscow is defender) * trust}}
each month:
  - moscow answers:
      deny:
        costs: 0.1 + (0.3 if moscow is revisionist else 0.05) * (1.5 + appetite)
        results:
          found_out: {{probability: 0.3 if moscow is revisionist else 0.05, then: [deny = found_out, trust down]}}
          stands: rest
      quiet: {{}}
  - moscow speaks:
      nothing: {{}}
      pledge: {{costs: 0.05, then: [pledge = standing, pledge_left = 2]}}
  - moscow acts:
      stay:
        costs: 1 if {_DUE}
        results:
          breaks: {{probability: 1 if {_DUE} else 0, then: [trust = low, pledge = broken, pledge_left = 0]}}
          goes_on: rest
      dig_in:
        costs: 0.1 + (1 if {_DUE})
        results:
          breaks: {{probability: 1 if {_DUE} else 0, then: [trust = low, pledge = broken, pledge_left = 0]}}
          goes_on: {{probability: rest, then: trust down if trust == high}}
      withdraw: {{costs: appetite, when: date >= 2015-06}}
  - kyiv reacts:
      wait: {{}}
      embrace: {{then: trust up, when: pledge == standing}}
      shun: {{then: trust down, when: deny == found_out or pledge == broken}}
  - chance pledge_lapses:
      when: pledge == standing
      in_time:
        probability: rest
        then:
          - pledge_left down
          - pledge = not_given if pledge_left == 0 or trust == low
          - pledge_left = 0 if pledge == not_given
"""


def differences(one: Any, two: Any, path: str = "game") -> list[str]:
    """Where two games, or parts of them, differ; the scenario that each keeps is left out."""
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return [] if one.shape == two.shape and np.allclose(one, two, rtol=0, atol=1e-14) else [path]
    if dataclasses.is_dataclass(one) and type(one) is type(two):
        names = [each.name for each in dataclasses.fields(one) if each.name != "scenario"]
        found = [differences(getattr(one, name), getattr(two, name), f"{path}.{name}") for name in names]
        return [each for part in found for each in part]
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        found = [differences(a, b, f"{path}[{place}]") for place, (a, b) in enumerate(zip(one, two, strict=True))]
        return [each for part in found for each in part]
    return [] if one == two else [path]
