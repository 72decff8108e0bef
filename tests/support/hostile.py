"""A crisis for pages: two sides that both hide something, told in words that would run in a page that let them.

Nothing that chance draws depends on what is hidden, and the first decision is covert and leaves no trace. So all that
one side may see is the same whatever the other side is and did unseen, if the other one does the same in public.
"""

from __future__ import annotations

SCRIPT = '<script>window.ran = 1</script><img src=x onerror="window.ran = 2">\' :onclick="window.ran = 3" {{ 7 * 191 }}'
"""Text that would run as HTML, as an attribute that ended too early, or as a template: 7 · 191 = 1337."""

HOSTILE = f"""
crisis: >-
  Two in the dark {SCRIPT}
question: >-
  Who digs? {SCRIPT}
about: >-
  A mole and an owl do not know what the other one is. {SCRIPT}
calendar: {{rounds: 3}}
state:
  ground: {{scale: [calm, shaken, broken], starts: calm}}
actors:
  mole:
    called: >-
      The mole {SCRIPT}
    why: >-
      It digs. {SCRIPT}
    patience: 0.9
    precision: 2
    types:
      velvet: {{prior: 0.5, hunger: 0.273}}
      iron: {{prior: 0.5, hunger: 1.739}}
    wants:
      earth: hunger * ground
  owl:
    called: The owl
    patience: 0.9
    precision: 2
    types:
      drowsy: {{prior: 0.5, fear: 0.127}}
      wakeful: {{prior: 0.5, fear: 1.613}}
    wants:
      quiet: -fear * ground
each round:
  - mole tunnels:
      covert: yes
      doze: {{}}
      delve: {{costs: 0.371}}
  - mole shows:
      smile: {{says: mole is velvet}}
      stamp:
        when: ground < broken
        then: ground up
        costs: 0.1
        why: >-
          It is heard. {SCRIPT}
  - owl answers:
      hoot: {{}}
      soothe: {{when: ground > calm, then: ground down, costs: 0.2}}
claims:
  - says: It shakes.
    holds if: P(eventually ground == broken) > 0.5
"""

MOLE, OWL = "mole", "owl"
PRIVATE = {
    MOLE: ("is “velvet”", "is “iron”", "0.273", "1.739", "the others: delve", "the others: doze", "0.371"),
    OWL: ("is “drowsy”", "is “wakeful”", "0.127", "1.613"),
}
"""What no other browser may ever get: what a side is, the numbers of its type, what it did unseen, and the cost."""
