"""From a file's tree to a scenario: every name first, then the records, then what must hold of them together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from detente.errors import Mistake, ScenarioError
from detente.scenario import building
from detente.scenario.actors import ActorContext, build_actors, name_actors, place_seats
from detente.scenario.both_sides import with_signals
from detente.scenario.checks import check_names, check_perceptions, check_scenario, check_variants
from detente.scenario.commitments import build_commitments
from detente.scenario.definitions import check_definitions, name_definitions
from detente.scenario.designs import build_designs
from detente.scenario.doubts import build_correlations
from detente.scenario.endless import check_endless, count_rounds, play_out_rounds
from detente.scenario.events import build_events
from detente.scenario.expressions import Formula
from detente.scenario.followed import with_followed
from detente.scenario.joint_priors import build_joint_prior
from detente.scenario.keys.claims import AnswerKeys, ClaimKeys
from detente.scenario.keys.crisis import CrisisKeys, read_crisis, read_stage_list, read_variants
from detente.scenario.keys.entry import Listed, Named, list_entries
from detente.scenario.keys.months import WrittenItem
from detente.scenario.keys.values import number_of
from detente.scenario.limits import find_excess
from detente.scenario.measures import build_measures
from detente.scenario.model import Actor, Calendar, Claim, NumberTable, Patch, Scenario, Variant
from detente.scenario.names import Names
from detente.scenario.promises import with_promises
from detente.scenario.seats import check_seats, with_seats
from detente.scenario.secrets import build_changes, check_sizes, keep_possible
from detente.scenario.sharing import Shared
from detente.scenario.site import Site, text_of
from detente.scenario.spoken import name_spoken
from detente.scenario.stages import Head, build_stages, read_heads
from detente.scenario.tables import name_tables
from detente.scenario.tree import Document, Node, Table, to_plain
from detente.scenario.type_patterns import check_types
from detente.scenario.variants import (
    Variants,
    apply_variant,
    find_followed,
    find_lineage,
    find_perceptions,
    list_own_perceptions,
)

# Words of expressions and claims that mean nothing where there is no calendar.
DATE_WORDS = frozenset({"date", "month", "year", "round", "at", "by", "from", "within"})


@dataclass(frozen=True)
class Draft:
    """A scenario as far as its file allows, and what is wrong with it.

    Args:
        scenario: fit for use if there are no mistakes, else for finding further ones.
        unclear: words of which nothing is known, as what declares them has mistakes.
        base: the tree of the file.
        shared: what was built from it, for its variants.
    """

    scenario: Scenario
    mistakes: tuple[Mistake, ...]
    unclear: frozenset[str]
    base: Table
    shared: Shared = field(default_factory=Shared, compare=False, repr=False)


@dataclass(frozen=True)
class BuildInput:
    """What a scenario is built from: the tree of the file and its variants, and how the result is called."""

    base: Table
    variants: Variants
    name: str
    path: str
    variant: str | None


def build_draft(base: Table, name: str, path: str, variant: str | None, shared: Shared | None = None) -> Draft:
    """What can be made of a file's tree with one of its variants applied.

    Args:
        shared: what was built for others of its variants.

    Raises:
        ScenarioError: the file is too large to be read.
    """
    shared = Shared() if shared is None else shared
    if (excess := shared.find_with(base, find_excess)) is not None:
        raise ScenarioError([excess])
    site = Site(shared=shared)
    origin = BuildInput(base, shared.find(base, _read_variants), name, path, variant)
    root = base if variant is None else apply_variant(base, origin.variants, variant, site.mistakes)
    if (excess := shared.find_with(root, find_excess)) is not None:
        # A change that makes the file too large is not made.
        site.mistakes.append(excess)
        root = base
    has_wrong_paths = bool(site.mistakes)
    crisis = with_seats(read_crisis(root, site), shared)
    scenario, unclear = _build(root, crisis, origin, site)
    # Where a change was not made, sums that it would have put right are no mistakes.
    sums = Site(names=site.names, sources=site.sources) if has_wrong_paths else site
    known_numbers = check_scenario(scenario, crisis, sums)
    check_endless(scenario, crisis, site)
    if not site.mistakes:
        scenario = with_followed(scenario, origin.variants, base.where, site)
    unclear |= set(site.names.numbers) - known_numbers
    return Draft(scenario, tuple(site.mistakes), frozenset(unclear), base, shared)


def _read_variants(base: Node) -> Variants:
    assert isinstance(base, Table)
    return read_variants(base)


def _build(root: Table, crisis: CrisisKeys, origin: BuildInput, site: Site) -> tuple[Scenario, set[str]]:
    """The scenario, and the words whose declarations have mistakes."""
    calendar, heads, holds_when, tables = _name_everything(crisis, origin, site)
    check_names(crisis, heads, site)
    check_types(crisis, site)
    check_seats(crisis, site)
    wrong_definitions = check_definitions(crisis.definitions, len(heads), site)
    site.names = replace(site.names, broken=site.names.broken | wrong_definitions)
    if origin.variant is None:
        check_variants(origin.variants, site)
    else:
        names = find_lineage(origin.variants, origin.variant, origin.base.where, [])
        check_perceptions(origin.variants, names, site)
    document = Document(root, origin.base, partial(site.shared.find, find=to_plain))
    stages = (*with_promises(build_stages(heads, site), heads, site), *build_changes(crisis.actors, len(heads), site))
    joint = build_joint_prior(crisis.joint_prior, site)
    actors = tuple(
        keep_possible(actor, stages)
        for actor in build_actors(crisis.actors, ActorContext(calendar, holds_when, len(heads), joint), site)
    )
    check_sizes(actors, site)
    sees = _sees(origin, actors)
    numbers = building.build_numbers(crisis.numbers, site)
    scenario = Scenario(
        name=origin.name,
        title=text_of(crisis.crisis) or "",
        question=text_of(crisis.question) or "",
        about=text_of(crisis.about) or "",
        leaves_out=tuple(each.text for each in crisis.leaves_out or ()),
        calendar=replace(calendar, afterwards=building.build_afterwards(crisis.calendar, calendar, site)),
        variables=tuple(site.names.variables.values()),
        numbers=numbers,
        actors=actors,
        stages=stages,
        variants=site.once((origin.variants,), "variants", lambda: _variants(origin.variants, site)),
        claims=_claims_once(crisis.claims, site),
        sources={name: keys.texts() for name, keys, _ in list_entries(crisis.sources)},
        path=origin.path,
        hash=compute_fingerprint(document, sees, _follows(origin)),
        variant=origin.variant,
        document=document,
        gone=site.names.gone,
        sees=sees,
        measures=(measures := build_measures(crisis.measures, calendar, len(heads), site)),
        definitions=_definitions(crisis, site),
        tables=tables,
        correlations=build_correlations(crisis.correlations, numbers, site),
        commitments=build_commitments(crisis.commitments, site),
        designs=build_designs(crisis.designs, measures, tuple(origin.variants.places), site),
        certainty=crisis.certainty,
        worlds=crisis.worlds or 0,
        equilibrium=crisis.equilibrium,
        events=build_events(crisis.events, calendar, stages, site),
        joint_prior=joint,
    )
    if scenario.calendar.is_endless:
        scenario = play_out_rounds(scenario, count_rounds(scenario))
    return scenario, _unclear(crisis, scenario, heads, site)


def _name_everything(
    crisis: CrisisKeys, origin: BuildInput, site: Site
) -> tuple[Calendar, tuple[Head, ...], dict[str, Formula], tuple[NumberTable, ...]]:
    """Puts every name of the file among the site's names; what can be built on the way is returned."""
    site.sources = tuple(crisis.sources.places) if crisis.sources is not None else ()
    calendar = building.build_calendar(crisis.calendar, site)
    numbers = crisis.numbers.places if crisis.numbers is not None else {}
    for word, where in numbers.items():
        site.name(word, where, "a number")
    site.names = Names(calendar, numbers=tuple(numbers))
    variables, lost = building.build_variables(crisis.state, site)
    site.names = replace(site.names, variables=variables, broken=lost, has_lost_levels=bool(lost))
    written = crisis.stages() or ()
    name_spoken(written, _stages_before(origin.base, site.shared) if origin.variant is not None else (), site)
    name_definitions(crisis.definitions, site)
    name_actors(crisis.actors, site)
    holds_when = place_seats(crisis.actors, site)
    heads = with_signals(read_heads(written, site), site)
    tables = name_tables(crisis.tables, len(heads), site)
    if origin.variant is not None:
        _remember_gone(origin.base, heads, site)
    # Where the calendar has mistakes, all else is still checked; dates that cannot be checked then need no message.
    return calendar or Calendar("month", ("",), ()), heads, holds_when, tables


