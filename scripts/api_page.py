"""Write docs/api/README.md from the docstrings of all public names of the package.

    python scripts/api_page.py [--check]

Names are those of `detente.__all__`. Python knows where each is defined; what it takes and returns is read from its
source text, so that the page shows annotations as they are written. With --check nothing is written, and the exit
status is 1 if the page is not current.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from pages import ROOT, write_or_check

import detente

PAGE = ROOT / "docs" / "api" / "README.md"
INTRODUCTION = """# The Python interface

Everything that `import detente` offers. Names are imported when they are first used, so `import detente` alone is
quick. Every command is one function of `detente.service`; the most used of them have a short name here.

This page is generated from the docstrings: `make pages` writes it, and a test checks that it is current.
"""
# Titles and order of the page's chapters, by the first part of the module that defines a name.
CHAPTERS = {
    "notebook": "In a notebook",
    "service": "One function for each task",
    "analysis": "Options and results",
    "scenario": "The crisis as a record",
    "game": "The compiled game",
    "solve": "The solution",
    "simulate": "Plays",
    "claims": "Claims",
    "errors": "Errors",
}
_TITLES = {"Args": "Arguments"}
_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Source|Invariants|Attributes|Example|Examples):\s*(.*)$")
_WIDTH = 112


@dataclass(frozen=True)
class PublicName:
    """A public name, with the module that defines it and its syntax tree."""

    name: str
    module: str
    node: ast.ClassDef | ast.FunctionDef

    @property
    def chapter(self) -> str:
        return self.module.removeprefix("detente.").split(".")[0]


def public_names() -> list[PublicName]:
    """Every public name but the version, chapter by chapter, in the order of its module."""
    found = []
    for name in detente.__all__:
        if name == "__version__":
            continue
        value = getattr(detente, name)
        module = getattr(value, "__module__", None)
        if module is None or not module.startswith("detente"):
            raise ValueError(f"where 'detente.{name}' is defined cannot be seen from its value")
        found.append(PublicName(name, module, _node(value, module)))
    order = list(CHAPTERS)
    unknown = sorted({each.chapter for each in found} - set(order))
    if unknown:
        raise ValueError(f"CHAPTERS needs a title for {', '.join(unknown)}")
    return sorted(found, key=lambda each: (order.index(each.chapter), each.module, each.node.lineno))


class _WithNumbers(ast.NodeTransformer):
    """Puts the value of a module's constant in the place of its name: `num_plays=20000` says more than a name."""

    def __init__(self, constants: dict[str, object]) -> None:
        self.constants = constants

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        node.defaults = [self._value(each) for each in node.defaults]
        node.kw_defaults = [each and self._value(each) for each in node.kw_defaults]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = node.value and self._value(node.value)
        return node

    def _value(self, default: ast.expr) -> ast.expr:
        value = self.constants.get(default.id) if isinstance(default, ast.Name) else None
        return ast.Constant(value) if isinstance(value, int | float | str) else default


def _node(value: object, module: str) -> ast.ClassDef | ast.FunctionDef:
    """The definition of a class or function in the source text of its module."""
    name = getattr(value, "__name__", "")
    home = importlib.import_module(module)
    file = inspect.getsourcefile(home)
    assert file is not None
    for node in ast.parse(Path(file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            _WithNumbers(vars(home)).visit(node)
            for base in getattr(value, "__bases__", ()) if isinstance(node, ast.ClassDef) else ():
                # What a class has from one that is not public itself stands on the page as its own.
                if base.__module__.startswith("detente") and base.__name__ not in detente.__all__:
                    node.body += _node(base, base.__module__).body[1:]
            return node
    raise ValueError(f"{module} has no class or function {name}")


# Signatures


def signature(name: str, function: ast.FunctionDef, *, is_method: bool = False) -> str:
    """A call as it is written, wrapped one argument a line where it is long."""
    arguments = _arguments(function.args)[1 if is_method and not _is_static(function) else 0 :]
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return _call(name, arguments, returns)


def _call(name: str, arguments: list[str], returns: str = "") -> str:
    line = f"{name}({', '.join(arguments)}){returns}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {each}," for each in arguments), f"){returns}"])


