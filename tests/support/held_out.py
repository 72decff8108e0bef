"""Sixty small crises that the package is measured by and not made for: known games, and drawn ones.

Each is a text of the scenario language with its claims. Known games are written here, with payoffs that no other file
has; `held_out_drawn.py` draws the others. All are small enough for the exact tree (`exact_tree.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from support.held_out_drawn import drawn


@dataclass(frozen=True)
class HeldOut:
    """A crisis with claims. kind: what sort of game it is."""

    name: str
    kind: str
    text: str


def with_claims(text: str, statements: Sequence[str], **numbers: object) -> str:
    """The crisis with its numbers filled in and one claim for every quantity, compared with a half."""
    for name, value in numbers.items():
        text = text.replace(f"<{name}>", str(value))
    claims = [f'  - {{says: "Quantity {n}.", holds if: "{s} > 0.5"}}' for n, s in enumerate(statements, 1)]
    return "\n".join([text.strip(), "claims:", *claims, ""])


CHAIN_STORE = """
crisis: A chain store
calendar: {rounds: <rounds>}
state: {market: {one of: [quiet, contested], starts: quiet, lasts: one period}}
numbers: {doubt: <doubt>}
actors:
  entrant: {patience: 0, precision: <precision>}
  store:
    patience: 1
    precision: <precision>
    types: {strong: {prior: doubt, taste: 1}, weak: {prior: 1 - doubt, taste: -1}}
each round:
  - entrant approaches: {stay_out: {gives: {store: 2}}, enter: {then: market = contested}}
  - store answers:
      when: market == contested
      acquiesce: {gives: {entrant: 0.5}}
      fight:     {costs: -taste, gives: {entrant: -0.5}}
variants: {surer: {numbers.doubt: 0.05}}
"""

POKER = """
crisis: Poker with one card
calendar: {rounds: 1}
state: {table: {one of: [open, raised, called], starts: open}}
actors:
  bettor:
    precision: <precision>
    types: {king: {prior: <king>, win: 1}, queen: {prior: 1 - <king>, win: -1}}
    wants: {pot: "(-1 if table == open else 1) if table != called else <stake> * win"}
  caller:
    precision: <precision>
    wants: {pot: "(1 if table == open else -1) if table != called else -<stake> * bettor.win"}
each round:
  - bettor chooses: {fold: {}, bet: {then: table = raised}}
  - caller answers: {when: table == raised, drop: {}, call: {then: table = called}}
variants:
  high:
    actors.bettor.wants.pot: "(-1 if table == open else 1) if table != called else 3 * win"
    actors.caller.wants.pot: "(1 if table == open else -1) if table != called else -3 * bettor.win"
"""

INSPECTION = """
crisis: An inspector and a site
calendar: {rounds: <rounds>}
state: {record: {from: 0, to: 2, starts: 0}}
actors:
  site:
    precision: <precision>
    patience: 0.9
    types: {lawful: {prior: 0.6, tempted: 0.3}, rogue: {prior: 0.4, tempted: 1.1}}
    wants: {gain: "tempted * (site plays cheat) - 1.6 * (site plays cheat and inspector plays inspect)"}
  inspector:
    precision: <precision>
    wants:
      missed: -0.9 * (site plays cheat and inspector plays wait)
      caught: 0.2 * (site plays cheat and inspector plays inspect)
each round:
  - at once:
      site acts: {comply: {}, cheat: {then: record up}}
      inspector visits: {wait: {}, inspect: {costs: 0.35}}
variants: {cheap: {stages.visits.inspect.costs: 0.2}}
"""

HIDDEN_INSPECTION = """
crisis: Enrichment that may be found
calendar: {rounds: <rounds>}
state:
  trust: {scale: [none, some, full], starts: full}
  alarm: {one of: [calm, raised], starts: calm, lasts: one period}
actors:
  site:
    precision: <precision>
    patience: 0.9
    types: {civil: {prior: 0.7, drive: 0.1}, military: {prior: 0.3, drive: 0.8}}
    wants: {standing: 0.4 * trust}
  agency:
    precision: <precision>
    wants: {risk: "(0.5 - 1.2 * (site is military)) * trust"}
each round:
  - site works:
      covert: yes
      idle: {}
      enrich: {costs: -drive}
      traces: {found: {probability: 0.6 if act == enrich else 0.1, then: alarm = raised}, nothing: rest}
  - agency answers:
      accept: {}
      censure: {costs: 0.05, then: trust down}
