"""The Sochi scenario: whole, argued for, and of a size that can be solved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from detente.claims.grammar import parse
from detente.claims.statements import is_constant
from detente.errors import ScenarioError
from detente.evidence.rates import estimate_rate
from detente.evidence.reading import read_events
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario import library, loading
from detente.scenario.model import Decision, Scenario
from detente.scenario.utterances import Assertion

SOCHI = library.find("sochi-2015")
SCENARIO = loading.load(SOCHI)
COARSE = {"moscow": 3, "obama": 3}


@pytest.fixture(scope="module")
def game() -> Game:
    return compile_game(SCENARIO, COARSE)


def written_numbers(scenario: Scenario) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The numbers of the file that are facts or judgements."""
    for name, entry in scenario.document["numbers"].items():
        if isinstance(entry, Mapping):
            yield name, entry


def test_the_calendar_runs_past_the_inauguration() -> None:
    labels = SCENARIO.calendar.labels
    assert (labels[0], SCENARIO.calendar.told.labels[-1], labels[-1]) == ("2015-05", "2017-04", "2017-10")
    assert "2017-01" in labels


@pytest.mark.parametrize("variant", [variant.name for variant in SCENARIO.variants])
def test_every_variant_changes_the_crisis_into_a_whole_one(variant: str) -> None:
    changed = loading.load(SOCHI, variant)
    assert changed.variant == variant
    assert changed.hash != SCENARIO.hash


@pytest.mark.long
@pytest.mark.parametrize("variant", ["isolation", "obama_stays", "reward"])
def test_variants_that_take_most_away_leave_everybody_a_move(variant: str) -> None:
    assert compile_game(loading.load(SOCHI, variant), COARSE).num_periods == 30


@pytest.mark.parametrize("claim", SCENARIO.claims, ids=lambda claim: claim.id)
def test_every_claim_is_a_sentence_with_a_source_and_a_statement(claim: Any) -> None:
    assert parse(claim, SCENARIO) is not None
    assert claim.note.source == "baunov"
    assert claim.note.why
    pieces = [piece.strip() for piece in claim.says.split("…")]
    assert all(pieces)
    assert max(len(piece.split()) for piece in pieces) <= 40


def test_there_are_enough_claims_and_none_twice() -> None:
    assert len(SCENARIO.claims) >= 16
    assert len({claim.says for claim in SCENARIO.claims}) == len(SCENARIO.claims)
    assert len({claim.statement for claim in SCENARIO.claims}) == len(SCENARIO.claims)


def test_every_number_is_argued_for() -> None:
    for name, entry in written_numbers(SCENARIO):
        assert entry.get("why"), name
        assert "source" not in entry or entry["source"] in SCENARIO.sources, name


def test_base_values_are_the_middles_of_their_ranges_or_counts() -> None:
    for name, entry in written_numbers(SCENARIO):
        assert ("range" in entry) != ("value" in entry), name
        assert ("base" in entry) == (entry.get("source") == "counts"), name
        if "range" in entry:
            low, high = map(as_share, entry["range"])
            assert low < high, name


def as_share(written: str | float) -> float:
    """A number of the file, `14%` or `0.14`."""
    return float(written.removesuffix("%")) / 100 if isinstance(written, str) else float(written)


def test_base_rates_are_those_of_their_counts() -> None:
    """The mean of Jeffreys' posterior, and its 90 % interval; a lenient count only extends that."""
    counted = 0
    for name, entry in written_numbers(SCENARIO):
        if entry.get("source") != "counts":
            continue
        counts = [(int(a), int(b)) for a, b in re.findall(r"(\d+) of (\d+)", entry["why"])]
        rates = [estimate_rate(name, [True] * k + [False] * (n - k)) for k, n in counts]
        low, high = map(as_share, entry["range"])
        assert as_share(entry["base"]) == pytest.approx(rates[0].mean, abs=0.006), name
        assert low == pytest.approx(rates[0].low, rel=0.06), name
        assert high == pytest.approx(max(rate.high for rate in rates), rel=0.03, abs=0.006), name
        counted += 1
    assert counted >= 15


