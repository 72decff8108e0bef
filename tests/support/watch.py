"""A crisis whose actors may act on perceptions of it, of every kind: by variant."""

from __future__ import annotations

WATCH = """
crisis: A watch on the line
calendar: {rounds: 2}
state:
  line: {scale: [quiet, crossed], starts: quiet}
numbers: {doubt: 0.3, sting: 0.4, found: 0.5, rumour: 0.1}
actors:
  east:
    patience: 0.9
    precision: 1.5
    types:
      meek: {prior: 1 - doubt, drive: -0.5}
      bold: {prior: doubt, drive: 1.5}
    wants: {ground: drive * (line == crossed)}
  west:
    patience: 0.8
    precision: 2
    types:
      calm: {prior: 0.6, nerve: 0.5}
      edgy: {prior: 0.4, nerve: 2}
    wants: {quiet: -nerve * (line == crossed)}
each round:
  - east probes:
      covert: yes
      hold:  {}
      cross: {costs: 0.2, then: line = crossed if line == quiet}
      dig:   {costs: 0.1}
      traces:
        lights: {probability: found if act == dig else rumour}
        dark:   {probability: rest}
  - west answers:
      wait:   {}
      strike: {costs: sting, gives: {east: -1}, then: line = quiet}
variants:
  alarmed:    {numbers.doubt: 0.9, numbers.found: 0.8, actors.east.types.bold.drive: 3, actors.west.precision: 3}
  trustful:   {says: West is slow to strike., numbers.doubt: 0.05, numbers.sting: 1}
  no_rumours: {numbers.rumour: 0, numbers.found: 0, numbers.doubt: 0.6}
  no_strikes: {stages.answers.strike.when: line == crossed}
  other_time: {calendar.rounds: 3}
  other_menu: {stages.answers.plead: {}}
  one_sided:  {sees: {west: alarmed}}
  both:       {sees: {west: alarmed, east: trustful}}
  same:       {numbers.doubt: 0.3, sees: {west: truth, east: truth}}
  truth:      {}
  deaf:       {sees: {west: no_rumours}}
  hopeful:    {sees: {east: no_strikes}}
  lost:       {sees: {east: other_time}}
  surprised:  {sees: {west: other_menu}}
  early:      {state.line.starts: crossed}
  awake:      {sees: {west: early}}
  tame:       {actors.east.types.meek.prior: 1, actors.east.types.bold.prior: 0}
  all_meek:   {builds on: tame, sees: {west: alarmed}}
  stung:      {builds on: mild, numbers.sting: 2, sees: {west: mild}}
  mild:       {numbers.sting: 0.1}
claims:
  - says: alarm costs the alarmed
    holds if: value(west) under one_sided < value(west)
  - says: the alarmed see worse
    holds if: belief(east is bold at 1 in the eyes of west) under one_sided > belief(east is bold at 1) under one_sided
  - says: a value by type
    holds if: value(east is bold) under both > -10
"""
