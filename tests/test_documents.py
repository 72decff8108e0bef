"""What the documents show runs."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente import service
from detente.cli.main import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-crisis.md"  # its blocks are parts of one file


def parts_of(page: Path) -> list[tuple[str, str]]:
    """The code blocks of a page, in order: language and text."""
    return re.findall(r"```(\w+)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def scenarios() -> list[tuple[str, str]]:
    """Every complete scenario in the documents: its place, and its text."""
    found = []
    for document in [each for each in DOCUMENTS if each != TUTORIAL]:
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


def pages_with_python() -> list[Path]:
    """The pages whose Python blocks are run."""
    return [page for page in DOCUMENTS if any(language == "python" for language, _ in parts_of(page))]


# A block that is not run says so on the page, in the line before it: <!-- not run: it needs a day -->
NOT_RUN = re.compile(r"<!-- not run: (.*?) -->\n```python\n.*?```", re.DOTALL)


@pytest.mark.parametrize("page", pages_with_python(), ids=lambda page: str(page.relative_to(ROOT)))
def test_python_runs_as_it_is_written(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    service.new("my_crisis.yaml")  # the file that the README has just had written
    text = page.read_text(encoding="utf-8")
    assert all(reason.strip() for reason in NOT_RUN.findall(text)), f"{page.name}: say why a block is not run"
    names: dict[str, object] = {}  # later blocks of a page go on from the earlier ones
    for block in re.findall(r"```python\n(.*?)```", NOT_RUN.sub("", text), re.DOTALL):
        for needed in re.findall(r"^(?:from|import) (\w+)", block, re.MULTILINE):
            if needed not in sys.stdlib_module_names and importlib.util.find_spec(needed) is None:
                pytest.skip(f"{needed} is not installed; the page says where it can be")
        exec(compile(block, str(page), "exec"), names)


def test_links_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)}: {target}"


def put(block: str, sections: dict[str, str]) -> None:
    """The block in place of the section with its first line's key, or behind all others."""
    sections[block.split(":", 1)[0]] = block


def test_the_tutorial_runs_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sections: dict[str, str] = {}
    commands = 0
    for language, text in parts_of(TUTORIAL):
        if language == "yaml":
            put(text, sections)
            Path("island.yaml").write_text("".join(sections.values()), encoding="utf-8")
            continue
        assert language == "console"
        command, *expected = text.strip().splitlines()
        assert command.startswith("$ detente ")
        result = CliRunner().invoke(app, command.removeprefix("$ detente ").split())
        printed = " ".join(result.output.split())
        position = 0
        for line in expected:
            found = printed.find(line, position)
            assert found >= 0, f"{command}: '{line}' is not in:\n{result.output}"
            position = found + len(line)
        commands += 1
    assert commands >= 8
    assert Path("report", "report.html").exists()
