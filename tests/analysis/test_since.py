"""Two results compared claim by claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.analysis.since import compare_results, read_result


def claim(name: str, verdict: str = "holds", value: float = 0.5, half: float = 0.01, **more: Any) -> dict[str, Any]:
    parts = [{"is_share": True}]
    interval = [value - half, value + half]
    return {
        "id": name,
        "verdict": verdict,
        "value": value,
        "interval": interval,
        "statement": "s",
        "parts": parts,
        **more,
    }


def result(*claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"claims": list(claims), "scenario_hash": "a", "seed": 0, "worlds": None, **more}


def test_the_same_result() -> None:
    same = compare_results(result(claim("a")), result(claim("a")))
    assert (same.claims, same.num_same, same.settings, same.is_same_file) == ((), 1, (), True)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (claim("a"), claim("a", "fails"), "verdict"),
        (claim("a"), claim("a", value=0.6), "number"),
        (claim("a"), claim("a", statement="t"), "statement"),
    ],
)
def test_what_has_changed(before: dict[str, Any], after: dict[str, Any], kind: str) -> None:
    found = compare_results(result(before), result(after, scenario_hash="b"))
    assert [each.kind for each in found.claims] == [kind]
    assert not found.is_same_file


def test_numbers_whose_intervals_touch_have_not_changed() -> None:
    assert compare_results(result(claim("a", half=0.2)), result(claim("a", value=0.6))).num_same == 1


def test_claims_that_only_one_has() -> None:
    found = compare_results(result(claim("a"), claim("b")), result(claim("b"), claim("c")))
    assert [(each.claim, each.kind, each.before, each.after) for each in found.claims] == [
        ("c", "new", "", "holds"),
        ("a", "gone", "holds", ""),
    ]


def test_settings_that_differ_are_named() -> None:
    found = compare_results(result(seed=0), result(seed=1, worlds={"num_worlds": 8}))
    assert found.settings == ("seed: 0 → 1", "worlds: 0 → 8")


def test_what_is_no_result_is_none(tmp_path: Path) -> None:
    assert read_result(tmp_path) is None
    for text in ("{", "[]", '{"claims": 3}'):
        (tmp_path / "result.json").write_text(text, encoding="utf-8")
        assert read_result(tmp_path) is None
    (tmp_path / "result.json").write_text(json.dumps(result()), encoding="utf-8")
    assert read_result(tmp_path) == result()


@pytest.mark.parametrize(
    "changed",
    [
        {"claims": ["a"]},
        {"claims": [{"id": ["a"]}]},
        {"claims": [{"id": "a", "interval": ["low", "high"]}]},
        {"claims": [{"id": "a", "interval": {}}]},
        {"claims": [{"id": "a", "parts": [1]}]},
        {"estimate": "soft"},
        {"worlds": 64},
        {"claims": {}},
    ],
)
def test_a_result_that_was_changed_by_hand_is_none(changed: dict[str, Any], tmp_path: Path) -> None:
    """A run must not break at its end because of what stands in its folder."""
    (tmp_path / "result.json").write_text(json.dumps({**result(claim("a")), **changed}))
    assert read_result(tmp_path) is None


def test_a_result_that_is_nested_without_end_is_none(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text("[" * 200_000)
    assert read_result(tmp_path) is None


def test_a_result_without_an_estimate_can_be_compared(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps({**result(claim("a")), "estimate": None}))
    before = read_result(tmp_path)
    assert before is not None
    assert compare_results(before, result(claim("a"))).num_same == 1
