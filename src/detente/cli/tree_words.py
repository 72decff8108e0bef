"""A solved game tree for the terminal: its players, its information sets and its certificate."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from detente.analysis.game_trees import ImportedGame, SolvedTree
from detente.claims.numbers import format_decimals, format_number
from detente.cli.words import make_table
from detente.trees.answers import TreeAnswer, TreeCertificate

MOST_ROWS = 200
"""Information sets that are printed; all of them are in the JSON."""


def solved_tree(record: SolvedTree) -> RenderableType:
    answer = record.answer
    parts: list[RenderableType] = [Text(answer.title, style="bold"), certificate(answer.certificate), ""]
    parts += [players(answer), "", decisions(answer)]
    left = len(answer.decisions) - MOST_ROWS
    if left > 0:
        parts.append(Text(f"and {left:,} information sets more; --json prints all.", style="dim"))
    if answer.others is not None:
        parts.append(others(answer))
    if record.trace_file is not None:
        parts.append(Text(f"Wrote {record.trace_file}"))
    return Group(*parts)


def certificate(record: TreeCertificate) -> Text:
    size = f"{record.num_nodes:,} nodes, {record.num_sets:,} information sets"
    if record.is_solved:
        text = Text(
            f"Sound. Solved on the tree itself ({size}): every policy satisfies the equilibrium condition to within "
            f"{record.max_residual:.1e}.",
        )
    else:
        text = Text(
            f"Do not use. Not solved ({size}): policies miss the equilibrium condition by up to "
            f"{record.max_residual:.1e} ({record.worst}); {record.max_residual_reached:.1e} where play goes.",
            style="bold red",
        )
    if record.num_unknowns == 0:
        return text.append(
            "\nNobody's choices tell others anything: solved from the ends up, in one sweep.", style="dim"
        )
    turns = f", over {record.num_turns} turning points" if record.num_turns else ""
    way = f"\n{record.num_unknowns:,} unknowns, followed from λ = 0 in {record.num_steps:,} steps{turns}"
    which = "confirmed by shorter steps" if record.is_confirmed else "not confirmed by shorter steps"
    return text.append(f"{way} (principal branch, {which}).", style="dim")


def players(answer: TreeAnswer) -> RenderableType:
    table = make_table("Player", ">λ", ">Expected payoff", ">Best response", ">Gain at one set, at most")
    for each in answer.players:
        best = "—" if each.best_response is None else format_decimals(each.best_response, 4)
        value, gain = format_decimals(each.value, 4), format_decimals(each.gain, 4)
        table.add_row(each.name, "by type" if each.precision is None else f"{each.precision:g}", value, best, gain)
    return table


def decisions(answer: TreeAnswer) -> RenderableType:
    table = make_table("Player", "Information set", ">Reached", "Action", ">Probability", ">Worth")
    for each in answer.decisions[:MOST_ROWS]:
        acts = [act.name for act in each.acts]
        shares = [format_number(act.probability, True) for act in each.acts]
        worth = [format_decimals(act.value, 3) for act in each.acts]
        reach = format_number(each.reach, True)
        table.add_row(each.player, each.name, reach, *("\n".join(column) for column in (acts, shares, worth)))
    return table


def others(answer: TreeAnswer) -> Text:
    """The equilibria that were found from other starts."""
    found = answer.others
    assert found is not None, "they were looked for"
    text = Text(
        f"\nFrom {found.num_starts:,} random policies {found.num_arrived:,} arrived at an equilibrium; "
        f"{len(found.values):,} other than the one above were found."
    )
    for values in found.values:
        payoffs = ", ".join(
            f"{each.name} {format_decimals(value, 4)}" for each, value in zip(answer.players, values, strict=True)
        )
        text.append(f"\nAnother one: {payoffs}")
    return text


def imported(record: ImportedGame) -> RenderableType:
    counts = ", ".join(f"{number} {what}" for what, number in record.counts.items() if number)
    return Text(f"Wrote {record.file}: {record.title} ({counts}). Next: detente check {record.file}")
