"""Who moves when and who sees it, against crises whose every stage is known."""

from __future__ import annotations

from detente.report.lanes import CHANCE, LanePicture, lanes_in_words, read_lanes
from detente.scenario.loading import loads
from support.ceasefire import CEASEFIRE

HEAD = """\
crisis: Who sees what
calendar: {rounds: 2}
state: {peace: {one of: [kept, broken], starts: kept}}
actors:
  ann:
    called: Ann
    types: {mild: {prior: 0.5}, wild: {prior: 0.5}}
    secret: {bomb: {one of: [none, built], starts: none}}
  bob: {called: Bob}
  cyd: {called: Cyd}
"""


def lanes_of(stages: str) -> LanePicture:
    return read_lanes(loads(HEAD + "each round:\n" + stages))


def test_what_is_seen_of_a_stage() -> None:
    lanes = lanes_of(
        """\
  - ann speaks: {talk: {}, sleep: {}}
  - ann works:
      covert: yes
      wait: {}
      build: {then: ann.bomb = built}
      traces: {dust: {probability: 0.5, then: peace = broken}, nothing: {probability: rest}}
  - bob strikes: {covert: yes, hold: {}, strike: {then: peace = broken}}
  - bob writes: {seen by: [cyd], nothing: {}, warn: {}}
"""
    )
    assert [lane.key for lane in lanes.lanes] == ["ann", "bob", "cyd"]
    assert [stage.sights for stage in lanes.stages] == [
        {"ann": "moves", "bob": "sees", "cyd": "sees"},
        {"ann": "moves", "bob": "trace", "cyd": "trace"},
        {"ann": "result", "bob": "moves", "cyd": "result"},
        {"ann": "nothing", "bob": "moves", "cyd": "sees"},
    ]
    assert [stage.is_covert for stage in lanes.stages] == [False, True, True, True]
    assert [stage.changes for stage in lanes.stages] == [(), ("peace",), ("peace",), ()]
    assert lanes.stages[1].hidden == ("Ann’s bomb",)
    words = lanes_in_words(lanes)
    assert words[0] == "1. Ann: speaks (talk, sleep). Everybody sees it."
    # What a trace sets off is seen by all.
    assert words[1] == (
        "2. Ann: works (wait, build). Bob and Cyd see a trace of it. It can change peace. It can change Ann’s bomb, in "
        "secret."
    )
    assert words[2].endswith("Ann and Cyd see only what it changes. It can change peace.")
    assert words[3] == "4. Bob: writes (nothing, warn). Cyd sees it. Ann sees nothing of it."


def test_chance_has_a_lane_of_its_own() -> None:
    lanes = lanes_of(
        "  - signal inspection: {seen by: [bob], found: 0.4 if ann.bomb == built else 0.1, nothing: rest}\n"
    )
    assert lanes.lanes[-1].key == CHANCE
    (stage,) = lanes.stages
    assert stage.lane == CHANCE
    assert stage.about == ("Ann",)
    assert stage.sights == {"ann": "nothing", "bob": "sees", "cyd": "nothing"}
    assert lanes_in_words(lanes) == [
        "1. Chance: inspection about Ann (found, nothing). Bob sees it. Ann and Cyd see nothing of it."
    ]


def test_holders_of_a_seat_share_a_lane() -> None:
    lanes = read_lanes(loads(CEASEFIRE))
    seats = {lane.key: lane.holders for lane in lanes.lanes}
    assert list(seats)[:2] == ["patron", "capital"]
    assert len(seats["capital"]) == 2
    answer = next(stage for stage in lanes.stages if stage.lane == "capital")
    assert answer.is_covert
    decides = lanes.stages[0]
    assert decides.changes == ("aid", "mood", "front")
    assert decides.acts == ("restrain", "feint", "arm")


def test_decisions_at_once_belong_together() -> None:
    lanes = lanes_of("  - at once:\n      ann goes: {left: {}, right: {}}\n      bob goes_too: {left: {}, right: {}}\n")
    assert [stage.at_once for stage in lanes.stages] == [1, 1]
    assert lanes_in_words(lanes)[0].startswith("1. Ann: goes (left, right), at once with goes too.")
