"""Write the tables of keys into the reference of the scenario language.

    python scripts/reference_tables.py [PAGE...]

PAGE is a Markdown file; without any, all pages of docs/reference. Whatever stands between <!-- keys MODEL --> and
<!-- end --> is replaced by a table of the keys that MODEL, a model of `detente.scenario.keys`, describes.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import types
import typing
from pathlib import Path
from typing import Any

from detente.scenario import keys
from detente.scenario.keys.entry import Entry, Kind, Listed, Named

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
_PLACE = re.compile(r"<!-- keys (\w+) -->.*?<!-- end -->", re.DOTALL)


def models() -> dict[str, type[Entry]]:
    """The models that describe keys, by name."""
    named: dict[str, type[Entry]] = {}
    for module in pkgutil.iter_modules(keys.__path__):
        for name, value in vars(importlib.import_module(f"{keys.__name__}.{module.name}")).items():
            if isinstance(value, type) and issubclass(value, Entry):
                named[name] = value
    # What others are built on is described by them.
    return {
        name: model
        for name, model in named.items()
        if not any(other is not model and issubclass(other, model) for other in named.values())
    }


def kind(annotation: Any) -> str:
    """What kind of value a field has."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return kind(next(part for part in arguments if part is not type(None)))
    if origin is typing.Annotated:
        names = [part.name for part in arguments[1:] if isinstance(part, Kind)]
        return names[0] if names else kind(arguments[0])
    if origin is Named:
        return f"{kind(arguments[0])} by name"
    if origin is Listed:
        return f"list of {kind(arguments[0])}s"
    return "mapping"


def row(name: str, field: Any, annotation: Any, is_free: bool) -> str:
    """One key as a row of the table."""
    extra = field.json_schema_extra or {}
    usual = extra.get("default")
    default = f"{usual:g}" if isinstance(usual, float) else "" if usual is None else str(usual)
    default = "required" if extra.get("is_needed") else default
    example = next((f"`{example}`" for example in field.examples or () if example), "")
    value = kind(annotation).removesuffix(" by name") if is_free else kind(annotation)
    cells = ["*any other*" if is_free else f"`{name}`", field.description, value, default, example]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(model: type[Entry]) -> str:
    """The keys of a model as a Markdown table."""
    annotations = typing.get_type_hints(model, include_extras=True)
    attributes = {field.alias or name: name for name, field in model.model_fields.items()}
    lines = ["| key | meaning | value | default | example |", "|---|---|---|---|---|"]
    notes = [word for word in ("why", "source") if word in model.key_fields() and len(model.key_fields()) > 2]
    for name in [*(word for word in model.key_fields() if word not in notes), *notes]:
        lines.append(row(name, model.key_fields()[name], annotations[attributes[name]], is_free=False))
    if free := model.free_field():
        lines.append(row(free, model.model_fields[free], annotations[free], is_free=True))
    return "\n" + "\n".join(lines) + "\n"


def written(page: str) -> str:
    """The page with its tables.

    Raises:
        KeyError: the page names a model that there is not.
    """
    known = models()
    return _PLACE.sub(lambda place: f"<!-- keys {place[1]} -->{table(known[place[1]])}<!-- end -->", page)


def main(pages: list[str]) -> int:
    """Exit status: 0 if there are all models that the pages name."""
    for page in map(Path, pages):
        try:
            page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
        except KeyError as error:
            print(f"{page} names {error}, and no model of keys has that name")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or sorted(map(str, REFERENCE.glob("*.md")))))
