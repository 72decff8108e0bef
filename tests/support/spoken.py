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


SECRET = """
crisis: A programme that is denied, and a pledge to end it
calendar: {rounds: 2}
state:
  trust: {scale: [low, high], starts: high}STATE
actors:
  tehran:
    patience: 0.9
    precision: 2
    types: {hawk: {prior: 0.4, taste: 0.5}, dove: {prior: 0.6, taste: 0.1}}
    secret: {plan: {scale: [none, begun], starts: none}}
    wants: {bomb: taste * plan, trust: 0.3 * trust}
  washington:
    patience: 0.9
    precision: 2
    wants: {threat: -0.6 * (tehran.plan == begun)}
each round:
  - tehran works:
      covert: yes
      wait: {}
      build: {costs: 0.1, then: plan up}
  - tehran speaks:
      quiet: {}
      deny: DENY
      pledge: PLEDGE
  - tehran acts:
      keep: KEEP
      yield: {costs: taste, then: plan = none if tehran is dove}
  - washington answers:
      wait: {}
      bomb: {costs: 0.3, gives: {tehran: -0.2}, when: trust == low}
"""


def _secret(**parts: str) -> str:
    text = SECRET
    for word, part in parts.items():
        text = text.replace(word, part)
    return text


SECRET_SPOKEN = _secret(
    STATE="",
    DENY="""
        says: plan == none
        found out: 0.3 if false else 0.05
        costs if found out: 0.2
        then if found out: [trust = low, plan = none if tehran is dove]""",
    PLEDGE="""
        promises: tehran plays yield if trust == high
        costs if broken: 0.3
        then if broken: [plan up if tehran is hawk, trust = low]""",
    KEEP="{then: plan = none if tehran is hawk and round == 2}",
)
"""What is found out, and what breaks a promise, changes what the speaker alone knows."""

_SECRET_DUE = "pledge == standing and trust == high"

SECRET_BY_HAND = _secret(
    STATE="""
  deny: {one of: [not_found_out, found_out], starts: not_found_out, lasts: one period}
  pledge: {one of: [not_given, standing, broken], starts: not_given}""",
    DENY="""
        costs: (0.3 if tehran.plan == begun else 0.05) * 0.2
        results:
          found_out:
            probability: 0.3 if tehran.plan == begun else 0.05
            then: [deny = found_out, trust = low, plan = none if tehran is dove]
          stands: rest""",
    PLEDGE="{then: pledge = standing}",
    KEEP=f"""
        costs: 0.3 if {_SECRET_DUE}
        then:
          - plan up if tehran is hawk and {_SECRET_DUE}
          - plan = none if tehran is hawk and round == 2
          - pledge = broken if {_SECRET_DUE}
          - trust = low if pledge == broken and trust == high""",
)


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
    if isinstance(one, np.ndarray) or isinstance(two, np.ndarray):
        return [path]
    return [] if one == two else [path]
