"""The keys of commitments; what is made of them is in tests/scenario/test_commitments.py."""

from __future__ import annotations

from detente.scenario.keys.commitments import CommitmentKeys
from support.keys import read_entry


def test_rules_and_what_they_are_tried_with_are_read() -> None:
    text = "{binds: answers, rules: {ease_from: {for: {k: {from: 0, to: 3}}, ease: minsk >= k, hold: rest}}}"
    commitment, mistakes = read_entry(CommitmentKeys, text)
    assert mistakes == []
    (rule,) = commitment.rules.entries.values()
    assert list(rule.acts.entries) == ["ease", "hold"]
    tried = rule.tried.entries["k"]
    assert (tried.first.value, tried.last.value) == (0, 3)


def test_what_is_missing_is_told() -> None:
    mistakes = read_entry(CommitmentKeys, "{serves: obama}")[1]
    assert mistakes == ["missing 'binds'", "missing 'rules'"]