variants: {blind: {stages.works.traces.found.probability: 0.3 if act == enrich else 0.1}}
"""

ATTRITION = """
crisis: A war of attrition
calendar: {rounds: <rounds>}
state: {fight: {one of: [on, first_gave_in, second_gave_in], starts: on}}
numbers: {doubt: <doubt>}
actors:
  first:
    precision: <precision>
    patience: 0.9
    types: {soft: {prior: 1 - doubt, pride: 0}, stubborn: {prior: doubt, pride: 4}}
  second:
    precision: <precision>
    patience: 0.9
    types: {soft: {prior: 0.75, pride: 0}, stubborn: {prior: 0.25, pride: 4}}
each round:
  - first decides:
      when: fight == on
      concede: {costs: pride, gives: {second: 1.2}, then: fight = first_gave_in}
      stay: {costs: 0.15}
  - second replies:
      when: fight == on
      concede: {costs: pride, gives: {first: 1.2}, then: fight = second_gave_in}
      stay: {costs: 0.15}
variants: {soft_first: {numbers.doubt: 0.05}}
"""

REPUTATION = """
crisis: A firm whose effort is not seen
calendar: {rounds: <rounds>}
state: {trade: {one of: [shut, open], starts: shut, lasts: one period}, fame: {scale: [bad, fair, good], starts: fair}}
actors:
  customer: {patience: 0, precision: <precision>}
  firm:
    patience: 0.95
    precision: <precision>
    types: {diligent: {prior: 0.3, toil: -0.4}, lazy: {prior: 0.7, toil: 0.5}}
    wants: {sales: 1 if trade == open, name: 0.1 * fame}
each round:
  - customer visits: {leave: {}, buy: {costs: 0.3, then: trade = open}}
  - firm works:
      when: trade == open
      covert: yes
      high: {costs: toil, gives: {customer: 0.9}}
      low: {}
      traces:
        praised: {probability: 0.8 if act == high else 0.3, then: fame up}
        blamed: {probability: rest, then: fame down}
variants: {renowned: {actors.firm.types.diligent.prior: 0.5, actors.firm.types.lazy.prior: 0.5}}
"""

BARGAIN = """
crisis: A seller and a buyer
calendar: {rounds: <rounds>}
state:
  deal: {one of: [open, sold], starts: open}
  price: {scale: [low, high], starts: low, lasts: one period}
actors:
  seller:
    precision: <precision>
    patience: 0.8
    types: {pressed: {prior: 0.5, worth: 0}, calm: {prior: 0.5, worth: 0.8}}
  buyer:
    precision: <precision>
    patience: 0.85
    types: {eager: {prior: 0.45, value: 2.5}, doubtful: {prior: 0.55, value: 1.3}}
each round:
  - seller asks:
      when: deal == open
      cheap: {then: price = low}
      dear: {then: price = high}
  - buyer answers:
      when: deal == open
      reject: {}
      accept:
        costs: "(2 if price == high else 1) - value"
        gives: {seller: "(2 if price == high else 1) - seller.worth"}
        then: deal = sold
variants: {keen: {actors.buyer.types.eager.prior: 0.7, actors.buyer.types.doubtful.prior: 0.3}}
"""

AUDIENCE = """
crisis: A leader and what is thought of it
calendar: {rounds: <rounds>}
state: {standing: {scale: [low, middle, high], starts: middle}}
actors:
  leader:
    precision: <precision>
    patience: 0.9
    types: {tough: {prior: 0.4, nerve: 0.5}, soft: {prior: 0.6, nerve: -0.4}}
    wants: {regard: "<regard>", rank: 0.2 * standing}
  rival:
    precision: <precision>
    wants: {fear: "(0.6 - 1.1 * (leader is tough)) * (rival plays press)", calm: "<calm>"}
each round:
  - leader speaks:
      threaten: {costs: -nerve}
      appease: {costs: 0.1}
  - rival moves:
      wait: {}
      press:
        gives: {leader: -0.3}
        results: {works: {probability: 0.5, then: standing down}, fails: {probability: rest, then: standing up}}
variants: {tougher: {actors.leader.types.tough.prior: 0.6, actors.leader.types.soft.prior: 0.4}}
"""

SCHOOL = """
crisis: Three kinds of applicant
calendar: {rounds: <rounds>}
state: {post: {one of: [closed, filled], starts: closed, lasts: one period}}
actors:
  applicant:
    precision: <precision>
    patience: 0.9
    types:
      gifted: {prior: 0.3, toil: 0.2, skill: 1}
      able:   {prior: 0.3, toil: 0.6, skill: 0.3}
      lost:   {prior: 0.4, toil: 1.1, skill: -0.9}
    wants: {salary: 1.5 if post == filled}
  firm:
    precision: <precision>
    wants: {output: "applicant.skill if post == filled"}
