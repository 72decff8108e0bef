"""Promises: when they are due, what breaking them does, how they lapse, and which mistakes are reported where."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Decision, Scenario
from detente.scenario.utterances import Promise
from detente.solve.backward import solve
from support.branch import solve_exactly
from support.exact_tree import ExactTree, GraphRules
from support.spoken import SECRET_BY_HAND, SECRET_SPOKEN, SPOKEN, differences
from support.twin import Position

PLAIN = """
crisis: A promise
calendar: {rounds: 4}
state:
  front: {scale: [quiet, war], starts: quiet}
actors:
  ann: {}
  ben: {}
each round:
  - ann speaks:
      nothing: {}
      pledge: {promises: not ann plays strike if front == quiet, stands for: 2 rounds}
  - ann moves:
      hold:   {}
      strike: {then: front = war}
  - ben reacts:
      wait: {}
      calm: {then: front = quiet}
"""


def promise_of(scenario: Scenario) -> Promise:
    (found,) = [
        action.utterance
        for stage in scenario.stages
        if isinstance(stage, Decision)
        for action in stage.actions
        if isinstance(action.utterance, Promise)
    ]
    return found


def levels_after(text: str, *moves: str) -> dict[str, str]:
    """The public state after moves by name, one a decision; chances are certain. By the twin's reading of the rules."""
    rules = GraphRules(loads(text))
    node = rules.root()
    waiting = list(moves)
    while node.actor < 0 or waiting:
        if node.is_period_end or node.actor < 0:
            (edge,) = node.edges
        else:
            index = node.actions.index(waiting.pop(0))
            (edge,) = [edge for edge in node.edges if edge.prob[index].any()]
        node = edge.child
    return _named(rules.scenario, node.position)


def _named(scenario: Scenario, position: Position) -> dict[str, str]:
    pairs = zip(scenario.variables, position.levels, strict=True)
    return {variable.name: variable.levels[level] for variable, level in pairs}


QUIET = ("hold", "wait")


def test_a_promise_stands_from_the_act_on() -> None:
    assert levels_after(PLAIN, "nothing")["pledge"] == "not_given"
    assert levels_after(PLAIN, "pledge")["pledge"] == "standing"
    assert levels_after(PLAIN, "pledge", *QUIET, "nothing")["pledge"] == "standing"


def test_breaking_it_is_remembered_and_keeping_it_changes_nothing() -> None:
    assert levels_after(PLAIN, "pledge", "strike") == {"front": "war", "pledge": "broken", "pledge_left": "0"}
    assert levels_after(PLAIN, "pledge", "hold") == {"front": "quiet", "pledge": "standing", "pledge_left": "2"}
    assert levels_after(PLAIN, "nothing", "strike")["pledge"] == "not_given"
    assert levels_after(PLAIN, "pledge", "strike", "calm", "nothing", "strike")["pledge"] == "broken"


def test_a_new_promise_takes_the_place_of_a_broken_one() -> None:
    assert levels_after(PLAIN, "pledge", "strike", "calm", "pledge")["pledge"] == "standing"


def test_it_is_not_due_where_its_condition_does_not_hold() -> None:
    in_war = ("nothing", "strike", "wait", "pledge", "strike")
    assert levels_after(PLAIN, *in_war)["pledge"] == "standing"


def test_it_lapses_after_so_many_periods() -> None:
    two_rounds = ("pledge", *QUIET, "nothing", *QUIET)
    assert levels_after(PLAIN, *two_rounds, "nothing")["pledge"] == "not_given"
    assert levels_after(PLAIN, "pledge", *QUIET, "pledge", *QUIET, "nothing")["pledge"] == "standing"


def test_it_lapses_at_the_end_of_the_period_in_which_the_end_comes() -> None:
    text = PLAIN.replace("stands for: 2 rounds", "stands until: front == war")
    assert levels_after(text, "pledge", *QUIET, "nothing", *QUIET, "nothing")["pledge"] == "standing"
    forgiven = text.replace("if front == quiet,", "if front == war,")
    assert levels_after(forgiven, "pledge", "strike", "wait", "nothing")["pledge"] == "not_given"


