"""A scenario in order becomes the record that its file describes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.constants import compute_constant, compute_number_values
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.library import TEMPLATE, bundled
from detente.scenario.loading import check_variants, load, loads, with_variant
from detente.scenario.model import Chance, Decision, Scenario
from support.ceasefire import CEASEFIRE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_calendar(scenario: Scenario) -> None:
    assert scenario.calendar.labels == ("2015-05", "2015-06", "2015-07", "2015-08", "2015-09", "2015-10")
    assert scenario.calendar.starts[0].isoformat() == "2015-05-01"
    assert scenario.calendar.afterwards == "nothing"


def test_variables(scenario: Scenario) -> None:
    front, aid, house, mood = scenario.variables
    assert (front.levels, front.values, front.is_ordered, front.start) == (
        ("retreat", "held", "advance"),
        (0.0, 1.0, 2.0),
        True,
        1,
    )
    assert (aid.levels, aid.values, aid.start, aid.is_ordered) == (("0", "1", "2", "3"), (0.0, 1.0, 2.0, 3.0), 1, True)
    assert not house.is_ordered
    assert (house.lasts, mood.lasts) == ("always", "period")


def test_numbers(scenario: Scenario) -> None:
    burden, price, total = scenario.numbers
    assert (burden.low, burden.high, burden.note.source) == (0.5, 1.5, "wire")
    assert (price.low, price.high) == (None, None)
    assert total.formula.text == "burden + price"
    assert compute_number_values(scenario) == {"burden": 1.0, "price": 2.0, "total": 3.0}


def test_actors(scenario: Scenario) -> None:
    patron, dove, hawk = scenario.actors
    assert [compute_constant(kind.prior, scenario) for kind in patron.types] == [0.6, 0.4]
    assert compute_constant(patron.types[1].parameters[0][1], scenario) == 2.0
    assert (compute_constant(patron.patience, scenario), compute_constant(patron.precision, scenario)) == (0.9, 3.0)
    assert (dove.seat, dove.leaves) == ("capital", 4)
    assert dove.legacy is not None
    assert compute_constant(dove.legacy, scenario) == 0.5
    assert [kind.name for kind in dove.types] == ["only"]
    assert (compute_constant(hawk.patience, scenario), compute_constant(hawk.precision, scenario)) == (0.95, 2.0)
    assert hawk.legacy is None
    assert scenario.seats == {"capital": (dove, hawk)}
    assert patron.wants[1].note.why == "habit"
    assert compute_constant(patron.wants[1].weight, scenario) == 2.0


def test_public_parameters_stand_in_formulas_as_their_values(scenario: Scenario) -> None:
    quiet = scenario.actors[0].wants[1].formula.tree
    assert isinstance(quiet, ex.Choice)
    assert quiet.value == ex.Binary("/", ex.NamedNumber("burden"), ex.Number(2.0))


def test_stages(scenario: Scenario) -> None:
    decides, weather, rumour, answers = scenario.stages
    assert isinstance(decides, Decision)
    assert isinstance(answers, Decision)
    assert isinstance(weather, Chance)
    assert isinstance(rumour, Chance)
    restrain, feint, arm = decides.actions
    assert feint.looks_like == "restrain"
    assert [effect.kind for effect in arm.effects] == ["up", "set"]
    assert arm.effects[0].condition is not None
    assert arm.effects[0].condition.text == "front == retreat"
    assert [result.probability is None for result in arm.results] == [False, True]
    assert (weather.about, rumour.about) == (None, "patron")
    assert [result.name for result in weather.results] == ["rain", "sun"]
    assert answers.is_covert
    assert [result.name for result in answers.traces] == ["seen", "unseen"]
    assert answers.actions[1].when is not None
    assert answers.actions[1].when.tree == ex.ActionTest("patron", "arm", "decides")
    assert restrain.effects == ()


def test_parameters_of_a_seat_are_those_of_its_holder(scenario: Scenario) -> None:
    answers = scenario.stages[3]
    assert isinstance(answers, Decision)
    costs = answers.actions[1].costs
    assert costs is not None
    values = [evaluate(costs.tree, Situation({"house": level}, {}, 0)) for level in (0.0, 1.0)]
    assert values == [1.0, 2.0]


def test_claims_and_sources_are_kept_as_written(scenario: Scenario) -> None:
    (claim,) = scenario.claims
    assert (claim.id, claim.statement) == ("calm", "P(always front == held) > 0.5")
    assert claim.where is not None
    assert CEASEFIRE.splitlines()[claim.where.line - 1][claim.where.column - 1 :] == claim.statement
    assert scenario.sources == {"wire": {"author": "A. Reporter", "published": "2015-05"}}


def test_the_document_is_plain_and_the_hash_follows_it(scenario: Scenario) -> None:
    assert json.loads(json.dumps(scenario.document)) == scenario.document
    assert scenario.hash == loads(CEASEFIRE.replace("# ", ""), "another name").hash
    assert scenario.hash != loads(CEASEFIRE.replace("0.3\n", "0.31\n")).hash
    assert scenario == loads(CEASEFIRE, "ceasefire")


def test_places_of_formulas(scenario: Scenario) -> None:
    where = scenario.actors[0].wants[0].formula.where
    assert str(where) == "ceasefire:28:15 actors.patron.wants.ground"


def test_quoted_yes_and_bare_booleans_answer_alike() -> None:
    for answer in ("yes", "true", '"yes"'):
        stage = loads(CEASEFIRE.replace("covert: yes", f"covert: {answer}")).stages[3]
        assert isinstance(stage, Decision)
        assert stage.is_covert
    without = CEASEFIRE.replace("covert: yes", "covert: no")
    assert loads(without).stages[3].is_covert is False  # type: ignore[union-attr]


def test_rounds_and_weeks() -> None:
    rounds = loads(
        """
