"""The compiled tables of one small crisis, in words; and what its variables cost."""

from __future__ import annotations

from pathlib import Path

from detente.game.dump import describe_stage, describe_state, measure_size, summarise
from detente.scenario.loading import loads
from support.compiled_view import game_of

CEASEFIRE = """
crisis: A ceasefire and its patron
calendar: {from: 2015-05, to: 2015-07, step: month, afterwards: the last month repeats}
state:
  front: {scale: [retreat, held, advance], starts: held}
  mood:  {one of: [calm, angry], starts: calm}
actors:
  patron:
    types:
      cautious: {prior: 0.6, appetite: 0}
      hungry:   {prior: 0.4, appetite: 2}
    wants: {ground: appetite * (front - held)}
  neighbour:
    wants: {ground: held - front}
each month:
  - patron decides:
      restrain: {costs: 0.2, gives: {neighbour: belief(patron is cautious)}}
      arm:
        results:
          breakthrough: {probability: 0.5, then: front up}
          stalemate:    {probability: rest}
  - patron supplies:
      covert: yes
      when: date >= 2015-06
      nothing_more: {}
      guns: {costs: 0.1}
      traces:
        found: {probability: 0.5 if act == guns else 0.25, then: mood = angry}
        quiet: {probability: rest}
  - neighbour answers:
      wait:    {}
      protest: {costs: 0.1 + patron.appetite, when: patron plays arm}
  - signal rumours:
      dark:  {probability: 0.75 if patron is hungry else 0.5}
      light: {probability: rest}
"""


def test_the_dump_reads_like_the_crisis() -> None:
    game = game_of(CEASEFIRE)
    text = summarise(game) + "".join(f"\n{describe_stage(game, 1, stage)}" for stage in range(4))
    expected = Path(__file__).with_name("ceasefire.dump.txt").read_text(encoding="utf-8")
    assert text == expected, text


def test_long_stages_are_cut() -> None:
    game = game_of(CEASEFIRE)
    assert describe_stage(game, 2, 2, max_states=1).endswith("  … and 7 more\n")


def test_states_are_described_in_words() -> None:
    game = game_of(CEASEFIRE)
    assert describe_state(game, 0, 0, 0) == "front = held, mood = calm"
    assert describe_state(game, 0, 2, 1) == "front = held, mood = calm, decides = arm"


def test_the_size_says_which_variable_costs_how_much() -> None:
    found = measure_size(loads(CEASEFIRE))
    game = game_of(CEASEFIRE)
    assert found.states == tuple(tuple(len(codes) for codes in period.codes) for period in game.periods)
    assert found.num_beliefs == game.grid.size == 127
    informed = [t for p in game.periods for tables in p.stages for t in tables if t.mover >= 0 and t.informs >= 0]
    assert found.num_nodes == 127 * sum(len(table.states) for table in informed)
    assert found.num_bytes > 4 * found.num_nodes * 2
    total = sum(map(sum, found.states))
    assert {cost.states for cost in found.costs} == {total}
    assert {cost.name for cost in found.costs} == {"front", "mood", "decides"}
    without = {cost.name: cost.states_without for cost in found.costs}
    assert without == {"front": 32, "mood": 39, "decides": 45}