def test_a_promise_to_act_is_due_only_where_the_act_is_in_the_menu() -> None:
    text = PLAIN.replace("promises: not ann plays strike if front == quiet", "promises: ann plays strike")
    assert levels_after(text, "pledge", "hold")["pledge"] == "broken"
    assert levels_after(text, "pledge", "strike")["pledge"] == "standing"
    later = text.replace("strike: {", "strike: {when: round >= 2, ")
    assert levels_after(later, "pledge", "hold")["pledge"] == "standing"
    assert levels_after(later, "pledge", *QUIET, "nothing", "hold")["pledge"] == "broken"


def test_what_breaking_it_changes_depends_on_the_state_before_it() -> None:
    """The first effect ends what made the promise due, and the second still follows."""
    text = PLAIN.replace("stands for: 2 rounds", "then if broken: [front up, mood = low]").replace(
        "state:", "state:\n  mood: {scale: [low, high], starts: high}"
    )
    assert levels_after(text, "pledge", "strike")["mood"] == "low"
    assert levels_after(text, "nothing", "strike")["mood"] == "high"


def test_whoever_breaks_it_pays() -> None:
    text = PLAIN.replace("stands for: 2 rounds", "costs if broken: 3").replace("hold:   {}", "hold: {costs: 1}")
    game = compile_game(loads(text))
    column = game.space.names.index("pledge")
    paid = {}
    for table in game.periods[1].stages[1]:
        levels = game.space.decode(game.periods[1].codes[1][table.states])
        for row, state in enumerate(levels):
            situation = (game.scenario.variables[0].levels[state[0]], game.space.level_names[column][state[column]])
            paid[situation] = tuple(-table.payoff[row, :, 0, 0])
    assert paid["quiet", "standing"] == (1, 3)
    assert all(costs == (1, 0) for at, costs in paid.items() if at != ("quiet", "standing"))


def test_a_variant_without_the_act_may_still_mention_what_it_would_be_remembered_by() -> None:
    text = (
        PLAIN.replace("calm: {", "calm: {when: pledge != broken, ")
        + "variants: {silent: {stages.speaks.pledge: removed}}\n"
    )
    silent = loads(text, variant="silent")
    assert [variable.name for variable in silent.variables] == ["front", "pledge", "pledge_left"]
    assert {"pledge"} <= {variable.name for variable in loads(text).variables}
    game = compile_game(silent)
    column = game.space.names.index("pledge")
    assert not any(game.space.decode(codes)[:, column].any() for period in game.periods for codes in period.codes)


def test_the_state_may_declare_what_remembers_a_promise() -> None:
    text = PLAIN.replace("state:", "state:\n  vow: {one of: [not_given, standing, broken], starts: standing}").replace(
        "stands for: 2 rounds", "stands for: 2 rounds, remembered as: vow"
    )
    assert promise_of(loads(text)).variable == "vow"
    assert levels_after(text, "nothing", "strike")["vow"] == "broken"
    assert levels_after(text, "nothing", *QUIET, "nothing", *QUIET, "nothing")["vow"] == "not_given"


