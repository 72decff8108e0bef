"""A scenario without mistakes is loaded, and its variants without another look at the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.scenario.library import TEMPLATE, bundled
from detente.scenario.loading import check_variants, load, loads, with_variant
from detente.scenario.model import Decision
from support.ceasefire import CEASEFIRE


def test_quoted_yes_and_bare_booleans_answer_alike() -> None:
    for answer in ("yes", "true", '"yes"'):
        stage = loads(CEASEFIRE.replace("covert: yes", f"covert: {answer}")).stages[3]
        assert isinstance(stage, Decision)
        assert stage.is_covert
    without = CEASEFIRE.replace("covert: yes", "covert: no")
    assert loads(without).stages[3].is_covert is False  # type: ignore[union-attr]


@pytest.mark.parametrize("name", sorted(bundled()))
def test_bundled_scenarios_have_no_mistakes(name: str) -> None:
    check_variants(load(bundled()[name]))


def test_the_template_has_no_mistakes() -> None:
    scenario = load(TEMPLATE)
    check_variants(scenario)
    assert scenario.variants
    assert scenario.claims
    assert any(len(actor.types) > 1 for actor in scenario.actors)


def test_relabelling_changes_labels_only() -> None:
    """The same crisis in other words gives the same trees, with the words exchanged."""
    words = {
        "patron": "sponsor",
        "front": "line",
        "held": "kept",
        "arm": "ship",
        "hungry": "greedy",
        "appetite": "hunger",
    }
    text = CEASEFIRE
    for old, new in words.items():
        text = re.sub(rf"\b{old}\b", new, text)
    theirs, ours = repr(loads(text).stages), repr(loads(CEASEFIRE).stages)
    for old, new in words.items():
        ours = re.sub(rf"\b{old}\b", new, ours)
    strip = re.compile(r"column=\d+")
    assert strip.sub("", theirs) == strip.sub("", ours)


def test_with_variant_does_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(CEASEFIRE, encoding="utf-8")
    base = load(path)
    path.unlink()
    poor = with_variant(base, "poor")
    assert poor.variant == "poor"
    assert with_variant(poor, None) == base


def test_the_example_of_the_language_reference_has_no_mistakes() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    scenario = loads(text.split("```yaml\n")[1].split("```")[0])
    assert scenario.title == "A ceasefire and its patron"
    assert [len(actor.types) for actor in scenario.actors] == [2, 1]