def test_the_months_before_the_visit_are_events_of_the_crisis_that_begins_earlier() -> None:
    earlier = loading.load(SOCHI, "from_september_2014")
    events = read_events(SOCHI / "before_may_2015.csv", earlier)
    labels = earlier.calendar.labels
    assert {labels[event.period] for event in events} == set(labels[: labels.index("2015-05")])
    assert all(event.says and event.source for event in events)
    with pytest.raises(ScenarioError, match="outside the calendar"):
        read_events(SOCHI / "before_may_2015.csv", SCENARIO)


def test_every_number_is_used() -> None:
    rest = {key: value for key, value in SCENARIO.document.items() if key != "numbers"}
    formulas = [entry for entry in SCENARIO.document["numbers"].values() if isinstance(entry, str)]
    text = repr(rest) + repr(formulas)
    assert [name for name in SCENARIO.document["numbers"] if name not in text] == []


def test_successors_but_a_soft_republican_are_never_softer_than_obama_in_any_world() -> None:
    ranges = {name: [*map(as_share, entry["range"])] for name, entry in written_numbers(SCENARIO) if "range" in entry}
    assert ranges["even_more_so"][0] > 1
    assert ranges["reset_fatigue"][0] > 0
    assert ranges["clinton_on_arms"][0] > -ranges["restraint"][0]
    assert ranges["baltic_war"][0] > ranges["intervention"][1]


def test_europe_votes_in_the_months_of_the_published_decisions(game: Game) -> None:
    votes = game.stage_names.index("votes")
    dates = [
        SCENARIO.calendar.labels[number]
        for number, period in enumerate(game.periods)
        if any(table.mover >= 0 for table in period.stages[votes])
    ]
    assert dates == ["2015-06", "2015-12", "2016-06", "2016-12", "2017-06"]


def test_the_white_house_changes_hands_in_january(game: Game) -> None:
    speaks = game.stage_names.index("speaks")
    names = [actor.name for actor in SCENARIO.actors]
    holders = [{names[table.mover] for table in period.stages[speaks] if table.mover >= 0} for period in game.periods]
    inauguration = SCENARIO.calendar.labels.index("2017-01")
    assert holders[:inauguration] == [{"obama"}] * inauguration
    assert holders[inauguration:] == [{"clinton", "hard_republican", "soft_republican"}] * (len(holders) - inauguration)


def test_what_moscow_hides_is_hidden() -> None:
    covert = {stage.name for stage in SCENARIO.stages if isinstance(stage, Decision) and stage.is_covert}
    assert covert == {"answers_the_advance"}


def test_a_denial_can_be_false() -> None:
    said = {
        (stage.name, action.name)
        for stage in SCENARIO.stages
        if isinstance(stage, Decision)
        for action in stage.actions
        if isinstance(action.utterance, Assertion)
    }
    assert said == {("replies", "deny")}


def test_no_effect_is_counted_that_nobody_would_notice() -> None:
    """Every comparison of two quantities of the game says from which size it counts."""
    for claim in SCENARIO.claims:
        for part in parse(claim, SCENARIO).comparisons:
            compares = not is_constant(part.left) and not is_constant(part.right)
            assert not compares or "by at least" in claim.statement, claim.id


def test_the_size_stays_within_what_can_be_solved(game: Game) -> None:
    assert max(len(codes) for period in game.periods for codes in period.codes) <= 2_016


def test_the_page_names_every_claim_and_only_variants_that_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "crises" / "sochi_2015.md").read_text(encoding="utf-8")
    named = set(re.findall(r"<!-- verdict (\w+) -->", page))
    assert named == {claim.id for claim in SCENARIO.claims}
    mechanisms = page.split("## The mechanisms")[1].split("\n## ")[0]
    rows = [line.split("|") for line in mechanisms.splitlines() if re.match(r"\| \d+ ", line)]
    assert [int(row[1]) for row in rows] == list(range(1, 24))
    known = {variant.name for variant in SCENARIO.variants} | {"finland_1939"}
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[3])} <= known


def test_one_member_can_end_sanctions_and_one_can_block_an_easing(game: Game) -> None:
    names = [actor.name for actor in SCENARIO.actors]
    for stage, owner in (("answers_the_easing", "east"), ("answers_the_vote", "south")):
        tables = [table for period in game.periods for table in period.stages[game.stage_names.index(stage)]]
        assert {names[table.mover] for table in tables if table.mover >= 0} == {owner}
