"""What changed since the last run in the same folder: two results compared claim by claim.

Results are compared as documents, the way `result.json` has them, so that nothing is solved again; a key that an older
file lacks counts as not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from detente.claims.verdict import Interval
from detente.files import parse_json, read_regular

Kind = Literal["verdict", "number", "statement", "new", "gone"]


@dataclass(frozen=True)
class ClaimSince:
    """One claim that is not what it was.

    Args:
        kind: whether its verdict is another one; or only its number, and by more than both intervals explain; or its
            statement; or whether there is the claim in one of the two runs only.
        before, after: verdicts, "" where there is none. value_before, value_after, interval_before, interval_after: of
            the number that decides.
    """

    claim: str
    quote: str
    kind: Kind
    before: str
    after: str
    value_before: float | None = None
    value_after: float | None = None
    interval_before: Interval | None = None
    interval_after: Interval | None = None
    is_share: bool = False
    is_difference: bool = False


@dataclass(frozen=True)
class SinceLast:
    """A run against the one before it.

    Args:
        settings: what the two do not share, such as `seed: 0 → 1`. is_same_file: whether the scenario has not changed.
        num_same: claims with the same statement and verdict, and a number that chance can explain.
    """

    settings: tuple[str, ...]
    is_same_file: bool
    claims: tuple[ClaimSince, ...]
    num_same: int
    bottom_line: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "settings": list(self.settings), "claims": [asdict(each) for each in self.claims]}


class _KeptClaim(BaseModel):
    model_config = ConfigDict(strict=True)
    id: str
    quote: str = ""
    verdict: str = ""
    statement: str = ""
    value: float | None = None
    interval: list[float] | None = None
    parts: list[dict[str, Any]] = []


class _KeptResult(BaseModel):
    """What is read of a result, which others may have written or changed."""

    model_config = ConfigDict(strict=True)
    claims: list[_KeptClaim]
    estimate: dict[str, Any] | None = None
    worlds: dict[str, Any] | None = None


def read_result(folder: Path) -> dict[str, Any] | None:
    """The result in a folder; None if there is none, or it cannot be read."""
    try:
        document = parse_json(read_regular(folder / "result.json"))
        _KeptResult.model_validate(document)
    except (OSError, ValueError):
        return None
    return dict(document)


def compare_results(before: Mapping[str, Any], after: Mapping[str, Any]) -> SinceLast:
    """What differs between two results."""
    old, new = ({claim.get("id"): claim for claim in result["claims"]} for result in (before, after))
    changed = [_changed(old[name], claim) for name, claim in new.items() if name in old]
    found = [each for each in changed if each is not None]
    found += [_alone(claim, "new") for name, claim in new.items() if name not in old]
    found += [_alone(claim, "gone") for name, claim in old.items() if name not in new]
    line = (before.get("estimate") or {}).get("bottom_line", "")
    return SinceLast(
        tuple(_settings(before, after)),
        before.get("scenario_hash") == after.get("scenario_hash"),
        tuple(found),
        sum(each is None for each in changed),
        line if line != (after.get("estimate") or {}).get("bottom_line", "") else "",
    )


_SETTINGS = {
    "version": "version",
    "variant": "variant",
    "seed": "seed",
    "num_plays": "plays",
    "num_points": "belief points",
}
"""By key of a result, in words."""


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Everything but the scenario that may make numbers differ."""
    pairs = [(words, before.get(name), after.get(name)) for name, words in _SETTINGS.items()]
    worlds = [(result.get("worlds") or {}).get("num_worlds", 0) for result in (before, after)]
    return [f"{name}: {_plain(old)} → {_plain(new)}" for name, old, new in [*pairs, ("worlds", *worlds)] if old != new]


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {each}" for name, each in value.items())
    return "none" if value is None else str(value)


def _alone(claim: Mapping[str, Any], kind: Literal["new", "gone"]) -> ClaimSince:
    verdict = str(claim.get("verdict", ""))
    before, after = ("", verdict) if kind == "new" else (verdict, "")
    return ClaimSince(str(claim.get("id")), str(claim.get("quote", "")), kind, before, after)


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> ClaimSince | None:
    """How a claim has changed; None if it has not, as far as anybody can tell."""
    kind: Kind | None = None
    if old.get("verdict") != new.get("verdict"):
        kind = "verdict"
    elif old.get("statement") != new.get("statement"):
        kind = "statement"
    elif _are_apart(old, new):
        kind = "number"
    if kind is None:
        return None
    return ClaimSince(
        str(new["id"]),
        str(new.get("quote", "")),
        kind,
        str(old.get("verdict", "")),
        str(new.get("verdict", "")),
        old.get("value"),
        new.get("value"),
        _interval(old),
        _interval(new),
        *read_kind(new),
    )


def read_kind(claim: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the number of a claim of a written result is of shares, and whether it is a difference."""
    parts = claim.get("parts", ())
    deciding = next((part for part in parts if part.get("value") == claim.get("value")), None)
    sides = () if deciding is None else deciding.get("sides", ())
    is_difference = len(sides) > 1 or any(each.get("is_difference") for each in sides)
    return any(part.get("is_share") for part in parts), is_difference


def _interval(claim: Mapping[str, Any]) -> Interval | None:
    ends = claim.get("interval")
    return (float(ends[0]), float(ends[1])) if isinstance(ends, list) and len(ends) == 2 else None


def _are_apart(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the two intervals have no point in common."""
    first, second = _interval(old), _interval(new)
    if first is None or second is None:
        return (first is None) != (second is None)
    return first[1] < second[0] or second[1] < first[0]
