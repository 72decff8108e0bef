"""The workbench in a real browser: what somebody writes and moves, and what the page makes of it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from detente import service
from detente.table.web.workbench_page import first_file
from support.browser import Heard, a_person, accessibility_faults, running
from support.desks import CHOICE

WIDTHS = (390, 820, 1280)
SECONDS = 240_000
"""Milliseconds, on a machine that many share; how long it takes is measured elsewhere."""

SCRIPT = "<img src=x onerror='window.ran=1'>{{ 7*191 }}<script>window.ran=2</script>"
TEXT = CHOICE.replace("says: It breaks.", f'says: "{SCRIPT}"').replace("why: a matter of taste", f'why: "{SCRIPT}"')
TEXT = TEXT.replace("crisis: A choice", f'crisis: "{SCRIPT}"\nquestion: "{SCRIPT}"')


@dataclass
class Bench:
    """A workbench that runs: its address, and the file that is on its desk."""

    address: str
    file: Path


@pytest.fixture
def bench(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    file = tmp_path / "choice.yaml"
    file.write_text(TEXT, encoding="utf-8")
    kept = {"DETENTE_VERDICTS": str(tmp_path_factory.mktemp("verdicts"))}
    with running("workbench", str(file), environment=kept) as (found, _):
        yield Bench(found["address"], file)


def test_a_folder_opens_at_its_crisis() -> None:
    assert first_file(["war/claims.yaml", "war/crisis.yaml", "war/variants.yaml"]) == "war/crisis.yaml"
    assert first_file(["a/one.yaml", "a/two.yaml"]) == "a/one.yaml"


def open_bench(page: Any, bench: Bench) -> None:
    """The page, once it has judged what is in the file."""
    page.set_default_timeout(SECONDS)
    page.goto(bench.address)
    page.locator(".board .badge").wait_for()
    settle(page)


def settle(page: Any) -> None:
    """Wait until nothing is being done."""
    page.locator(".activity").first.wait_for(state="hidden")
    page.wait_for_function("!document.querySelector('.board .old')")


def is_calm(page: Any, heard: Heard) -> None:
    """Nothing ran, nothing was asked of another machine, and the console is silent."""
    assert page.evaluate("window.ran") is None
    assert "1337" not in page.locator("body").inner_text()
    assert heard.hosts <= {"127.0.0.1", "data", "blob"}
    assert heard.complaints == []


def test_a_slider_that_is_moved_by_keys_turns_the_verdict(browser: Any, bench: Bench) -> None:
    with a_person(browser) as (page, heard):
        open_bench(page, bench)
        # 1 / (1 + e²) = 11.9 %.
        assert page.locator(".board .badge").inner_text() == "fails"
        slider = page.get_by_label("cost")
        assert slider.get_attribute("aria-valuetext") == "1"
        slider.focus()
        page.keyboard.press("Home")
        page.locator(".changed.turned").wait_for()
        settle(page)
        # 1 / (1 + e⁻⁴) = 98.2 %.
        assert slider.get_attribute("aria-valuetext") == "−2"
        assert "Verdict: fails → holds." in page.locator(".changed").inner_text()
        assert page.locator(".board .badge").inner_text().startswith("holds")
        assert page.locator(".tally").inner_text().count("verdict turned") == 1
        assert page.evaluate("document.activeElement.type") == "range", "nobody loses its place"
        assert bench.file.read_text(encoding="utf-8") == TEXT
        page.get_by_role("button", name="Save these positions in a file").press("Enter")
        page.locator(".notice", has_text="choice.set.yaml").wait_for()
        assert service.read_settings(bench.file.with_name("choice.set.yaml")) == {"cost": -2.0}
        page.get_by_role("button", name="Put all back").press("Enter")
        page.locator(".changed").wait_for(state="detached")
        assert page.get_by_label("cost").get_attribute("aria-valuetext") == "1"
        is_calm(page, heard)


def test_a_mistake_is_told_at_its_line_while_it_is_typed(browser: Any, bench: Bench) -> None:
    with a_person(browser) as (page, heard):
        open_bench(page, bench)
        field = page.locator("#text")
        field.focus()
        line = TEXT[: TEXT.index("peace = broken")].count("\n") + 1
        place = TEXT.index("peace = broken") + len("peace = bro")
        page.evaluate("(place) => document.getElementById('text').setSelectionRange(place, place)", place)
        page.keyboard.type("o")
        page.locator(".mark").wait_for()
        wrong = field.input_value()
        assert wrong == TEXT.replace("peace = broken", "peace = brooken", 1)
        assert "did you mean 'broken'?" in page.locator(".mark").inner_text()
        row = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.mark')).height)")
        top = page.evaluate("document.querySelector('.mark').offsetTop")
        assert round(top / row) == line - 1
        assert page.evaluate("document.activeElement.id") == "text", "whoever types goes on typing"
        message = page.locator("button.line")
        assert message.inner_text().startswith(f"line {line}, ")
        page.evaluate("document.getElementById('text').setSelectionRange(0, 0)")
        message.press("Enter")
        before = page.evaluate(
            "(() => { const f = document.activeElement; return f.value.slice(0, f.selectionStart); })()"
        )
        assert before.count("\n") == line - 1
        assert bench.file.read_text(encoding="utf-8") == TEXT
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(TEXT + "# mine\n")
        page.locator(".mark").wait_for(state="detached")
        page.get_by_role("button", name="Save to").press("Enter")
        page.locator(".notice", has_text="Written").wait_for()
        assert bench.file.read_text(encoding="utf-8") == TEXT + "# mine\n"
        bench.file.write_text(TEXT, encoding="utf-8")
        page.get_by_role("button", name="Load the version on disk").press("Enter")
        page.locator(".notice", has_text="Read again").wait_for()
        page.wait_for_function("(text) => document.getElementById('text').value === text", arg=TEXT)
        is_calm(page, heard)


def test_answers_the_picture_and_three_widths(browser: Any, bench: Bench) -> None:
    with a_person(browser) as (page, heard):
        open_bench(page, bench)
        page.get_by_role("button", name="Ask about the claim it_breaks").press("Enter")
        assert page.evaluate("document.activeElement.id") == "ask-claim"
        page.get_by_role("button", name="How does it depend on each number?").press("Enter")
        page.locator("#answer").wait_for()
        assert page.evaluate("document.activeElement.id") == "answer"
        page.locator(".answer-here img").first.wait_for()
        drawn = page.locator("#main img").evaluate_all("(all) => all.map((each) => each.complete && each.naturalWidth)")
        assert len(drawn) >= 2
        assert min(drawn) > 100
        assert "detente curve" in page.locator(".ask code").inner_text()
        page.locator("summary", has_text="In sentences").press("Enter")
        assert "1. Ann: decides (keep, break)." in page.locator("details[open]").inner_text()
        assert accessibility_faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"the page is {wide} wide at {width}"
        is_calm(page, heard)


def test_the_address_is_a_pass(bench: Bench) -> None:
    with urllib.request.urlopen(bench.address) as answer:
        assert answer.status == 200
    for address in (bench.address[:-1], bench.address.rsplit("/", 1)[0], bench.address.split("/workbench")[0] + "/"):
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(address)
    other = urllib.request.Request(bench.address, headers={"Host": "attacker.example"})
    with pytest.raises(HTTPError, match="400"):
        urllib.request.urlopen(other)
