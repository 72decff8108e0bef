"""Small crises drawn at random, with claims: every kind of stage, of payoff and of secret of the scenario language."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

MOST_UNKNOWNS = 260

WITHOUT_ANSWER = (1002,)
"""Seeds of crises for which no equilibrium is found: a payoff jumps at the belief at which play would settle."""

SIDES = ("north", "south", "east")
KINDS = ("plain", "mild", "fierce")


class Draw:
    """A crisis as it is drawn, line by line."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        some = [((2,), 1), ((3,), 1), ((2, 2), 2), ((2, 2), 1), ((3, 2), 1), ((2, 2, 2), 1)]
        types, longest = some[seed % len(some)]
        self.types = (*types, *([1] * (2 - len(types))))
        self.rounds = 1 + (longest > 1 or len(types) == 1) + (len(types) == 1 and self.chance(0.4))
        self.precision = float(self.random.choice([1.0, 2.0, 4.0, 8.0, 16.0]))
        self.sides = SIDES[: len(self.types)]
        self.overt: list[tuple[str, str]] = []
        self.moves: list[tuple[str, str]] = []
        self.features: set[str] = set()

    def chance(self, prob: float) -> bool:
        return bool(self.random.random() < prob)

    def number(self, low: float, high: float) -> float:
        return float(np.round(self.random.uniform(low, high), 2))

    def text(self) -> str:
        stages = self._stages()
        lines = [
            "crisis: Drawn at random",
            f"calendar: {{rounds: {self.rounds}}}",
            "state:",
            "  line: {scale: [back, middle, front], starts: middle}",
            "actors:",
        ]
        for side, name in enumerate(self.sides):
            lines += self._actor(side, name)
        prior = self._shifted_prior()
        lines += ["each round:", *stages, "variants:", f"  shifted: {{{prior}}}"]
        claims = [f'  - {{says: "Quantity {n}.", holds if: "{s} > 0.5"}}' for n, s in enumerate(self._claims(), 1)]
        return "\n".join([*lines, "claims:", *claims, ""])

    def _actor(self, side: int, name: str) -> list[str]:
        lines = [f"  {name}:", f"    precision: {self.precision * (1 if side == 0 else 0.75)}", "    patience: 0.9"]
        num = self.types[side]
        if num > 1:
            lines.append("    types:")
            priors = {2: (0.6, 0.4), 3: (0.45, 0.3, 0.25)}[num]
            for kind, prior in zip(KINDS, priors, strict=False):
                lines.append(
                    f"      {kind}: {{prior: {prior}, drive: {self.number(-0.8, 1.2)}, ease: {self.number(-0.6, 0.6)}}}"
                )
        lines.append("    wants:")
        sign = 1 if side == 0 else -1
        lines.append(f"      ground: {'drive' if num > 1 else self.number(0.3, 1)} * ({sign} * (line - middle))")
        others = [s for s in range(len(self.sides)) if s != side and self.types[s] > 1]
        if others and self.chance(0.6):
            other = self.sides[others[0]]
            self.features.add("other's type")
            lines.append(f"      worry: {self.number(-0.8, 0.8)} * ({other} is mild) * (line == middle)")
        watched = side if num > 1 and self.chance(0.5) else others[0] if others else side
        if self.types[watched] > 1 and self.chance(0.4):
            about = f"belief({self.sides[watched]} is mild)"
            if self.chance(0.3):
                self.features.add("jump")
                lines.append(f'      regard: "{self.number(0.2, 0.6)} if {about} > {self.number(0.3, 0.7)} else 0"')
            else:
                self.features.add("belief")
                lines.append(f"      regard: {self.number(-0.8, 0.8)} * {about}")
        return lines

    def _shifted_prior(self) -> str:
        kinds = KINDS[: self.types[0]]
        priors = {2: (0.35, 0.65), 3: (0.2, 0.5, 0.3)}[self.types[0]]
        return ", ".join(f"actors.north.types.{k}.prior: {p}" for k, p in zip(kinds, priors, strict=True))

    def _stages(self) -> list[str]:
        lines: list[str] = []
        at_once = self.chance(0.3)
        if at_once:
            self.features.add("at once")
            lines.append("  - at once:")
            for side in (0, 1):
                lines += [f"    {line}" for line in self._decision(side, in_pair=True)]
        else:
            for side in range(len(self.sides)):
                made = self._decision(side, in_pair=False)
                lines += [f"  - {made[0].strip()}", *[f"    {line}" for line in made[1:]]]
        if len(self.sides) == 3 and at_once:
            made = self._decision(2, in_pair=False)
            lines += [f"  - {made[0].strip()}", *[f"    {line}" for line in made[1:]]]
        if self.chance(0.35):
            self.features.add("signal")
            lines += [
                "  - signal news:",
                f"      heard: {{probability: {self.number(0.5, 0.9)} if north is mild else {self.number(0.1, 0.5)}}}",
                "      silence: rest",
            ]
        if self.chance(0.2):
            lines += [
                "  - chance luck:",
                f"      up_it_goes: {{probability: {self.number(0.1, 0.4)}, then: line up}}",
                "      nothing_new: rest",
            ]
        return lines

    def _decision(self, side: int, in_pair: bool) -> list[str]:
        name = self.sides[side]
        covert = self.types[side] > 1 and not in_pair and self.chance(0.35)
        lines = [f"  {name} moves{side}:"]
        cost = "ease" if self.types[side] > 1 else str(self.number(-0.2, 0.3))
        way = "up" if side == 0 else "down"
        if covert:
            self.features.add("covert")
            lines.append("    covert: yes")
        lines.append(f"    hold{side}: {{}}")
        other = self.sides[1 - side] if side < 2 else self.sides[0]
        if self.chance(0.4) and not in_pair:
            self.features.add("results")
            prob = self.number(0.3, 0.8)
            lines.append(
                f"    push{side}: {{costs: {cost}, results: {{works{side}: {{probability: {prob}, then: line {way}}}, "
                f"fails{side}: {{probability: rest}}}}}}"
            )
        else:
            lines.append(
                f"    push{side}: {{costs: {cost}, then: line {way}, gives: {{{other}: {self.number(-0.5, 0.3)}}}}}"
            )
        self.moves += [(name, f"hold{side}"), (name, f"push{side}")]
        if self.chance(0.25):
            lines.append(f"    talk{side}: {{costs: {self.number(-0.3, 0.2)}}}")
            self.moves.append((name, f"talk{side}"))
        if covert:
            seen = f"{self.number(0.5, 0.9)} if act == push{side} else {self.number(0.05, 0.3)}"
            lines.append(f"    traces: {{seen{side}: {{probability: {seen}}}, unseen{side}: rest}}")
        return lines

    def _claims(self) -> list[str]:
        last = self.rounds
        name, move = self.moves[int(self.random.integers(len(self.moves)))]
        informed = [side for side, num in enumerate(self.types) if num > 1]
        about = self.sides[int(self.random.choice(informed))]
        pushes = "push0" if about == "north" else "push1" if about == "south" else "push2"
        level = ("back", "front")[int(self.random.integers(2))]
        share = f"P(eventually line == {level})"
        return [
            share,
            f"rate({about} plays {pushes} given {about} is mild)",
            f"belief({about} is mild at {last} given {name} plays {move})",
            f"E(line at {last})",
            f"value({about} is plain)",
            f"{share} under shifted - {share}",
        ]


def drawn(number: int) -> Iterator[tuple[str, str, str]]:
    """Name, kind and text of so many drawn crises, small enough for the exact tree; always the same."""
    from detente.scenario.loading import loads
    from support.exact_tree import ExactTree

    made, seed = 0, 1000
    while made < number:
        seed += 1
        if seed in WITHOUT_ANSWER:
            continue
        draw = Draw(seed)
        text = draw.text()
        try:
            tree = ExactTree(loads(text), most_nodes=1500)
        except ValueError:
            continue
        if tree.num_unknowns > MOST_UNKNOWNS:
            continue
        made += 1
        sort = "jump" if "jump" in draw.features else "at once" if "at once" in draw.features else "covert"
        kind = f"drawn, {sort if sort in draw.features else 'open'}"
        yield f"drawn_{seed}", kind, text