def _arguments(arguments: ast.arguments) -> list[str]:
    """Every argument with annotation and default, `/` and `*` included."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    shown = [_argument(each, default) for each, default in zip(plain, defaults, strict=True)]
    if arguments.posonlyargs:
        shown.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        shown.append("*" + _argument(arguments.vararg, None))
    elif arguments.kwonlyargs:
        shown.append("*")
    shown += [
        _argument(each, default) for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg:
        shown.append("**" + _argument(arguments.kwarg, None))
    return shown


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    annotation = f": {ast.unparse(argument.annotation)}" if argument.annotation else ""
    if default is None:
        return argument.arg + annotation
    return f"{argument.arg}{annotation}{' = ' if annotation else '='}{ast.unparse(default)}"


def _is_static(function: ast.FunctionDef) -> bool:
    return "staticmethod" in _decorators(function)


def _decorators(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    calls = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    return [ast.unparse(each).split(".")[-1] for each in calls]


# Text


def prose(node: ast.ClassDef | ast.FunctionDef) -> list[str]:
    """The docstring as Markdown: its sections (Args, Returns, Raises) become lists."""
    text = ast.get_docstring(node) or ""
    lines: list[str] = []
    section: list[str] | None = None
    for line in text.splitlines():
        heading = _SECTION.match(line)
        if heading:
            lines += [*_items(section), ""] if section is not None else []
            lines += [f"*{_TITLES.get(heading[1], heading[1])}*", ""]
            section = [heading[2]] if heading[2] else []
        elif section is not None and (line.startswith(" ") or not line.strip()):
            section.append(line)
        else:
            if section is not None:
                lines += [*_items(section), ""]
                section = None
            lines.append(line)
    if section is not None:
        lines += _items(section)
    return [*lines, ""] if lines else []


def _items(section: list[str]) -> list[str]:
    """Entries `name: meaning` as list items, anything else as a paragraph."""
    body = textwrap.dedent("\n".join(section)).strip().splitlines()
    items: list[str] = []
    for line in body:
        entry = re.match(r"^([\w*., ]+): (.*)$", line)
        if entry:
            items.append(f"- `{entry[1]}`: {entry[2]}")
        elif line.strip():
            items.append(f"  {line.strip()}" if items and items[0].startswith("- ") else line)
    return items


# Classes


def fields(node: ast.ClassDef) -> list[str]:
    """What a record holds, one line for each field."""
    listed = []
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and not each.target.id.startswith("_"):
            default = f" = {ast.unparse(each.value)}" if each.value is not None else ""
            listed.append(f"{each.target.id}: {ast.unparse(each.annotation)}{default}")
    return listed


def members(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """Public methods and properties, in the order of the class; of the special ones those that a user writes."""
    special = {"__call__", "__getitem__", "__iter__", "__len__"}
    functions = (each for each in node.body if isinstance(each, ast.FunctionDef))
    return [each for each in functions if not each.name.startswith("_") or (each.name in special and _documented(each))]


def _documented(function: ast.FunctionDef) -> bool:
    return ast.get_docstring(function) is not None


def entry(public: PublicName) -> list[str]:
    """A public name: its call, its docstring, and for a class its fields and members."""
    node = public.node
    if isinstance(node, ast.FunctionDef):
        return [f"### {public.name}", "", *_code(signature(public.name, node)), "", *prose(node)]
    assert isinstance(node, ast.ClassDef)
    lines = [f"### {public.name}", ""]
    held = fields(node)
    if held and "dataclass" in _decorators(node):
        lines += [*_code("\n".join(held)), ""]
    elif (built := _constructor(node)) is not None and _documented(built):
        lines += [*_code(signature(public.name, built, is_method=True)), ""]
    lines += prose(node)
    for member in members(node):
        lines += [f"#### {public.name}.{member.name}", "", *_code(_shown(member)), "", *prose(member)]
    return lines


def _constructor(node: ast.ClassDef) -> ast.FunctionDef | None:
    return next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)


def _shown(member: ast.FunctionDef) -> str:
    if {"property", "cached_property"} & set(_decorators(member)):
        returns = f": {ast.unparse(member.returns)}" if member.returns else ""
        return f"{member.name}{returns}  # property"
    return signature(member.name, member, is_method=True)


def _code(text: str) -> list[str]:
    return ["```text", text, "```"]


def api() -> str:
    """The page."""
    lines = [INTRODUCTION]
    names = public_names()
    for chapter, title in CHAPTERS.items():
        here = [each for each in names if each.chapter == chapter]
        if not here:
            continue
        links = " · ".join(f"[`{each.name}`](#{each.name.lower()})" for each in here)
        lines += [f"## {title}", "", links, ""]
        for each in here:
            lines += entry(each)
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Exit status: 1 if the page was to be checked and is not current."""
    PAGE.parent.mkdir(exist_ok=True)
    return write_or_check(PAGE, api(), is_check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
