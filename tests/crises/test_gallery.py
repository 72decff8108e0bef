"""The gallery: crises of different kinds, each argued for, solved, and told on its page as the program judges it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis.options import Options
from detente.analysis.results import Judged
from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.scenario.model import Decision, Scenario
from detente.solve.backward import solve
from support.apart import judge_apart
from support.argued import require_argued_numbers

PAGES = Path(__file__).parents[2] / "docs" / "crises"
GALLERY = (
    "beagle-1978",
    "climate-ratchet",
    "controllers-1981",
    "gas-2009",
    "greece-2015",
    "hostages-1980",
    "iraq-2002",
    "oslo-1993",
    "tariffs-2018",
)
ALL = tuple(name for name in library.bundled() if not name.startswith("classics/"))


def page(name: str) -> str:
    return (PAGES / f"{name.replace('-', '_')}.md").read_text(encoding="utf-8")


def rows(name: str) -> dict[str, tuple[str, str, str]]:
    """By claim, what the page's table says: its statement, its numbers and its verdict."""
    found = re.findall(r"^\| `(\w+)` \| .* \| `(.*)` \| (.*) \| (.*) \|$", page(name), re.MULTILINE)
    return {claim: (statement, numbers, verdict) for claim, statement, numbers, verdict in found}


@cache
def judged(name: str) -> Judged:
    """With other plays than the page's and, where that is faster, on a coarser grid: intervals say what both do."""
    return judge_apart(name, Options(num_plays=2_000, seed=1, accuracy=0.05))


def middle(scenario: Scenario, number: str) -> float:
    """The base value of a number: a fact, or the middle of its range."""
    entry = scenario.document["numbers"][number]
    return float(entry["value"]) if "value" in entry else sum(map(float, entry["range"])) / 2


def logit(usual: float, scaled_difference: float) -> float:
    """The probability of an act whose base rate is `usual`, against one other act."""
    return float(1 / (1 + (1 - usual) / usual * np.exp(-scaled_difference)))


def test_twelve_crises_have_a_page_and_an_entry_in_the_index() -> None:
    assert set(ALL) == {*GALLERY, "breakout-2013", "finland-1939", "sochi-2015"}
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for name in ALL:
        assert f"`detente run {name}`" in index, name
        assert f"({name.replace('-', '_')}.md)" in index, name
        assert f"detente run {name}" in page(name), name


@pytest.mark.parametrize("name", GALLERY)
def test_it_is_in_order_with_all_its_variants(name: str) -> None:
    checked = service.check(name, thorough=True)
    assert checked.warnings == ()
    assert 4 <= checked.counts["claims"] <= 8
    assert checked.counts["variants"] >= 2


@pytest.mark.parametrize("name", GALLERY)
def test_everything_is_argued_for(name: str) -> None:
    scenario = loading.load(library.find(name))
    assert scenario.question
    assert scenario.about
    require_argued_numbers(scenario)
    for claim in scenario.claims:
        assert claim.note.source in scenario.sources, claim.id
        assert claim.note.why, claim.id


@pytest.mark.parametrize("name", GALLERY)
def test_somebody_has_something_to_hide(name: str) -> None:
    scenario = loading.load(library.find(name))
    assert any(len(actor.types) > 1 for actor in scenario.actors)
    assert any(isinstance(stage, Decision) for stage in scenario.stages)


@pytest.mark.parametrize("name", GALLERY)
def test_every_decision_point_is_solved(name: str) -> None:
    for variant, certificate in judged(name).certificates.items():
        assert certificate.num_unsolved == 0, variant
        assert certificate.max_residual < 1e-7, variant


@pytest.mark.parametrize("name", GALLERY)
def test_other_plays_do_not_contradict_the_page(name: str) -> None:
    """The page is written from plays of another seed; 2,000 plays may leave open what 10,000 decide."""
    told = rows(name)
    claims = judged(name).claims
    assert [claim.id for claim in claims] == list(told)
    for claim in claims:
        statement, _, verdict = told[claim.id]
        assert statement == " ".join(claim.statement.split()), claim.id
        settled = {claim.verdict, verdict.split(",")[0]} - {"undecided"}
        assert len(settled) < 2, (claim.id, settled)


@pytest.mark.long
@pytest.mark.parametrize("name", GALLERY)
def test_the_page_is_what_the_run_says(name: str) -> None:
    told, run = rows(name), judge_apart(name, Options(num_plays=10_000, seed=0))
    for claim in run.claims:
        assert told[claim.id][2].split(",")[0] == claim.verdict, claim.id
    for variant, certificate in run.certificates.items():
        assert certificate.num_unsolved == 0, variant
        assert certificate.max_residual < 1e-7, variant


def test_the_last_answer_in_the_gas_dispute_by_hand() -> None:
    """In the last week holding out costs a week and the four that follow, signing the price."""
    scenario = loading.load(library.find("gas-2009"))
    game = compile_game(scenario, {"moscow": 5, "kyiv": 5})
    equilibrium = solve(game)
    sharpness, usual = middle(scenario, "sharpness"), middle(scenario, "signs_usual")
    stage = game.stage_names.index("answers")
    solved = np.concatenate(
        [np.exp(policy).ravel() for policy in equilibrium.log_policies[-1][stage] if policy is not None]
    )
    for cold in (middle(scenario, "cold_stocked"), middle(scenario, "cold_short")):
        for ask in range(250, 500, 50):
            price = middle(scenario, "volume") * (ask - 200) / 1000
            signs = logit(usual, sharpness * (cold * (1 + 0.98 * 4) - price))
            assert np.abs(signs - solved).min() < 1e-6, (cold, ask)


def test_the_answer_of_chile_by_hand() -> None:
    """Nothing follows Chile's answer: it weighs the war against the islands."""
    scenario = loading.load(library.find("beagle-1978"))
    sharpness, home = middle(scenario, "sharpness"), middle(scenario, "home")
    for kind, war in (("ready", "war_ready"), ("unready", "war_unready")):
        text = library.find("beagle-1978").read_text(encoding="utf-8")
        text = text[: text.index("claims:")] + (
            f"claims:\n  - says: It fights.\n    holds if: rate(chile plays fight given chile is {kind}) > 0.5\n"
        )
        (claim,) = service.claims(loading.loads(text), options=Options(num_plays=20_000, seed=1)).claims
        low, high = claim.interval or (0.0, 0.0)
        assert low <= logit(0.5, sharpness * (home - middle(scenario, war))) <= high
