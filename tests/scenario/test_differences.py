"""Two files compared entry by entry, and differences taken over."""

from __future__ import annotations

import pytest

from detente.scenario.differences import describe, keep_claims, list_differences, take_over
from detente.scenario.library import TEMPLATE
from detente.scenario.reading import read_text
from detente.scenario.tree import Table, to_plain

TEXT = TEMPLATE.read_text(encoding="utf-8")


def tree(text: str) -> Table:
    return read_text(text, "made.yaml")


def found(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Name and kind of what differs between the template and the template with other texts in it."""
    return [(each.name, each.kind) for each in list_differences(tree(TEXT), tree(changed(*changes)))]


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    ("before", "after", "name", "kind"),
    [
        ("range: [0.2, 1.0]", "range: [0.2, 1.2]", "numbers.burden", "number"),
        ("why: the chance that an offensive succeeds", "why: a guess", "numbers.risk", "words"),
        ("patience: 0.95", "patience: 0.5", "actors.patron.patience", "entry"),
        ("called: The patron", "called: A patron", "actors.patron.called", "words"),
        ("costs: 0.3", "costs: 0.4", "stages.decides.withdraw.costs", "entry"),
        ("at 2015-05) > 0.4", "at 2015-05) > 0.5", "claims.arms_tell", "entry"),
        ("crisis: A ceasefire and its patron", "crisis: Another", "crisis", "words"),
        ("numbers.burden: 0", "numbers.burden: 0.1", "variants.cheap_sanctions", "entry"),
        ("afterwards: the last month repeats", "afterwards: nothing", "calendar.afterwards", "entry"),
        ("  - patron decides:", "  - neighbour decides:", "stages", "order"),
    ],
)
def test_one_entry_that_differs(before: str, after: str, name: str, kind: str) -> None:
    assert found((before, after)) == [(name, kind)]


def test_layout_order_and_percentages_do_not_differ() -> None:
    swapped = changed(("types:  ", "types: "), ("prior: 0.6", "prior: 60%"), ("# what happens", "# which happens"))
    assert list_differences(tree(TEXT), tree(swapped)) == ()
    actors = TEXT.index("  neighbour:\n    called")
    end = TEXT.index("each month:")
    start = TEXT.index("  patron:\n    called")
    other = TEXT[:start] + TEXT[actors:end] + TEXT[start:actors] + TEXT[end:]
    assert list_differences(tree(TEXT), tree(other)) == ()


def test_a_range_matters_to_worlds_alone_where_there_is_a_base() -> None:
    based = changed(("range: [0.3, 0.7],", "range: [0.3, 0.7], base: 0.4,"))
    wider = based.replace("range: [0.3, 0.7]", "range: [0.1, 0.7]")
    (difference,) = list_differences(tree(based), tree(wider))
    assert (difference.name, difference.kind) == ("numbers.risk", "beside")


def test_places_and_words_of_both_files() -> None:
    other = "# one more line\n" + changed(("patience: 0.95", "patience: 0.5"))
    (difference,) = list_differences(tree(TEXT), tree(other))
    assert (difference.before, difference.after) == ("0.95", "0.5")
    assert difference.place_before is not None
    assert difference.place_after is not None
    assert difference.place_after.line == difference.place_before.line + 1
    assert TEXT.splitlines()[difference.place_before.line - 1].strip().startswith("patience: 0.95")


CHANGES = [
    ("range: [0.2, 1.0]", "range: [0.2, 1.2]"),
    ("costs: 0.3", "costs: 0.4"),
    ("      restrain: {}                         # an empty option does nothing\n", ""),
    ("  burden: {", "  extra: 3\n  burden: {"),
    ("holds if: P(eventually front == advance) > 0.5", "holds if: P(eventually front == advance) > 0.6"),
    ("  - signal observers_report:", "  - signal others_report:"),
    ("  no_offensive:", "  offensive:"),
]


def test_all_differences_taken_over_make_the_other_file() -> None:
    one, other = tree(TEXT), tree(changed(*CHANGES))
    paths = [each.path for each in list_differences(one, other)]
    assert to_plain(take_over(one, other, paths)) == to_plain(other)
    assert to_plain(take_over(other, one, paths)) == to_plain(one)
    assert to_plain(take_over(one, other, [])) == to_plain(one)
    assert list(to_plain(take_over(one, other, paths))["numbers"]) == ["extra", "burden", "risk"]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_one_difference_taken_over_leaves_the_others(number: int) -> None:
    one, other = tree(TEXT), tree(changed(*CHANGES))
    alone = tree(changed(CHANGES[number]))
    own = [each.path for each in list_differences(one, alone)]
    assert to_plain(take_over(one, other, own)) == to_plain(alone)


def test_decisions_at_once_keep_together() -> None:
    text = "each round:\n  - at once:\n      a moves: {x: {}, y: {costs: 1}}\n      b moves_too: {x: {}}\n"
    other = text.replace("costs: 1", "costs: 2")
    (difference,) = list_differences(tree(text), tree(other))
    assert difference.name == "stages.moves.y.costs"
    assert to_plain(take_over(tree(text), tree(other), [difference.path])) == to_plain(tree(other))
    apart = "each round:\n  - a moves: {x: {}, y: {costs: 1}}\n  - b moves_too: {x: {}}\n"
    (difference,) = list_differences(tree(text), tree(apart))
    assert difference.kind == "order"


def test_claims_that_are_kept_keep_their_ids() -> None:
    text = TEXT.replace("id: ground_moves\n    ", "")
    kept = to_plain(keep_claims(tree(text), ["claim_2"]))["claims"]
    assert [claim["id"] for claim in kept] == ["claim_2"]
    assert "claims" not in to_plain(keep_claims(tree(text), []))


def test_a_long_entry_is_cut() -> None:
    (entry,) = tree(f"a: {'b' * 300}").entries.values()
    assert describe(entry).endswith("…")
    assert len(describe(entry)) == 120


def test_of_two_long_entries_what_differs_is_shown() -> None:
    """However far behind it stands: by keys, and within the only text that differs."""
    (claim,) = list_differences(tree(TEXT), tree(changed(("at 2015-05) > 0.4", "at 2015-05) > 0.45"))))
    assert (claim.before, claim.after) == (
        "{holds if: belief(patron is hungry at 2015-08 given patron plays arm at 2015-05) > 0.4}",
        "{holds if: belief(patron is hungry at 2015-08 given patron plays arm at 2015-05) > 0.45}",
    )
    long = "about: " + 40 * "long words " + "{}\n"
    (words,) = list_differences(tree(long.format("end")), tree(long.format("other")))
    assert words.before is not None
    assert words.after is not None
    assert words.before.startswith("…")
    assert words.before.endswith("words end")
    assert words.after.endswith("words other")
    assert len(words.after) < 120