crisis: Rounds
calendar: {rounds: 3, afterwards: the last round repeats}
state: {line: {one of: [here], starts: here}}
actors: {ann: {leaves: 2, wants: {late: date >= 3, all: round}}}
each round:
  - ann waits: {wait: {}}
"""
    )
    assert rounds.calendar.labels == ("1", "2", "3")
    assert rounds.actors[0].leaves == 1
    late, every = (want.formula.tree for want in rounds.actors[0].wants)
    assert [evaluate(late, Situation({}, {}, period)) for period in range(3)] == [0, 0, 1]
    assert evaluate(every, Situation({}, {}, 2)) == 3
    weeks = loads(
        CEASEFIRE.replace("from: 2015-05, to: 2015-10, step: month", "from: 2015-05-04, to: 2015-09-30, step: week")
        .replace("leaves: 2015-09", "leaves: 2015-05-11")
        .replace("each month", "each week")
    )
    assert weeks.calendar.labels[:2] == ("2015-05-04", "2015-05-11")
    assert weeks.calendar.labels[-1] == "2015-09-28"


def test_folder_is_read_in_alphabetical_order_and_merged(tmp_path: Path) -> None:
    text, claims = CEASEFIRE.split("claims:")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "claims:" + claims + "variants:\n  rich: {numbers.price: 3}\nabout: text\n", encoding="utf-8"
    )
    (tmp_path / "c.yaml").write_text("claims:\n  - {says: Second., holds if: 'value(patron) > 0'}\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    scenario = load(tmp_path)
    assert [variant.name for variant in scenario.variants] == ["no_arms", "poor", "rich"]
    assert [claim.id for claim in scenario.claims] == ["calm", "claim_2"]
    assert scenario.about == "text"
    assert scenario.claims[1].where is not None
    assert scenario.claims[1].where.file.endswith("c.yaml")


def test_folder_entry_given_twice_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CEASEFIRE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("crisis: Another\nnumbers:\n  burden: 3\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    assert len(caught.value.mistakes) == 2
    assert "b.yaml:1:1 crisis: 'crisis' is given twice" in str(caught.value)
    assert "b.yaml:3:3 numbers.burden: 'burden' is given twice" in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CEASEFIRE.encode())
    assert load(path).name == "marked"


@pytest.mark.parametrize(("data", "message"), [(b"\xff\xfe", "not UTF-8"), (b"", "this file is empty")])
def test_files_that_are_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError, match=message):
        load(path)
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path / "missing.yaml")


@pytest.mark.parametrize("name", sorted(bundled()))
def test_bundled_scenarios_are_in_order(name: str) -> None:
    check_variants(load(bundled()[name]))


def test_the_template_is_in_order() -> None:
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


def test_the_example_of_the_language_reference_is_in_order() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    scenario = loads(text.split("```yaml\n")[1].split("```")[0])
    assert scenario.title == "A ceasefire and its patron"
    assert [len(actor.types) for actor in scenario.actors] == [2, 1]
