"""What the documents show runs."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import service
from detente.cli.main import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-crisis.md"
# Pages whose YAML blocks are parts of one file, which has another name than the page.
FILES = {"first-crisis": "island.yaml", "from-an-article": "river.yaml"}


def parts_of(page: Path) -> list[tuple[str, str]]:
    """The code blocks of a page, in order: language and text."""
    return re.findall(r"```(\w+)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def scenarios() -> list[tuple[str, str]]:
    """Every complete scenario in the documents: its place, and its text."""
    found = []
    for document in [each for each in DOCUMENTS if each.stem not in FILES]:
        for number, block in enumerate(
            re.findall(r"```yaml\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
        ):
            if block.startswith("crisis:"):
                found.append((f"{document.relative_to(ROOT)}-{number}", block))
    return found


@pytest.mark.parametrize(("place", "text"), scenarios(), ids=[place for place, _ in scenarios()])
def test_scenarios_are_in_order(place: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    file.write_text(text, encoding="utf-8")
    assert service.check(file, thorough=True).counts["claims"] >= 1, place


def test_there_is_a_first_scenario_and_its_verdict_is_the_one_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "first.yaml"
    file.write_text(dict(scenarios())["README.md-0"], encoding="utf-8")
    (claim,) = service.claims(file).claims
    printed = re.search(r"> \*\*(\w+)\*\* — “(.*?)” `(.*?)` — ([\d.]+) % \(([\d.]+) % … ([\d.]+) %\)", readme)
    assert printed
    assert claim.interval is not None
    assert printed.groups() == (
        claim.verdict,
        claim.quote,
        claim.statement,
        *(f"{100 * number:.1f}" for number in (claim.value, *claim.interval) if number is not None),
    )


def test_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    named = set(re.findall(r"^    detente (\w+)", readme, re.MULTILINE))
    assert named
    assert named <= known


def pages_that_run() -> list[Path]:
    """The pages of which something is run: Python, or commands with what they print."""
    return [page for page in DOCUMENTS if {language for language, _ in parts_of(page)} & {"python", "console"}]


# A block that is not run says so on the page, in the line before it: <!-- not run: it needs a day -->
NOT_RUN = re.compile(r"<!-- not run: (.*?) -->\n```python\n.*?```", re.DOTALL)
# A block that is a file says which: <!-- file: article.txt -->
BLOCK = re.compile(r"(?:<!-- file: (?P<file>[\w.-]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL)


@dataclass
class RunningPage:
    """A page whose blocks are run in their order, in the working directory.

    Args:
        file: to which YAML blocks are written: a section with the same first key is replaced, others are added.
        names: of Python, which later blocks go on from. num_commands: commands run so far.
    """

    file: Path
    sections: dict[str, str] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    num_commands: int = 0

    def write(self, text: str) -> None:
        """Take over the sections of a block, if the file has begun or begins with it."""
        if self.sections or text.startswith("crisis:"):
            for section in re.split(r"(?m)^(?=\S)", text):
                self.sections[section.split(":", 1)[0]] = section
            self.file.write_text("".join(self.sections.values()), encoding="utf-8")

    def command(self, text: str) -> None:
        """Run each command of a block; the lines below it are in its output, in their order."""
        for shown in re.split(r"(?m)^\$ ", text)[1:]:
            line, *expected = shown.strip().splitlines()
            program, *arguments = shlex.split(line)
            assert program == "detente"
            result = CliRunner().invoke(app, arguments)
            printed = " ".join(result.output.split())
            position = 0
            for words in expected:
                found = printed.find(words, position)
                assert found >= 0, f"{line}: '{words}' is not in:\n{result.output}"
                position = found + len(words)
            self.num_commands += 1

    def python(self, text: str, page: Path) -> None:
        """Run a block of Python."""
        exec(compile(text, str(page), "exec"), self.names)


@pytest.mark.parametrize("page", pages_that_run(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_runs_as_it_is_written(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    service.new("my_crisis.yaml")  # the file that the README has just had written
    text = page.read_text(encoding="utf-8")
    assert all(reason.strip() for reason in NOT_RUN.findall(text)), f"{page.name}: say why a block is not run"
    running = RunningPage(tmp_path / FILES.get(page.stem, f"{page.stem}.yaml"))
    for block in BLOCK.finditer(NOT_RUN.sub("", text)):
        if block["file"]:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["language"] == "yaml":
            running.write(block["text"])
        elif block["language"] == "console":
            running.command(block["text"])
        elif block["language"] == "python":
            for needed in re.findall(r"^(?:from|import) (\w+)", block["text"], re.MULTILINE):
                if needed not in sys.stdlib_module_names and importlib.util.find_spec(needed) is None:
                    pytest.skip(f"{needed} is not installed; the page says where it can be")
            running.python(block["text"], page)
    assert running.num_commands >= (8 if page == TUTORIAL else 0)


def test_every_crisis_of_the_gallery_has_a_picture() -> None:
    pages = [page for page in (ROOT / "docs" / "crises").glob("*.md") if page.name != "README.md"]
    assert len(pages) >= 12
    without = [page.name for page in pages if not re.search(r"!\[[^]]+\]\(../pictures/", page.read_text("utf-8"))]
    assert not without


def test_links_lead_somewhere() -> None:
    for document in [*DOCUMENTS, ROOT / "llms.txt"]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)}: {target}"


def test_pages_that_the_code_names_exist() -> None:
    """`docs/….md` in a file of the package; of a decision the number is enough."""
    missing = []
    for file in [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.yaml")]:
        for page in re.findall(r"docs/[\w/.-]+?\.md|docs/decisions/\d{4}\b", file.read_text(encoding="utf-8")):
            if not (ROOT / page).exists() and not list(ROOT.glob(f"{page}*")):
                missing.append(f"{file.relative_to(ROOT)}: {page}")
    assert not missing