each round:
  - applicant studies: {degree: {costs: toil}, course: {costs: 0.45 * toil}, nothing: {}}
  - firm answers: {decline: {}, hire: {then: post = filled}}
  - signal review:
      when: post == filled
      praise: 0.9 if applicant is gifted else 0.5 if applicant is able else 0.2
      blame: rest
variants: {selective: {actors.firm.wants.output: "(applicant.skill - 0.2) if post == filled"}}
"""

TALK = """
crisis: A sender, a receiver and words that cost next to nothing
calendar: {rounds: 1}
state: {response: {scale: [left, centre, right], starts: centre}}
actors:
  sender:
    precision: <precision>
    types: {low: {prior: 0.55, aim: 0.3, lie: 0.1}, high: {prior: 0.45, aim: 1.6, lie: 0.3}}
    wants: {near: "-abs(response - aim)"}
  receiver:
    precision: <precision>
    wants: {fit: "-abs(response - 0.2) if sender is low else -abs(response - 1.7)"}
each round:
  - sender speaks: {small: {costs: 0.1 * (sender is high)}, large: {costs: lie}}
  - receiver acts: {go_left: {then: response = left}, go_middle: {}, go_right: {then: response = right}}
variants: {honest: {actors.sender.types.low.lie: 0.6}}
"""


def held_out() -> tuple[HeldOut, ...]:
    """All of them, always the same."""
    known = list(_known())
    return (*known, *(HeldOut(name, kind, text) for name, kind, text in drawn(60 - len(known))))


def _known() -> Iterator[HeldOut]:
    for rounds, precision, doubt in ((3, 1, 0.2), (4, 5, 0.2), (5, 5, 0.2), (4, 20, 0.15), (4, 100, 0.1), (5, 20, 0.3)):
        last = rounds
        claims = (
            "P(entrant plays enter)",
            f"P(entrant plays enter at {last})",
            "rate(store plays fight given store is weak)",
            f"belief(store is strong at {last} given store plays fight)",
            "value(store is weak)",
            "P(entrant plays enter) under surer - P(entrant plays enter)",
        )
        text = with_claims(CHAIN_STORE, claims, rounds=rounds, precision=precision, doubt=doubt)
        yield HeldOut(f"chain_store_{rounds}_{precision}", "chain store", text)
    for precision, king, stake in ((5, 0.5, 2), (20, 0.4, 2), (100, 0.5, 2), (1000, 0.5, 2)):
        claims = (
            "rate(caller plays call)",
            "rate(bettor plays bet given bettor is queen)",
            "P(eventually table == called)",
            "belief(bettor is king at 1 given eventually table == raised)",
            "value(caller)",
            "rate(caller plays call) under high - rate(caller plays call)",
        )
        text = with_claims(POKER, claims, precision=precision, king=king, stake=stake)
        yield HeldOut(f"poker_{precision}", "poker", text)
    yield from _inspections()
    yield from _contests()
    yield from _beliefs()


def _inspections() -> Iterator[HeldOut]:
    for rounds, precision in ((1, 20), (2, 8), (3, 4)):
        claims = (
            "P(site plays cheat)",
            "rate(inspector plays inspect)",
            "rate(site plays cheat given site is rogue)",
            f"E(record at {rounds})",
            "value(inspector)",
            "rate(site plays cheat) under cheap - rate(site plays cheat)",
        )
        text = with_claims(INSPECTION, claims, rounds=rounds, precision=precision)
        yield HeldOut(f"inspection_{rounds}_{precision}", "at once", text)
    for rounds, precision in ((2, 5), (2, 30), (3, 4)):
        claims = (
            "rate(site plays enrich given site is military)",
            f"P(trust == full at {rounds})",
            f"belief(site is military at {rounds} given eventually alarm == raised)",
            "P(eventually trust == none)" if rounds > 1 else "P(eventually trust == some)",
            "value(site is military)",
            "rate(agency plays censure) under blind - rate(agency plays censure)",
        )
        text = with_claims(HIDDEN_INSPECTION, claims, rounds=rounds, precision=precision)
        yield HeldOut(f"hidden_{rounds}_{precision}", "covert", text)


def _contests() -> Iterator[HeldOut]:
    for rounds, precision, doubt in ((3, 5, 0.2), (5, 10, 0.2), (7, 20, 0.2), (7, 60, 0.1), (8, 3, 0.3)):
        claims = (
            f"P(fight == first_gave_in at {rounds})",
            "P(fight == on at 1)",
            "rate(first plays concede given first is soft)",
            "belief(second is stubborn at 2 given fight == on at 2)",
            "value(first is soft)",
            f"P(fight == on at {rounds}) under soft_first - P(fight == on at {rounds})",
        )
        text = with_claims(ATTRITION, claims, rounds=rounds, precision=precision, doubt=doubt)
        yield HeldOut(f"attrition_{rounds}_{precision}", "attrition", text)
    for rounds, precision in ((2, 4), (2, 15), (3, 5)):
        claims = (
            "rate(customer plays buy)",
            "rate(firm plays high given firm is lazy)",
            f"E(fame at {rounds})",
            f"belief(firm is diligent at {rounds} given firm plays high)",
            "value(firm is lazy)",
            "P(customer plays buy) under renowned - P(customer plays buy)",
        )
        text = with_claims(REPUTATION, claims, rounds=rounds, precision=precision)
        yield HeldOut(f"reputation_{rounds}_{precision}", "reputation", text)
    for rounds, precision in ((1, 10), (2, 5), (3, 4), (2, 25)):
        claims = (
            "P(eventually deal == sold)",
            "P(deal == sold at 1)",
            "rate(seller plays dear given seller is calm)",
            "rate(buyer plays accept by 1)",
            "value(buyer is eager)",
            "value(seller) under keen - value(seller)",
        )
        text = with_claims(BARGAIN, claims, rounds=rounds, precision=precision)
        yield HeldOut(f"bargain_{rounds}_{precision}", "bargaining", text)


def _beliefs() -> Iterator[HeldOut]:
    smooth = "0.8 * belief(leader is tough)"
    curved = "1.2 * belief(leader is tough) * belief(leader is tough)"
    jump = "0.3 if belief(leader is tough) > 0.45 else 0"
    two = "(0.4 if belief(leader is tough) > 0.3 else 0) + (0.5 if belief(leader is tough) > 0.7 else 0)"
    still = "0"
    wary = "-0.5 if belief(leader is soft) < 0.4 else 0"
    for name, regard, calm, rounds, precision in (
        ("smooth", smooth, still, 2, 4),
        ("curved", curved, "0.3 * belief(leader is soft)", 2, 8),
        ("smooth", smooth, "0.3 * belief(leader is soft)", 3, 3),
        ("jump", jump, still, 1, 4),
        ("jump", jump, still, 2, 3),
        ("jumps", two, wary, 2, 2),
    ):
        claims = (
            "rate(leader plays threaten given leader is soft)",
            "P(rival plays press)",
            f"belief(leader is tough at {rounds} given leader plays appease)",
            f"E(standing at {rounds})",
            "value(leader is soft)",
            "value(rival)",
        )
        if name == "smooth":
            claims = (*claims[:-1], "P(rival plays press) under tougher - P(rival plays press)")
        text = with_claims(AUDIENCE, claims, rounds=rounds, precision=precision, regard=regard, calm=calm)
        yield HeldOut(
            f"audience_{name}_{rounds}_{precision}",
            f"belief payoff, {name.rstrip('s') if 'jump' in name else 'smooth'}",
            text,
        )
    for rounds, precision in ((1, 6), (2, 3), (1, 25)):
        claims = (
            "rate(applicant plays degree given applicant is gifted)",
            "P(eventually post == filled)",
            f"belief(applicant is lost at {rounds} given applicant plays nothing)",
            "rate(firm plays hire)",
            "value(applicant is able)",
            "rate(firm plays hire) under selective - rate(firm plays hire)",
        )
        yield HeldOut(
            f"school_{rounds}_{precision}",
            "signalling",
            with_claims(SCHOOL, claims, rounds=rounds, precision=precision),
        )
    for precision in (4, 12):
        claims = (
            "rate(sender plays small given sender is low)",
            "E(response at 1)",
            "belief(sender is high at 1 given sender plays large)",
            "value(receiver)",
            "value(receiver) under honest - value(receiver)",
        )
        yield HeldOut(f"talk_{precision}", "signalling", with_claims(TALK, claims, precision=precision))
