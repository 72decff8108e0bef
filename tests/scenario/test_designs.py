"""Designs: what is read, what is refused, and members as variants."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.scenario.designs import add_member, fill_in
from detente.scenario.loading import draft, find_design_mistakes, load, loads, read_tree, with_designs, with_member
from detente.scenario.reading import read_text
from detente.scenario.tree import to_plain
from support.bargain import bargain
from support.written import written

DESIGN = "offers: {serves: leader, for: {k: {from: 0, to: 2, step: 0.1}}, numbers.offer: k}"


def with_design(entry: str) -> str:
    return bargain().replace(DESIGN, f"offers: {entry}")


def test_a_design_as_a_record() -> None:
    (design,) = loads(bargain()).designs
    assert (design.serves, design.measure, design.against) == ("leader", None, None)
    (word,) = design.words
    assert word.is_ordered
    assert word.values[:3] == ("0", "0.1", "0.2")
    assert design.num_members == 21


def test_a_member_is_the_variant_that_one_would_write() -> None:
    member = with_member(loads(bargain()), "offers", {"k": "0.7"})
    by_hand = loads(bargain().replace("meagre: {numbers.offer: 0.2}", "meagre: {numbers.offer: 0.7}"), variant="meagre")
    assert member.document["numbers"] == by_hand.document["numbers"]
    assert to_plain(read_tree(loads(bargain())))["variants"] == member.document["variants"].__class__(
        {name: each for name, each in member.document["variants"].items() if not name.startswith("offers_")}
    )


def test_a_member_comes_on_top_of_a_variant() -> None:
    member = with_member(loads(bargain(), variant="meagre"), "offers", {"k": "0.7"})
    assert member.variant == "meagre + offers_k_0_7"
    assert member.document["numbers"]["offer"] == 0.7


@pytest.mark.parametrize(
    ("entry", "values", "result"),
    [
        ("k", {"k": "0.5"}, 0.5),
        ("k", {"k": "held"}, "held"),
        ("front <= k and k2 > 1", {"k": "-1"}, "front <= (-1) and k2 > 1"),
        ("a.k + k", {"k": "2"}, "a.k + 2"),
        ("date >= start", {"start": "2015-09"}, "date >= 2015-09"),
        ("{then: [x = k, y], why: because of k}", {"k": "on"}, {"then": ["x = on", "y"], "why": "because of k"}),
        ("3", {"k": "1"}, 3),
    ],
)
def test_words_are_filled_in(entry: str, values: dict[str, str], result: object) -> None:
    (node,) = read_text(f"entry: {entry}", "made").entries.values()
    assert to_plain(fill_in(node, values)) == result


def test_names_of_members_do_not_meet_those_of_variants() -> None:
    text = bargain().replace("meagre:", "offers_k_0_7:")
    assert add_member(read_tree(loads(text)), "offers", {"k": "0.7"})[1] == "offers_k_0_7_"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{for: {k: {from: 0, to: 1}}, numbers.offer: k}", "a design has an aim"),
        ("{serves: leadr, for: {k: {from: 0, to: 1}}, numbers.offer: k}", "unknown actor 'leadr'.*leader"),
        ("{by: dels, for: {k: {from: 0, to: 1}}, numbers.offer: k}", "unknown measure 'dels'.*deals"),
        ("{by: open, for: {k: {from: 0, to: 1}}, numbers.offer: k}", "does not say whether more or less is better"),
        ("{serves: leader, for: {q: {from: 0, to: 1}}, numbers.offer: k}", "'q' stands in none of the changes"),
        ("{serves: leader, for: {k: {from: 0, to: 1}}}", "a design changes something"),
        ("{serves: leader, for: {k: {from: 1, to: 0}}, numbers.offer: k}", "ends .* below its beginning"),
        ("{serves: leader, for: {k: {one of: [1, 1]}}, numbers.offer: k}", "a value is given twice"),
        ("{serves: leader, against: megre, for: {k: {from: 0, to: 1}}, numbers.offer: k}", "unknown variant 'megre'"),
        (
            "{serves: leader, for: {k: {from: 0, to: 1, step: 0.002}, l: {from: 0, to: 999}, m: {from: 0, to: 999}, "
            "n: {from: 0, to: 999}}, numbers.offer: k + l + m + n}",
            "combinations; at most",
        ),
    ],
)
def test_what_is_refused(entry: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        loads(with_design(entry))


def test_a_member_with_mistakes_is_told_by_its_values(tmp_path: Path) -> None:
    text = with_design("{serves: leader, for: {k: {from: 0, to: 2}}, stages.answers.accept.cost: k}")
    scenario = loads(text)
    with pytest.raises(ScenarioError, match=r"unknown key 'cost'.*\(where k = 1\)"):
        with_member(scenario, "offers", {"k": "1"})
    mistakes = find_design_mistakes(draft(written(tmp_path, text)))
    assert {each.message.rsplit("(", 1)[1] for each in mistakes} == {"where k = 0)"}
    assert find_design_mistakes(draft(written(tmp_path, bargain()))) == []
    steep = with_design("{serves: leader, for: {k: {from: 0, to: 2}}, actors.follower.patience: k}")
    (mistake,) = find_design_mistakes(draft(written(tmp_path, steep)))
    assert mistake.message.endswith("(where k = 2)")


def test_designs_in_a_file_of_their_own(tmp_path: Path) -> None:
    crisis = load(written(tmp_path, bargain()))
    file = tmp_path / "designs.yaml"
    file.write_text("designs:\n  two: {by: deals, for: {k: {from: 0, to: 1}}, numbers.offer: k}\n", encoding="utf-8")
    both = with_designs(crisis, file)
    assert {each.name for each in both.designs} == {"offers", "two"}
    file.write_text("designs:\n  offers: {by: deals, for: {k: {from: 0, to: 1}}, numbers.offer: k}\n", encoding="utf-8")
    assert [each.measure for each in with_designs(crisis, file).designs] == ["deals"]
    file.write_text("claims: []\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"'designs' alone, not 'claims'"):
        with_designs(crisis, file)
