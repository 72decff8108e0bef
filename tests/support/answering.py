"""A crisis in which later stages ask which act was chosen."""

ANSWERING = """
crisis: An answer
calendar: {rounds: 2}
state:
  sky: {one of: [grey], starts: grey}
actors:
  north: {types: {meek: {prior: 0.5}, bold: {prior: 0.5}}}
  south: {wants: {quiet: -1 * (north plays shout)}}
each round:
  - north moves:
      wait:  {}
      push:  {}
      shout: {}
  - south answers:
      wait: {}
      push: {when: north plays push}
  - south rests:
      sleep: {}
"""
