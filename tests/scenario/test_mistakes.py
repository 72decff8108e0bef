"""Every mistake is found at load, with its line, in words that help."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import check_variants, loads
from support.at_once import CROSSING
from support.ceasefire import CEASEFIRE

# What is replaced in the crisis, by what, and what the message must say.
CASES: dict[str, tuple[str, str, str]] = {
    # What nobody would read
    "wants of a type": ("prior: 60%, appetite: 0", "prior: 60%, wants: 1, appetite: 0", "'wants' is a key of actors"),
    "precision among parameters": ("{fear: burden / 2}", "{fear: 1, precision: 2}", "'precision' is a key of actors"),
    "prior of an actor": ("{resolve: 1}", "{resolve: 1, prior: 0.5}", "'prior' is a key of actors and no parameter"),
    "reserved parameter of a type": (
        "prior: 60%, appetite: 0",
        "prior: 60%, rest: 1, appetite: 0",
        "'rest' is a reserved word and cannot name a parameter",
    ),
    # Truth values where a number is needed
    "patience no": ("patience: 0.9", "patience: no", "a number is needed here, not 'no'; write 0"),
    "precision true": ("precision: 3", "precision: true", "a number is needed here, not 'true'; write 1"),
    "prior yes": ("prior: 60%", "prior: yes", "a number is needed here, not 'yes'; write 1"),
    "legacy no": ("legacy: 0.5", "legacy: no", "a number is needed here, not 'no'; write 0"),
    "parameter false": ("{resolve: 1}", "{resolve: false}", "a number is needed here, not 'false'; write 0"),
    "number yes": ("{value: 2, source", "{value: yes, source", "a number is needed here, not 'yes'; write 1"),
    "cost yes": ("{costs: 0.2}", "{costs: yes}", "a number is needed here, not 'yes'; write 1"),
    "weight yes": ("weight: 2", "weight: yes", "a number is needed here, not 'yes'; write 1"),
    "truth in arithmetic": ("fear: burden / 2", "fear: burden * yes", "a number is needed here, not 'yes'; write 1"),
    "probability yes": ("rain: 0.3", "rain: yes", "a number is needed here, not 'yes'; write 1"),
    # Several effects
    "effects with and": (
        "then: [aid up 2 if front == retreat, mood = angry]",
        "then: aid = aid + 1 and mood = angry",
        "several effects are a list: write [aid = aid + 1, mood = angry]",
    ),
    "effects with a semicolon": (
        "then: [aid up 2 if front == retreat, mood = angry]",
        "then: aid up 2; mood = angry; front down",
        "several effects are a list: write [aid up 2, mood = angry, front down]",
    ),
    # Places and forms
    "neighbouring dates": ("date >= 2015-06", "date == 2015-06-20", "the nearest begin on 2015-06 and 2015-07"),
    "neighbouring dates in a list": ("month in [5, 6, 7]", "date in [2015-06-20]", "begin on 2015-06 and 2015-07"),
    "a variable's form": (
        "aid: {from: 0, to: 3, starts: 1}",
        "aid: 3",
        "a mapping, such as {scale: [lifted, easing, in_force], starts: in_force}, is needed here, not '3'",
    ),
    "wants' form": ("wants: {aid: aid * patron.appetite}", "wants: aid", "a mapping, such as {ground: front - held},"),
    "an act's form": ("      wait:\n", "      wait: 3\n", "a mapping, such as {costs: 0.2, then: front up}, is needed"),
    # Words that mean nothing
    "unknown name": ("ground: appetite", "ground: apetite", "unknown name 'apetite' — did you mean 'appetite'?"),
    "unknown level": ("front != advance", "front != advanced", "unknown name 'advanced' — did you mean 'advance'?"),
    "unknown level after a dot": ("front != advance", "front != front.adv", "front has no level 'adv'"),
    "level of another variable": ("front != advance", "front != dove", "'dove' is a level of house, not of front"),
    "unknown owner before a dot": (
        "-patron.fear",
        "-patrn.fear",
        "'patrn' is neither a variable nor an actor — did you mean 'patron'?",
    ),
    "unknown parameter": ("-patron.fear", "-patron.feer", "patron has no parameter 'feer' — did you mean 'fear'?"),
    "unknown actor before is": (
        "if patron is hungry else 0.2",
        "if patro is hungry else 0.2",
        "did you mean 'patron'?",
    ),
    "unknown type": (
        "loud: 0.8 if patron is hungry",
        "loud: 0.8 if patron is angry",
        "patron has no type 'angry' — did you mean 'hungry'?",
    ),
    "seat before is": (
        "belief(patron is cautious)",
        "belief(capital is only)",
        "'capital' is a seat, name who holds it",
    ),
    "unknown act": (
        "when: patron plays arm",
        "when: patron plays arms",
        "patron never plays 'arms' — did you mean 'arm'?",
    ),
    "unknown player": (
        "when: patron plays arm",
        "when: patrn plays arm",
        "'plays' follows the name of an actor or seat that decides — did you mean 'patron'?",
    ),
    "holder before plays": ("trust: belief(patron is cautious)", "trust: dove plays wait", "dove decides as 'capital'"),
    "unknown function": (
        "belief(patron is cautious)",
        "belif(patron is cautious)",
        "unknown function 'belif' — did you mean 'belief'?",
    ),
    "unknown source": (
        "source: wire}\n  total",
        "source: wier}\n  total",
        "unknown source 'wier' — did you mean 'wire'?",
    ),
    "unknown source of a claim": ("    source: wire\n", "    source: tass\n", "unknown source 'tass'"),
    "unknown owner": (
        "- capital answers",
        "- capitol answers",
        "unknown actor or seat 'capitol' — did you mean 'capital'?",
    ),
    "unknown receiver": ("gives: {dove", "gives: {dov", "unknown actor 'dov' — did you mean 'dove'?"),
    "unknown likeness": (
        "looks like: restrain",
        "looks like: restrian",
        "can look like another act of 'decides' only — did you mean 'restrain'?",
    ),
    "effect on no variable": (
        "then: front up",
        "then: frnt up",
        "an effect changes a variable of the state, not 'frnt' — did you mean 'front'?",
    ),
    "actor as a value": ("-patron.fear", "-patron", "'patron' is an actor, not a value"),
    "another's parameter": (
        "costs: resolve",
        "costs: appetite",
        "'appetite' is a parameter of patron; write patron.appetite",
    ),
    "type as a value": (
        "trust: belief(patron is cautious)",
        "trust: hungry",
        "'hungry' is a type; write 'patron is hungry'",
    ),
    "act outside traces": (
        "when: patron plays arm",
        "when: act == arm",
        "'act' is the move just made, and only traces can mention it",
    ),
    "unknown act in traces": (
        "act == help",
        "act == halp",
        "'halp' is not an act of this decision — did you mean 'help'?",
    ),
    "unknown builds on": (
        "builds on: no_arms",
        "builds on: no_arm",
        "unknown variant 'no_arm' — did you mean 'no_arms'?",
    ),
    # Kinds
    "unordered as a number": (
        "ground: appetite",
        "ground: house",
        "'house' is unordered, so its levels are not numbers",
    ),
    "unordered compared by less": (
        "while: house == dove",
        "while: house < dove",
        "'house' is unordered; its levels are compared by ==, != and in",
    ),
    "unordered with a number": (
        "while: house == dove",
        "while: house == 1",
        "'house' can only be compared with its own levels",
    ),
    "date as a number": ("ground: appetite", "ground: date", "a date is not a number"),
    "date with a number": ("date >= 2015-06", "date >= 6", "a date can only be compared with a date"),
    "owner like nobody": (
        "- capital answers",
        "- inspectors answer",
        "unknown actor or seat 'inspectors'; for what no actor decides, write '- chance NAME:' or '- signal NAME:'",
    ),
    "level as a condition": (
        "while: house == dove",
        "while: house == dove or hawk",
        "'hawk' is a level of house, not a condition; write house == hawk, and for one of several levels",
    ),
    "number as a condition": ("while: house == dove", "while: burden", "'burden' is not a condition"),
    "number under not": ("while: house == dove", "while: not aid", "'aid' is not a condition"),
    "sum under and": ("while: house == dove", "while: house == dove and aid + 1", "this is not a condition"),
    "up on unordered": ("mood = angry", "mood up", "'mood' is unordered; write mood = LEVEL"),
    "set to another's level": ("mood = angry", "mood = dove", "'dove' is a level of house, not of mood"),
    "set to a number": ("mood = angry", "mood = 1", "mood can only be set to one of its levels"),
    "half a level": ("aid up 2", "aid up 0.5", "levels are whole numbers"),
    "chained comparison": ("while: house == dove", "while: 1 < aid < 3", "comparisons cannot be chained"),
    "single =": ("while: house == dove", "while: house = dove", "a single '=' does not compare; write '=='"),
    "== in an effect": ("mood = angry", "mood == angry", "'==' compares, '=' sets"),
    "division by literal zero": ("ground: appetite", "ground: 1 / 0", "division by zero"),
    "wrong arguments": (
        "belief(patron is cautious)",
        "gain_loss(aid, reference: 1)".replace(": ", ":"),
        "write gain_loss(x, reference: …, aversion: …)",
    ),
    "unknown keyword": (
        "belief(patron is cautious)",
        "gain_loss(aid, refrence=1, aversion=2)",
        "write gain_loss(x, reference: …, aversion: …) — did you mean 'reference'?",
    ),
    "unfinished": (
        "ground: appetite * (front - held)",
        "ground: appetite * (front - held",
        "the expression is not finished; expected ')'",
    ),
    "foreign sign": ("date >= 2015-06 and", "date >= 2015-06 &&", "unexpected character '&'; write 'and'"),
    "too long": ("ground: appetite", f"ground: {'1 + ' * 600} appetite", "at most 2000 are allowed"),
    "too deep": ("ground: appetite", f"ground: {'-' * 70} appetite", "levels deep; at most 60 are allowed"),
    "too large a number": ("ground: appetite", "ground: 1e999 * appetite", "1e999 is too large"),
    # Places
    "state in a prior": (
        "prior: 0.4",
        "prior: 0.4 * (front == held)",
        "a prior is fixed for the whole crisis and cannot mention the state ('front')",
    ),
    "level in a prior": ("prior: 0.4", "prior: 0.4 * held", "cannot mention a level ('held')"),
    "date in patience": (
        "patience: 0.9",
        "patience: 0.9 if date < 2015-07 else 0.8",
        "patience is fixed for the whole crisis",
    ),
    "belief in a condition": ("when: patron plays arm", "when: belief(patron is hungry) > 0.5", "in payoffs only"),
    "belief in a probability": ("rain: 0.3", "rain: belief(patron is hungry)", "in payoffs only"),
    "type in a condition": (
        "when: patron plays arm",
        "when: patron is hungry",
        "a condition cannot depend on what only patron knows",
    ),
    "type in a chance": ("rain: 0.3", "rain: 0.3 if patron is hungry else 0.1", "make it a signal"),
    "another's type in a probability": (
        "0.5 if act == help",
        "0.5 if patron is hungry",
        "cannot depend on what only patron knows",
    ),
    "type in an effect": (
        "aid up 2 if front == retreat",
        "aid up 2 if patron is hungry",
        "cannot depend on what only patron knows",
    ),
    "move not made yet": (
        "when: date >= 2015-06",
        "when: capital plays wait and date >= 2015-06",
        "'answers' is not decided before this in the period",
    ),
    "covert move": (
        "trust: belief(patron is cautious)",
        "trust: capital plays help",
        "no other actor knows for certain that capital plays help",
    ),
    "disguised move": (
        "when: patron plays arm",
        "when: patron plays feint",
        "no other actor knows for certain that patron plays feint",
    ),
    "moves in while": ("while: house == hawk", "while: patron plays arm", "cannot mention moves"),
    "signal about nobody": ("loud: 0.8 if patron is hungry else 0.2", "loud: 0.8", "mentions a type; make it a chance"),
    # Dates
    "date that does not exist": ("date >= 2015-06", "date >= 2015-13", "there is no date 2015-13"),
    "no period begins then": ("date >= 2015-06", "date == 2015-06-15", "no period begins on 2015-06-15"),
    "leaves outside": ("leaves: 2015-09", "leaves: 2016-09", "2016-09 is outside the calendar (2015-05 … 2015-10)"),
    "leaves by day": (
        "leaves: 2015-09",
        "leaves: 2015-09-01",
        "with step month dates are written YYYY-MM, here 2015-09",
    ),
    "month for a week": ("step: month", "step: week", "with step week dates are written YYYY-MM-DD"),
    "calendar backwards": ("to: 2015-10", "to: 2015-01", "the calendar ends (2015-01-01) before it begins"),
    "calendar too long": ("to: 2015-10", "to: 9999-10", "at most 10000 are allowed"),
    "word as a date": ("to: 2015-10", "to: October", "'October' is not a date"),
    "wrong step": ("step: month", "step: monthly", "week or month or quarter or year is needed here, not 'monthly'"),
    "stages of another step": ("each month:", "each week:", "the calendar's step is a month; write 'each month'"),
    "wrong afterwards": (
        "afterwards: nothing",
        "afterwards: the last week repeats",
        "afterwards is 'nothing', 'the last month repeats'",
    ),
    "afterwards of nobody": ("afterwards: nothing", "afterwards: {patrn: 1}", "unknown actor 'patrn'"),
    # Numbers
    "circle": ("price: {value: 2, source: wire}", "price: total", "in a circle: price → total → price"),
    "range upside down": ("range: [0.5, 1.5]", "range: [1.5, 0.5]", "the range begins (1.5) above its end (0.5)"),
    "base outside": (
        "range: [0.5, 1.5]",
        "range: [0.5, 1.5], base: 2",
        "the base value 2 is outside the range 0.5 … 1.5",
    ),
    "division by a zero number": (
        "total: burden + price",
        "total: burden / (price - price)",
        "the number 'total' divides by zero",
    ),
    "infinite number": ("total: burden + price", "total: 1e300 * 1e300", "the number 'total' is not a finite number"),
    "YAML infinity": ("total: burden + price", "total: .inf", ".inf is not a finite number"),
    "YAML not a number": ("patience: 0.9", "patience: .NaN", ".NaN is not a finite number"),
    "three ends": ("range: [0.5, 1.5]", "range: [0.5, 1, 1.5]", "a range has two ends, [low, high]; this list has 3"),
    "range of words": (
        "range: [0.5, 1.5]",
        "range: [low, 1.5]",
        "the ends of a range are numbers, such as 3, 0.25 or 5%, not 'low'",
    ),
    "patience above one": (
        "patience: 0.9",
        "patience: 1.9",
        "the patience of patron must be between 0 and 1, and is 1.9",
    ),
    "negative precision": ("precision: 3", "precision: -3", "the precision of patron must be at least 0, and is -3"),
    "negative legacy": ("legacy: 0.5", "legacy: -1", "the legacy of dove must be at least 0"),
    # Types
    "priors": ("prior: 0.4", "prior: 0.3", "the priors of patron sum to 0.9, not to 1"),
    "negative prior": ("prior: 0.4", "prior: -0.4", "the prior of 'hungry' must be between 0 and 1"),
    "missing prior": ("{prior: 0.4, appetite", "{appetite", "the type 'hungry' of patron needs a prior"),
    "missing parameter": (
        "prior: 0.4, appetite: price",
        "prior: 0.4",
        "the type 'hungry' of patron lacks the parameter 'appetite'",
    ),
    "additional parameter": (
        "appetite: price",
        "appetite: price, greed: 1",
        "the type 'cautious' of patron lacks the parameter 'greed'",
    ),
    "no types": (
        "    types:\n      cautious: {prior: 60%, appetite: 0}\n      hungry: {prior: 0.4, appetite: price}\n",
        "    types: {}\n",
        "'types' needs at least one type",
    ),
    # Lotteries
    "two rests": ("rain: 0.3", "rain: rest", "'weather' has two results with probability rest"),
    "too likely": ("rain: 0.3", "rain: 1.3", "a probability must be between 0 and 1, and is 1.3"),
    "too much together": (
        "rain: 0.3\n",
        "rain: 0.7\n      hail: 0.6\n",
        "the probabilities of 'weather' sum to 1.3, more than 1",
    ),
    "too little together": ("sun: rest", "sun: 0.6", "the probabilities of 'weather' sum to 0.9, not to 1"),
    "missing probability": ("low: {probability: rest}", "low: {}", "missing 'probability'"),
    "cost of chance": (
        "low: {probability: rest}",
        "low: {probability: rest, costs: 1}",
        "a result costs nothing by itself",
    ),
    "cost of a lottery": ("      rain: 0.3", "      costs: 0.3\n      rain: 0.3", "'costs' is not allowed here"),
    "no results": (
        "      when: month in [5, 6, 7]\n      rain: 0.3\n      sun: rest\n",
        "      when: month in [5, 6, 7]\n",
        "'weather' has no results",
    ),
    # Decisions
    "looks like itself": ("looks like: restrain", "looks like: feint", "'feint' can look like another act"),
    "chain of likeness": (
        "restrain: {costs: 0.2}",
        "restrain: {costs: 0.2, looks like: arm}",
        "which itself looks like another act",
    ),
    "stage twice": ("- capital answers", "- capital decides", "two stages are called 'decides'"),
    "stage without a name": ("- capital answers", "- capital", "a stage is called 'OWNER NAME'"),
    "covert act": ("feint: {looks like: restrain}", "feint: {covert: yes}", "'covert: yes' goes next to the acts"),
    "wrong answer": ("covert: yes", "covert: maybe", "yes or no is needed here, not 'maybe'"),
    "misindented act": ("      feint: {looks", "    feint: {looks", "is the line indented like its neighbours"),
    # Actors
    "seat without while": (
        "seat: capital, while: house == hawk",
        "seat: capital",
        "'seat' and 'while' (the condition of holding it) go together",
    ),
    "while without seat": ("seat: capital, while: house == hawk", "while: house == hawk", "'seat' and 'while'"),
    "legacy without leaves": ("leaves: 2015-09, legacy", "legacy", "'legacy' belongs to 'leaves: DATE'"),
    "holder lacks parameter": (
        "while: house == hawk, parameters: {resolve: 2}",
        "while: house == hawk",
        "hawk has no parameter 'resolve'",
    ),
    # Names
    "level named like a variable": (
        "one of: [calm, angry]",
        "one of: [calm, aid]",
        "'aid' is the name of a variable already",
    ),
    "number named like a level": (
        "  price:",
        "  held: 1\n  price:",
        "'held' is the name of a level of front already (line 9), so a number cannot have it",
    ),
    "parameter named like a number": (
        "parameters: {fear:",
        "parameters: {price: 1, fear:",
        "'price' is the name of a number already",
    ),
    "actor named like a variable": (
        "  hawk: {seat",
        "  mood: {wants: {}}\n  hawk: {seat",
        "'mood' is the name of a variable already",
    ),
    "seat named like an actor": (
        "seat: capital, while: house == hawk",
        "seat: patron, while: house == hawk",
        "'patron' is the name of an actor already",
    ),
    "stage named like a variable": ("- capital answers", "- capital mood", "'mood' is the name of a variable already"),
    "reserved name": ("  price:", "  date: 1\n  price:", "'date' is a reserved word and cannot name a number"),
    "number as a name": ("  price:", "  1939: 1\n  price:", "'1939' cannot name a number"),
    "number as a level": (
        "one of: [calm, angry]",
        "one of: [calm, 1939]",
        "a level is a word that begins with a letter, not '1939'",
    ),
    "truth as a level": (
        "one of: [calm, angry]",
        "one of: [calm, true]",
        "a level is a word that begins with a letter, not 'True'",
    ),
    "level twice": ("one of: [calm, angry]", "one of: [calm, calm]", "the level 'calm' is given twice"),
    "claim twice": (
        "claims:\n",
        "claims:\n  - {id: calm, says: A, holds if: 'P(always front == held) > 0'}\n",
        "there are two claims with the id 'calm'",
    ),
    # State
    "wrong start": ("starts: held", "starts: hold", "front has no level 'hold' — did you mean 'held'?"),
    "no start": (
        "scale: [retreat, held, advance], starts: held",
        "scale: [retreat, held, advance]",
        "missing 'starts'",
    ),
    "two kinds of levels": (
        "one of: [calm, angry]",
        "one of: [calm, angry], from: 0, to: 1",
        "a variable needs one of",
    ),
    "range of levels backwards": ("{from: 0, to: 3", "{from: 4, to: 3", "the range ends (3) below its beginning (4)"),
    "very many levels": ("{from: 0, to: 3", "{from: 0, to: 3000000000", "at most 1,000 levels"),
    "wrong lasts": ("lasts: one period", "lasts: a while", "always or one period is needed here"),
    # Shape
    "unknown key": ("patience: 0.9", "patient: 0.9", "unknown key 'patient' — did you mean 'patience'?"),
    "unknown part": ("claims:", "claim:", "unknown key 'claim' — did you mean 'claims'?"),
    "mapping as an expression": (
        "ground: appetite * (front - held)",
        "ground: {of: {a: 1}}",
        "an expression is needed here, not a mapping",
    ),
    "text as a mapping": (
        "parameters: {fear: burden / 2}",
        "parameters: fear",
        "such as {resolve: 1}, is needed here, not 'fear'",
    ),
    "nothing as an expression": ("total: burden + price", "total:", "not nothing"),
    "no claim": ("    holds if: P(always front == held) > 0.5\n", "", "missing 'holds if'"),
    # YAML
    "comma in braces": (
        "{prior: 0.4, appetite: price}",
        "{prior: 0.4, appetite: max(price, 1)}",
        "a comma cut the expression 'max(price' short",
    ),
    "brackets in braces": (
        "when: patron plays arm}",
        "when: aid in [1, 2]}",
        "in {…} and […] put an expression that contains brackets or commas in quotes",
    ),
    "colon in an expression": (
        "ground: appetite * (front - held)",
        "ground: gain_loss(aid, reference: 1, aversion: 2)",
        "colon followed by a space in quotes",
    ),
    "tab": ("    patience: 0.9", "\tpatience: 0.9", "indent with spaces, not with tabs"),
    "key twice": ("    precision: 3", "    patience: 3", "the key 'patience' is given twice, first in line 21"),
    "anchor": ("patience: 0.9", "patience: &p 0.9", "anchors and aliases (& and *) are not allowed"),
    "alias": ("patience: 0.9", "patience: *p", "anchors and aliases (& and *) are not allowed"),
    "tag": ("patience: 0.9", "patience: !!float 0.9", "tags (tag:yaml.org,2002:float) are not allowed"),
    "second document": ("claims:", "---\nclaims:", "a second document begins here"),
    # Variants
    "circle of variants": (
        "no_arms: {says",
        "no_arms: {builds on: poor, says",
        "variants build on each other in a circle",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mistake(case: str) -> None:
    old, new, message = CASES[case]
    assert CEASEFIRE.count(old) >= 1
    text = CEASEFIRE.replace(old, new, 1)
    with pytest.raises(ScenarioError) as caught:
        loads(text, "ceasefire.yaml")
    assert message in str(caught.value)
    assert len(caught.value.mistakes) <= 8, "a mistake must not drown in what follows from it"
    (found,) = [mistake for mistake in caught.value.mistakes if message in mistake.message][:1]
    assert found.where.file == "ceasefire.yaml"
    changed = CEASEFIRE[: CEASEFIRE.index(old)].count("\n") + 1
    assert abs(found.where.line - changed) <= max(25, new.count("\n"))
    assert 1 <= found.where.line <= text.count("\n") + 1


def test_a_missing_part_is_placed_where_it_was_meant_or_at_the_end() -> None:
    title = "crisis: A ceasefire and its patron\n"
    for text, line in (
        (CEASEFIRE.replace(title, ""), CEASEFIRE.rstrip().count("\n")),
        (CEASEFIRE.replace(title, "crysis: A ceasefire\n"), 1),
    ):
        with pytest.raises(ScenarioError) as caught:
            loads(text, "ceasefire.yaml")
        assert {mistake.where.line for mistake in caught.value.mistakes} == {line}
        assert "'crisis'" in str(caught.value)


@pytest.mark.parametrize("written", ["1 %%", "1%%", "much%", "1.2.3%", "%%"])
@pytest.mark.parametrize("form", ["range: [0.5, 1.5], base: '{}'", "range: [0.5, '{}']", "value: '{}'"])
def test_a_percentage_that_is_none(written: str, form: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace("range: [0.5, 1.5]", form.format(written)))
    assert {mistake.where.line for mistake in caught.value.mistakes} == {15}


@pytest.mark.parametrize("written", ["80%", "80 %", ".8e0", "+80%", "80.0%"])
def test_a_base_in_percent(written: str) -> None:
    loads(CEASEFIRE.replace("range: [0.5, 1.5]", f"range: [50%, 1.5], base: {written}"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "actors:\n",
            "actors\n",
            "a colon, or the space after it, may be missing in this line or above it (line 19: 'actors')",
        ),
        ("[retreat, held, advance], starts: held", "[retreat, held, advance], starts held", "'starts: held'"),
    ],
)
def test_a_missing_colon(old: str, new: str, message: str) -> None:
    assert old in CEASEFIRE
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace(old, new, 1))
    assert message in str(caught.value)


def test_a_parenthesis_left_open_at_the_end_was_cut_by_no_comma() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace("{aid: aid * patron.appetite}", "{aid: aid * (patron.appetite}"))
    (mistake,) = caught.value.mistakes
    assert "expected ')'" in mistake.message


def test_many_aliases_are_one_mistake() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads("a: &a [1]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n")
    assert len(caught.value.mistakes) == 1


def test_an_empty_menu() -> None:
    start, end = CEASEFIRE.index("      restrain:"), CEASEFIRE.index("  - chance weather")
    with pytest.raises(ScenarioError, match="the menu of 'decides' is empty"):
        loads(CEASEFIRE[:start] + "      when: yes\n" + CEASEFIRE[end:])


def test_a_repeating_period_needs_impatience() -> None:
    text = CEASEFIRE.replace("afterwards: nothing", "afterwards: the last month repeats")
    loads(text)
    with pytest.raises(ScenarioError, match="repeats for ever, so the patience of patron must be below 1"):
        loads(text.replace("patience: 0.9", "patience: 1"))


def test_the_place_is_exact() -> None:
    text = CEASEFIRE.replace("date >= 2015-06 and front != advance", "date >= 2015-06 and frnt != advance")
    with pytest.raises(ScenarioError) as caught:
        loads(text, "ceasefire.yaml")
    assert str(caught.value).startswith(
        "ceasefire.yaml:39:35 each month.patron decides.arm.when: unknown name 'frnt' — did you mean 'front'? "
        "(state: front, aid, house, mood; "
    )


def test_all_mistakes_are_reported_at_once_in_file_order() -> None:
    text = (
        CEASEFIRE.replace("starts: dove", "starts: owl")
        .replace("prior: 0.4", "prior: 0.3")
        .replace("rain: 0.3", "rain: 3")
        .replace("patience: 0.9", "patienc: 0.9")
        .replace("then: front up", "then: frnt up")
    )
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    lines = [mistake.where.line for mistake in caught.value.mistakes]
    assert len(lines) == 5
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scale: [retreat, held, advance]", "scal: [retreat, held, advance]", "did you mean 'scale'?"),
        ("scale: [retreat, held, advance]", "scale: []", "this one is empty"),
        ("scale: [retreat, held, advance]", "scale: retreat", "a list of names is needed here, not 'retreat'"),
    ],
)
def test_one_slip_in_a_variable_is_one_mistake(old: str, new: str, message: str) -> None:
    """Its levels, and what changes it, are passed over."""
    assert old in CEASEFIRE
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace(old, new, 1))
    (mistake,) = caught.value.mistakes
    assert message in mistake.message


@pytest.mark.parametrize("key", ["At once", "at-once", "AT ONCE", "at_once"])
def test_at_once_in_other_letters_is_one_mistake(key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CROSSING.replace("- at once:", f"- {key}:"))
    (mistake,) = caught.value.mistakes
    assert "belong under 'at once'" in mistake.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("precision: 3", "precision:"),
        ("restrain: {costs: 0.2}", "restrain: {costs: }"),
        ("afterwards: nothing", "afterwards: "),
        ("when: month in [5, 6, 7]", "when:"),
    ],
)
def test_a_reserved_word_with_nothing_behind_it(old: str, new: str) -> None:
    assert old in CEASEFIRE
    with pytest.raises(ScenarioError, match="has no value"):
        loads(CEASEFIRE.replace(old, new, 1))


@pytest.mark.parametrize("number", ["many", "-3", "0", "10001", "1.5", "[3]", "yes"])
def test_worlds_are_a_whole_number(number: str) -> None:
    with pytest.raises(ScenarioError, match="a whole number from 1 to 10,000 is needed here"):
        loads(CEASEFIRE + f"worlds: {number}\n")


@pytest.mark.parametrize("words", [("yes", "no"), ("true", "false")])
def test_results_called_yes_or_no_have_the_right_mistake(words: tuple[str, str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace("      rain: 0.3\n      sun: rest", f"      {words[0]}: 0.3\n      {words[1]}: rest"))
    messages = [mistake.message for mistake in caught.value.mistakes]
    assert messages == [f"'{word}' is a reserved word and cannot name a result" for word in words]


def test_the_crisis_itself_has_no_mistakes() -> None:
    check_variants(loads(CEASEFIRE))


def test_a_file_of_absurd_size_is_refused_at_once() -> None:
    with pytest.raises(ScenarioError, match="at most 1,000,000 are allowed"):
        loads("a: " + "x" * 2_000_000)