def _stages_before(base: Table, shared: Shared) -> tuple[WrittenItem, ...]:
    """The stages of the file, without the variant's changes."""
    return shared.find(base, _read_stage_list)


def _read_stage_list(base: Node) -> tuple[WrittenItem, ...]:
    assert isinstance(base, Table)
    return read_stage_list(base)


def _remember_gone(base: Table, heads: tuple[Head, ...], site: Site) -> None:
    """Acts that the file has and the variant took away are played by no actor; expressions may still mention them."""
    before = Site(names=replace(site.names, decisions=()), shared=site.shared)

    def read() -> frozenset[tuple[str, str]]:
        read_heads(_stages_before(base, site.shared), before)
        return frozenset((decision.owner, act) for decision in before.names.decisions for act in decision.acts)

    present = {(head.owner, act) for head in heads for act in head.entries}
    site.names = replace(site.names, gone=before.once((base,), "acts", read) - present)


def _sees(origin: BuildInput, actors: tuple[Actor, ...]) -> tuple[tuple[str, str], ...]:
    """The actors that the variant gives a perception, a seat's to all who can hold it."""
    if origin.variant is None:
        return ()
    holders: dict[str, list[str]] = {}
    for actor in actors:
        if actor.seat is not None:
            holders.setdefault(actor.seat, []).append(actor.name)
    given = find_perceptions(origin.variants, origin.variant, origin.base.where, holders)
    return tuple((actor.name, given[actor.name].text) for actor in actors if actor.name in given)


