"""Crises are listed, checked, shown and begun without solving anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.scenario import library, loading
from detente.scenario.library import TEMPLATE, bundled
from support.games import FOUR_TYPES
from support.written import written, wrong_in_one_state


def test_no_bundled_crisis_has_mistakes() -> None:
    listed = service.list_crises()
    assert {crisis.name for crisis in listed.crises} == set(bundled())
    for crisis in listed.crises:
        checked = service.check(crisis.name)
        assert checked.origin.scenario_hash == crisis.scenario_hash
        assert checked.warnings == ()
        assert crisis.counts.items() <= checked.counts.items()
        assert set(checked.counts) - set(crisis.counts) == {"states"}


def test_the_list_reads_what_has_changed_since_it_was_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = library.find_entries()
    name = "classics/proxy"
    stale = replace(entries[name], digest="0", title="Another title", counts={})
    gone = replace(entries["classics/jury"], digest="0", hash="0")
    monkeypatch.setattr(library, "find_entries", lambda: {**entries, name: stale, "classics/jury": gone})
    listed = {crisis.name: crisis for crisis in service.list_crises().crises}
    read = loading.load(bundled()[name])
    assert (listed[name].title, listed[name].counts["claims"]) == (read.title, len(read.claims))
    # The scenario is the one whose run was forecast, or it is another one.
    assert listed[name].seconds is not None
    assert listed["classics/jury"].seconds is None


def test_check_counts_what_there_is() -> None:
    checked = service.check(TEMPLATE, thorough=True)
    assert checked.counts["claims"] == 4
    assert checked.counts["variants"] == 3
    assert checked.origin.seed is None
    assert set(checked.origin.seconds) == {"load", "variants", "claims", "compile", "warnings"}


def test_check_reports_all_mistakes_at_once(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("numbers.burden: 0", "numbers.burdn: 0")
    text = text.replace("P(eventually front == advance) > 0.5", "P(eventually frnt == advance) > 0.5")
    text = text.replace("calm: rest", "calm: 0.7")
    with pytest.raises(ScenarioError) as caught:
        service.check(written(tmp_path, text))
    places = [mistake.where.field for mistake in caught.value.mistakes]
    assert any("variants.cheap_sanctions" in place for place in places)
    assert any("claims" in place for place in places)
    assert any("observers_report" in place for place in places)


def test_mistakes_of_one_part_hide_none_of_another(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("numbers.burden: 0", "numbers.burdn: 0")
    text = text.replace("P(eventually front == advance) > 0.5", "P(eventually frnt == advance) > 0.5")
    text = text.replace("calm: rest", "calm: 0.7")
    text = text.replace("prior: 0.6", "prior: 0.7").replace("numbers:", "numbers:\n  a: b\n  b: a\n  c: 1 / 0\n", 1)
    with pytest.raises(ScenarioError) as caught:
        service.check(written(tmp_path, text))
    found = str(caught.value)
    for part in ("cheap_sanctions", "'frnt'", "sum to 1.1", "in a circle: a → b → a", "division by zero"):
        assert part in found


def test_what_mentions_something_unclear_is_passed_over(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("from: 2015-05", "from: 2015-5")
    with pytest.raises(ScenarioError) as caught:
        service.check(written(tmp_path, text))
    assert len(caught.value.mistakes) == 1
    text = TEMPLATE.read_text(encoding="utf-8").replace("P(eventually front == advance) > 0.5", "lost > 0.5")
    text = text.replace("numbers:", "numbers:\n  lost: {range: [3, 1]}\n", 1)
    with pytest.raises(ScenarioError) as caught:
        service.check(written(tmp_path, text))
    assert [mistake.where.field for mistake in caught.value.mistakes] == ["numbers.lost.range"]


def test_mistakes_of_the_base_are_not_repeated_for_variants(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace("prior: 0.6", "prior: 0.7")
    for variant in (None, "cheap_sanctions"):
        with pytest.raises(ScenarioError) as caught:
            service.check(written(tmp_path, text), variant=variant)
        assert len(caught.value.mistakes) == 1
        assert "in variant" not in str(caught.value)


def test_an_unknown_variant_has_no_place_in_the_file() -> None:
    with pytest.raises(DetenteError, match=r"^unknown variant 'cheap_sanction' — did you mean 'cheap_sanctions'\?"):
        service.check(TEMPLATE, variant="cheap_sanction")


def test_only_a_thorough_check_goes_through_the_states_of_variants(tmp_path: Path) -> None:
    file = written(tmp_path, wrong_in_one_state())
    service.check(file)
    with pytest.raises(ScenarioError, match="front = held"):
        service.check(file, thorough=True)


def test_new_writes_a_scenario_without_mistakes_and_overwrites_nothing(tmp_path: Path) -> None:
    written = service.new(tmp_path / "mine")
    assert written.name == "mine.yaml"
    service.check(written)
    with pytest.raises(DetenteError, match="exists already"):
        service.new(tmp_path / "mine")


def test_show_size_and_compiled() -> None:
    size = service.show(TEMPLATE, size=True, num_points=9)
    assert size.document["num_beliefs"] == 9
    assert "front" in size.text
    compiled = service.show(TEMPLATE, compiled=True, num_points=9)
    assert "breakthrough" in compiled.text or "front = advance" in compiled.text


def test_what_is_probably_not_meant_is_a_warning(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("P(eventually front == advance) > 0.5", "P(eventually front == advance) >= 0")
    text = text.replace("\nactors:", "\n  spare: 1\nactors:")
    path = written(tmp_path, text)
    checked = service.check(path)
    assert [warning.where.field for warning in checked.warnings] == ["numbers.spare", "claims.ground_moves.holds if"]
    assert checked.warnings == service.find_warnings(path)
    assert [each["line"] for each in checked.to_json()["warnings"]] == [each.where.line for each in checked.warnings]


def test_check_says_how_long_solving_takes_and_where_the_grid_is_coarse(tmp_path: Path) -> None:
    quick = service.check(written(tmp_path, FOUR_TYPES))
    assert quick.remarks == ()
    assert quick.effort["num_points"] == {"debtor": 25}
    assert 0 < quick.effort["seconds"] < 10
    coarse = service.check(written(tmp_path, FOUR_TYPES.replace("precision: 2", "belief points: 7", 1)))
    (remark,) = coarse.remarks
    assert remark.startswith("The belief grid is coarse: only 7 points on each axis for debtor.")
    lasting = FOUR_TYPES.replace("rounds: 1", "rounds: 60").replace("precision: 2", "belief points: 61", 1)
    long = service.check(written(tmp_path, lasting))
    (remark,) = long.remarks
    assert re.match(r"Solving takes about \d+ (second|minute)s? on .* cores? and [\d.]+ GB of memory\.", remark)
    assert long.to_json()["remarks"] == [remark]


def test_check_refuses_what_cannot_be_solved(tmp_path: Path) -> None:
    types = "".join(f"      t{k}: {{prior: 1 / 24, pain: 0.1}}\n" for k in range(23))
    text = FOUR_TYPES.replace("      honest: {prior: 0.25, pain: 0.1}\n", types).replace("prior: 0.25", "prior: 1 / 72")
    # In one round it is solved on its tree.
    service.check(written(tmp_path, text))
    text = text.replace("rounds: 1}", "rounds: 12}")
    with pytest.raises(ScenarioError, match=r"solving would take .* types of debtor make 3"):
        service.check(written(tmp_path, text))


def test_a_text_is_checked_as_a_file_is(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert service.check_texts({"text": text}, "text").counts == service.check(TEMPLATE).counts
    wrong = text.replace("numbers.burden: 0", "numbers.burdn: 0").replace("calm: rest", "calm: 0.7")
    with pytest.raises(ScenarioError) as of_text:
        service.check_texts({"draft": wrong}, "draft")
    with pytest.raises(ScenarioError) as of_file:
        service.check(written(tmp_path, wrong))
    places = [(each.where.line, each.where.field, each.message) for each in of_text.value.mistakes]
    assert places == [(each.where.line, each.where.field, each.message) for each in of_file.value.mistakes]
    assert {each.where.file for each in of_text.value.mistakes} == {"draft"}
    assert service.check_texts({"text": text}, "text", numbers={"burden": 0.9}).origin.numbers == {"burden": 0.9}