MISTAKES = {
    "no move": (
        "not ann plays strike if front == quiet",
        "front == quiet",
        "f:12:26 each round.ann speaks.pledge.promises: a promise is a move to come",
    ),
    "another's act": (
        "not ann plays strike",
        "not ben plays calm",
        "'ann' promises what it will do itself, not what 'ben' will",
    ),
    "unknown act": ("not ann plays strike", "ann plays strke", "ann never plays 'strke' — did you mean 'strike'?"),
    "else": ("if front == quiet", "if front == quiet else ann plays hold", "without 'else'"),
    "unknown level": ("front == quiet", "front == peace", "unknown name 'peace'"),
    "no time": ("2 rounds", "a while", "a promise stands for a length of time, such as '6 months', not for 'a while'"),
    "no unit": ("2 rounds", "2 decades", "'decade' is not a length of time"),
    "other step": ("2 rounds", "2 months", "'2 months' is not a whole number of periods of one round"),
    "too long": ("2 rounds", "1000 rounds", "from 1 to 999"),
    "taken": ("state:", "state:\n  pledge: {scale: [a, b], starts: a}", "the state has a variable 'pledge' already"),
    "other levels": (
        "stands for: 2 rounds",
        "remembered as: front",
        "'front' must have the levels not_given, standing, broken to remember this, and has quiet, war",
    ),
    "two of one name": (
        "calm: {",
        "pledge: {promises: ben plays wait}\n      calm: {",
        "'pledge' remembers what another act says already (line 12)",
    ),
    "level with another meaning": (
        "actors:",
        "numbers: {standing: 1}\nactors:",
        "'standing' is the name of a level of pledge already (line 13)",
    ),
    "covert": (
        "  - ann moves:\n",
        "  - ann moves:\n      covert: yes\n",
        "a promise is kept or broken for all to see",
    ),
    "stage": ("ben reacts", "ben pledge_lapses", "'pledge_lapses' is what the end of a promise is called"),
    "alone": ("promises: not ann plays strike if front == quiet, ", "", "'stands for' needs 'promises' beside it"),
    "both": ("{promises", "{says: front == war, promises", "an act says something or promises something"),
    "misspelt key": ("stands for", "stand for", "unknown key 'stand for' — did you mean 'stands for'?"),
}


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_stand_at_their_line(old: str, new: str, message: str) -> None:
    assert PLAIN.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        loads(PLAIN.replace(old, new), "f")
    found = [str(mistake) for mistake in caught.value.mistakes]
    assert any(message in each for each in found), found


def test_a_fault_of_a_cost_is_reported_where_the_file_has_it() -> None:
    text = SPOKEN.replace("costs if broken: 1", "costs if broken: 1 / (trust - high)")
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text, "f"))
    (mistake,) = caught.value.mistakes
    assert mistake.where.line == text[: text.index("costs if broken")].count("\n") + 1
    assert mistake.where.field.endswith("pledge.costs if broken")
    assert "division by zero" in mistake.message


AT_ONCE = """
crisis: Two promises at once
calendar: {rounds: 2}
state:
  front: {scale: [back, middle, forward], starts: middle}
  trust: {from: 0, to: 3, starts: 3}
actors:
  ann:
    types: {meek: {prior: 0.5, nerve: 0.1}, bold: {prior: 0.5, nerve: 0.6}}
    wants: {ground: nerve * (front - middle)}
  ben: {wants: {ground: middle - front, trust: 0.2 * trust}}
each round:
  - ann speaks:
      silence: {}
      pledge: {promises: not ann plays advance if trust > 0, costs if broken: 0.3, then if broken: trust down 2}
  - at once:
      ann moves:
        hold: {}
        advance: {then: front up}
      ben answers:
        hold: {}
        advance: {then: [front down, trust down]}
"""


def test_a_promise_may_be_due_at_one_of_two_decisions_made_at_once() -> None:
    """Effects of both change the state as it was before, and those of the breach are among them."""
    rules = GraphRules(loads(AT_ONCE))
    at = next(edge.child for edge in rules.root().edges if edge.observation.startswith("pledge"))
    ends = {
        (edge.observation.split(" & ")[0], edge.observation.split(" & ")[1].split(" ")[0]): edge.child
        for edge in at.edges
    }
    assert _named(rules.scenario, ends["advance", "advance"].position) == {
        "front": "middle",
        "trust": "0",
        "pledge": "broken",
    }
    assert _named(rules.scenario, ends["hold", "advance"].position)["pledge"] == "standing"