def _follows(origin: BuildInput) -> tuple[tuple[str, str], ...]:
    """The commitments whose decisions follow a rule under the variant, and the rules."""
    if origin.variant is None:
        return ()
    followed = find_followed(origin.variants, origin.variant, origin.base.where)
    return tuple((name, rule) for name, (rule, _, _) in followed.items())


def _unclear(crisis: CrisisKeys, scenario: Scenario, heads: tuple[Head, ...], site: Site) -> set[str]:
    """The words whose declarations have mistakes; those of dates, and `plays`, if calendar or stages have any."""
    unclear = set(site.names.broken)
    unclear |= _names(crisis.actors) - site.names.actors.keys()
    unclear |= _names(crisis.measures) - {measure.name for measure in scenario.measures}
    items = crisis.stages() or ()
    if not items or sum(not head.own for head in heads) < sum(
        stage.keys is not None for item in items for stage in item.stages
    ):
        unclear.add("plays")
    return unclear if site.names.calendar else unclear | DATE_WORDS


def _names(named: Named[object] | None) -> set[str]:
    return set(named.places) if named is not None else set()


def compute_fingerprint(
    document: Document, sees: tuple[tuple[str, str], ...] = (), follows: tuple[tuple[str, str], ...] = ()
) -> str:
    """SHA-256 of the document (and of who sees another one, or follows a rule) as JSON, first 16 hex digits."""
    parts = [document, sees, follows] if follows else [document, sees] if sees else document
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _definitions(crisis: CrisisKeys, site: Site) -> tuple[tuple[str, str], ...]:
    entries = list_entries(crisis.definitions)
    return tuple((name, entry.text) for name, entry, _ in entries if name in site.names.definitions)


def _variants(variants: Variants, site: Site) -> tuple[Variant, ...]:
    records = []
    for name, keys, _ in list_entries(variants):
        patches = tuple(Patch(path, to_plain(value), value.where) for path, value, _ in list_entries(keys.changes))
        parents = tuple(parent.text for parent in keys.builds_on or ())
        sees = tuple((owner, perception.text) for owner, perception in list_own_perceptions(keys).items())
        probability = number_of(keys.probability) if keys.probability is not None else None
        if keys.probability is not None and probability is not None and not 0 <= probability <= 1:
            site.wrong(keys.probability.where, f"a probability must be between 0 and 1, and is {probability:g}")
        follows = tuple((commitment, rule.text) for commitment, rule, _ in list_entries(keys.follows))
        records.append(Variant(name, patches, parents, sees, text_of(keys.says), site.note(keys), probability, follows))
    return tuple(records)


def _claims_once(claims: Listed[ClaimKeys] | None, site: Site) -> tuple[Claim, ...]:
    items = tuple(claims.items) if claims is not None else ()
    return site.once(items, "claims", lambda: _claims(items, site))


def _claims(items: Sequence[ClaimKeys | None], site: Site) -> tuple[Claim, ...]:
    records: list[Claim] = []
    section = ""
    for number, keys in enumerate(items, start=1):
        if keys is not None:
            identity = text_of(keys.id) or f"claim_{number}"
            statement, says = text_of(keys.holds_if) or "", text_of(keys.says) or ""
            where = keys.holds_if.at(0) if keys.holds_if is not None else keys.value_place("holds if")
            is_folded = keys.holds_if is not None and keys.holds_if.indent is None
            section = text_of(keys.section) or section
            records.append(
                Claim(
                    identity,
                    says,
                    statement,
                    site.note(keys),
                    where,
                    is_folded,
                    section,
                    bool(keys.is_key),
                    _answers(keys.answers, records, site),
                )
            )
    return tuple(records)


def _answers(keys: AnswerKeys | None, before: list[Claim], site: Site) -> tuple[tuple[str, str], ...]:
    """By verdict, what a claim answers to the question of the analysis; those that are written."""
    if keys is None:
        return ()
    if others := [claim.id for claim in before if claim.answers]:
        site.wrong(keys.where, f"'{others[0]}' answers the question already; one claim does")
    written = {
        "holds": keys.holds,
        "fails": keys.fails,
        "no visible effect": keys.no_effect,
        "undecided": keys.undecided,
    }
    return tuple((verdict, text) for verdict, each in written.items() if (text := text_of(each)))
