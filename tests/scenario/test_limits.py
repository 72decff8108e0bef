"""What is too large is refused at its place, before it is read; what is just small enough is read."""

from __future__ import annotations

import pytest

from detente.errors import MOST_PRINTED, Mistake, ScenarioError
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.limits import MAX_ACTS, MAX_LEVELS, MAX_VALUES, find_excess
from detente.scenario.loading import loads
from detente.scenario.reading import read_text
from detente.scenario.syntax import MAX_DEPTH, MAX_LENGTH
from support.ceasefire import CEASEFIRE


def excess(text: str) -> Mistake | None:
    return find_excess(read_text(text, "made.yaml"))


def entries(number: int, indent: str, entry: str) -> str:
    return "".join(f"{indent}{entry.replace('#', str(index))}\n" for index in range(number))


def listed(number: int) -> str:
    return ", ".join(f"a{index}" for index in range(number))


@pytest.mark.parametrize(
    ("head", "entry", "most", "what"),
    [
        ("variants:", "  v#: {}", 300, "variants"),
        ("claims:", "  - {says: It is so., holds if: P(x) > 0.5}", 1_000, "claims"),
        ("state:", "  v#: {scale: [low, high], starts: low}", 200, "variables"),
        ("numbers:", "  n#: 1", 2_000, "numbers"),
        ("definitions:", "  d#: 1", 500, "definitions"),
        ("sources:", "  s#: {}", 2_000, "sources"),
        ("leaves out:", "  - Of this nothing #.", 200, "things left out"),
        ("measures:", "  m#: 1", 500, "measures"),
        ("actors:", "  a#: {}", 50, "actors"),
        ("seats:", "  s#: {}", 50, "seats"),
        ("each month:", "  - a d#: {}", 200, "stages"),
        ("each month:\n  - a d:", "      act#: {}", MAX_ACTS, "entries"),
        ("each month:\n  - chance d:", "      result#: 0.1", MAX_ACTS, "entries"),
        ("each month:\n  - at once:\n      a d:", "        act#: {}", MAX_ACTS, "entries"),
        ("each month:\n  - a d:\n      act:\n        results:", "          r#: 0.1", MAX_ACTS, "entries"),
        ("each month:\n  - a d:\n      traces:", "        r#: 0.1", MAX_ACTS, "entries"),
    ],
)
def test_every_part_has_a_limit_of_its_own(head: str, entry: str, most: int, what: str) -> None:
    assert excess(f"crisis: c\n{head}\n{entries(most, '', entry)}") is None
    found = excess(f"crisis: c\n{head}\n{entries(most + 1, '', entry)}")
    assert found is not None
    assert f"there are {most + 1:,} {what} here; at most {most:,} are allowed" in found.message
    assert 2 <= found.where.line <= head.count("\n") + 3


@pytest.mark.parametrize("key", ["scale", "one of"])
def test_a_variable_has_so_many_levels_and_no_more(key: str) -> None:
    text = f"state:\n  front: {{{key}: [LEVELS], starts: a0}}\n"
    assert excess(text.replace("LEVELS", listed(MAX_LEVELS))) is None
    found = excess(text.replace("LEVELS", listed(MAX_LEVELS + 1)))
    assert found is not None
    assert (found.where.line, found.where.column) == (2, 11)
    assert "there are 1,001 levels here; at most 1,000 are allowed" in found.message


def test_a_file_has_so_many_values_and_no_more() -> None:
    # Each claim is a mapping, a text, a statement and a source.
    claims = f"claims:\n{entries(999, '', '- {says: It is so., holds if: P(x) > 0.5, source: s}')}"
    lists = "about:\n" + "".join(f"- [{listed(99)}]\n" for _ in range((MAX_VALUES - 999 * 4 - 2) // 100))
    assert excess(claims + lists) is None
    found = excess(claims + lists + f"- [{listed(99)}]\n")
    assert found is not None
    assert "of them under 'about'; at most 20,000 are allowed" in found.message


def test_large_files_have_fewer_variants() -> None:
    """Ten thousand values and a hundred variants are a million."""
    rest = "about:\n" + "".join(f"- [{listed(99)}]\n" for _ in range(98))
    assert excess(rest + f"variants:\n{entries(99, '  ', 'v#: {}')}") is None
    found = excess(rest + f"variants:\n{entries(110, '  ', 'v#: {}')}")
    assert found is not None
    assert "at most 100 variants are allowed in a file of this size" in found.message
    assert found.where.field == "variants"


def test_definitions_are_counted_as_they_are_written_out() -> None:
    """`a + b + … ` of n names has 2 n − 1 parts."""
    text = f"definitions:\n  d: {' + '.join(['front'] * 25)}\nactors:\n"
    uses = "  a#: {wants: {w: " + " + ".join(["d"] * 50) + "}}"
    assert excess(text + entries(40, "", uses)) is None
    found = excess(text + entries(41, "", uses))
    assert found is not None
    assert "'d' makes 100,450 (2,050 times 49); at most 100,000 are allowed" in found.message
    assert found.where.line == 2


def test_what_is_too_large_is_reported_before_anything_is_built() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.split("crisis:")[0] + f"crisis: c\nsources:\n{entries(2_001, '  ', 's#: {nonsense: 1}')}")
    assert [each.message for each in caught.value.mistakes] == [
        "there are 2,001 sources here; at most 2,000 are allowed"
    ]


def test_what_a_variant_makes_too_large_is_refused_there() -> None:
    scale = f"{{state.front.scale: [{listed(MAX_LEVELS + 1)}], state.front.starts: a0}}"
    text = CEASEFIRE.split("variants:")[0] + f"variants:\n  wide: {scale}\n"
    with pytest.raises(ScenarioError) as caught:
        loads(text, variant="wide")
    (mistake, *_) = caught.value.mistakes
    assert "there are 1,001 levels here; at most 1,000 are allowed" in mistake.message
    assert "(in variant 'wide')" in mistake.message


def test_only_so_many_mistakes_are_printed() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE + "\n" + entries(70, "", "unknown#: 1"))
    error = caught.value
    assert len(error.mistakes) == 70
    assert error.num_left == 20
    assert str(error).splitlines()[MOST_PRINTED:] == ["and 20 more"]
    assert len(str(error).splitlines()) == MOST_PRINTED + 1


def test_every_top_level_part_that_can_be_long_is_limited() -> None:
    """Only what is one value, or has keys of a fixed number, is without a limit."""
    fixed = {"crisis", "question", "about", "calendar", "worlds", "certainty", "equilibrium"}
    for key in CrisisKeys.key_fields():
        entry = "- a#: {}" if key in ("claims",) or key.startswith("each ") else "  a#: {}"
        found = excess(f"{key}:\n{entries(2_001, '', entry)}")
        assert (found is None) == (key in fixed), key


def test_the_limits_of_expressions_are_those_of_claims() -> None:
    assert (MAX_LENGTH, MAX_DEPTH) == (2_000, 60)
