"""A crisis as somebody had it: a file, a bundled crisis, a file in a commit, or the file that a run has kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from detente.errors import DetenteError
from detente.files import parse_json, read_regular
from detente.scenario import library, loading
from detente.scenario.commits import read_commit, split_commit
from detente.scenario.model import Scenario
from detente.service.setting_up import Source, WithNumbers, load

RESULT, KEPT = "result.json", "scenario.yaml"
"""Of a run: its numbers, and the whole scenario that they come from."""


@dataclass(frozen=True)
class Version:
    """A scenario, and how it is called beside another."""

    scenario: Scenario
    label: str


def load_version(crisis: Source, *, variant: str | None = None) -> Version:
    """The scenario of a file, folder or bundled crisis, of `FILE@COMMIT`, or of a run by its folder or `result.json`.

    Args:
        variant: the variant to apply; None: that of the run, or none.

    Raises:
        ScenarioError: all its mistakes together.
        DetenteError: there is no such file, commit or variant, or the run has not kept its scenario.
    """
    if isinstance(crisis, Scenario):
        return Version(load(crisis, variant=variant), crisis.path or crisis.name)
    if isinstance(crisis, WithNumbers):
        inner = load_version(crisis.crisis, variant=variant)
        return Version(loading.with_given(inner.scenario, crisis.numbers), inner.label)
    label = str(crisis)
    committed = split_commit(label)
    if committed is not None:
        path = _find_of_commit(committed[0])
        tree = read_commit(path, committed[1])
        return Version(loading.load_tree(tree, path.stem, label, variant), label)
    path = Path(crisis).expanduser() if label.startswith("~") else Path(crisis)
    result = path / RESULT if path.is_dir() else path
    if result.name == RESULT and result.is_file():
        return Version(_load_run(result, variant), label)
    return Version(load(crisis, variant=variant), label)


def _find_of_commit(name: str) -> Path:
    """The place of a file that may be in a commit alone."""
    try:
        return library.find(name)
    except DetenteError:
        return Path(name)


def _load_run(result: Path, variant: str | None) -> Scenario:
    kept = result.with_name(KEPT)
    if not kept.is_file():
        raise DetenteError(f"'{result}': the run has not kept its scenario ({KEPT} beside it); run it once more")
    try:
        document = parse_json(read_regular(result))
        ran, fingerprint = document["variant"], document["scenario_hash"]
    except (OSError, ValueError, KeyError, TypeError):
        raise DetenteError(f"'{result}' is not the result of a run") from None
    scenario = loading.load(kept, ran)
    if scenario.hash != fingerprint:
        raise DetenteError(f"'{kept}' is not the scenario of this run: its hash is {scenario.hash}, not {fingerprint}")
    return scenario if variant is None else loading.with_variant(scenario, variant)