@pytest.mark.parametrize("text", [AT_ONCE, SPOKEN.replace("to: 2015-08", "to: 2015-06")], ids=["at_once", "spoken"])
def test_the_solver_finds_what_the_exact_tree_has(text: str) -> None:
    exact = solve_exactly(ExactTree(loads(text)))
    assert exact.residual < 1e-10
    game = compile_game(loads(text), {loads(text).actors[0].name: 401})
    found = solve(game).require().start_values
    assert found == pytest.approx(exact.play.value[0, :, 0], abs=2e-4)


def test_a_seat_is_bound_by_the_promise_of_its_former_holder() -> None:
    text = PLAIN.replace("  ann: {}\n", "  old: {seat: ann, while: round == 1}\n  new: {seat: ann, while: round > 1}\n")
    assert levels_after(text, "pledge", *QUIET, "nothing", "strike")["pledge"] == "broken"


def test_what_is_said_may_change_what_the_speaker_alone_knows() -> None:
    """Against the same crisis with every consequence written among the effects of acts."""
    games = [compile_game(loads(text), {"tehran": 3}) for text in (SECRET_SPOKEN, SECRET_BY_HAND)]
    assert differences(*games) == []
    for part in ("plan up if tehran is hawk, ", ", plan = none if tehran is dove]"):
        other = SECRET_SPOKEN.replace(part, "]" if part.endswith("]") else "")
        assert any("shift_prob" in each for each in differences(games[0], compile_game(loads(other), {"tehran": 3})))


OFFERED = """
crisis: A promise about an offer
calendar: {rounds: 2}
state: {last: {from: 0, to: 1, step: 0.5, starts: 0}}
actors:
  ann: {types: {meek: {prior: 0.5}, bold: {prior: 0.5}}}
  ben: {}
each round:
  - ann speaks:
      nothing: {}
      pledge: {promises: PROMISE, costs if broken: 1}
  - ann offers:
      share: {from: 0, to: 1, step: 0.5, then: last = share, when: last <= share}
      leave: {}
  - ben waits: {a: {}}
"""


@pytest.mark.parametrize(
    ("promise", "breaking"),
    [
        ("ann plays share", ["leave"]),
        ("ann plays share 0.5", ["share 0", "share 1", "leave"]),
        ("ann plays share 50%", ["share 0", "share 1", "leave"]),
        ("not ann plays share 1", ["share 1"]),
        ("not ann plays share", ["share 0", "share 0.5", "share 1"]),
    ],
)
def test_a_promise_may_be_about_a_number_of_a_range_or_the_whole(promise: str, breaking: list[str]) -> None:
    decision = loads(OFFERED.replace("PROMISE", promise)).stages[1]
    assert isinstance(decision, Decision)
    assert [action.name for action in decision.actions if action.costs is not None] == breaking


def test_an_offer_may_be_a_promise() -> None:
    text = OFFERED.replace("PROMISE", "ann plays leave").replace(
        "then: last = share", "then: last = share, promises: not ann plays leave, remembered as: stay"
    )
    offers = loads(text).stages[1]
    assert isinstance(offers, Decision)
    sets = [[(each.variable, each.amount.text) for each in action.effects] for action in offers.actions]
    assert all(("stay", "standing") in each for each in sets[:3])
    assert [each for each in sets[3] if each[0] == "stay"] == [("stay", "broken")]


_LEAVING = OFFERED.replace("PROMISE", "ann plays leave")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OFFERED.replace("PROMISE", "ann plays share 0.6"), "ann never plays 'share 0.6'"),
        (
            _LEAVING.replace("leave: {}", "leave: {when: ann is bold or last == 0}"),
            "whether ann can play leave depends on what only ann knows",
        ),
        (
            _LEAVING.replace("then: last", "promises: ann plays leave, then: last"),
            "'share' is a range of numbers, and what remembers what is said needs another name",
        ),
    ],
)  # fmt: skip
def test_mistakes_about_ranges_and_menus(text: str, expected: str) -> None:
    with pytest.raises(ScenarioError, match=expected):
        loads(text)
