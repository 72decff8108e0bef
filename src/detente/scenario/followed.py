"""Variants under which decisions follow a rule of a commitment: everybody knows it, and a deputy carries it out."""

from __future__ import annotations

from detente.errors import DetenteError
from detente.scenario.commitments import bind
from detente.scenario.keys.entry import list_entries
from detente.scenario.model import Rule, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.site import Site
from detente.scenario.variants import Followed, Variants, find_followed


def with_followed(scenario: Scenario, variants: Variants, where: Where, site: Site) -> Scenario:
    """The scenario with every decision bound that its variant has follow a rule; what cannot be bound is noted.

    Args:
        scenario: without mistakes; without a variant, rules that its variants name and that are not there are noted.
        where: the place of the variants.
    """
    if scenario.variant is None:
        for _, keys, _ in list_entries(variants):
            for name, text, place in list_entries(keys.follows):
                _find_rule(scenario, name, (text.text, text.where, place), site)
        return scenario
    for name, followed in find_followed(variants, scenario.variant, where).items():
        rule = _find_rule(scenario, name, followed, site)
        if rule is None:
            continue
        commitment = next(each for each in scenario.commitments if each.name == name)
        try:
            scenario = bind(scenario, commitment, rule)
        except DetenteError as error:
            site.wrong(followed[1], str(error).removeprefix("commitments: "))
    return scenario


def _find_rule(scenario: Scenario, name: str, followed: Followed, site: Site) -> Rule | None:
    """The rule of this commitment; None, and a mistake, where there is none."""
    text, where, place = followed
    names = [each.name for each in scenario.commitments]
    if name not in names:
        site.wrong(place, f"unknown commitment '{name}'{nearest(name, names)} (commitments: {listed(names)})")
        return None
    rules = {rule.name: rule for rule in scenario.commitments[names.index(name)].rules}
    if text not in rules:
        site.wrong(where, f"'{name}' has no rule '{text}'{nearest(text, rules)} (rules: {listed(list(rules))})")
        return None
    return rules[text]
