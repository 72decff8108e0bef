"""The documents as a site: links lead somewhere, pages can be reached, nothing is fetched from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("material", reason="detente[site] is not installed")

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a link that leads nowhere, or a page left out, is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Loads(HTMLParser):
    """What a page loads by itself: scripts, styles, pictures, frames; not where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") in ("canonical", "prev", "next", "alternate"):
            return
        if tag != "a":
            self.loaded += [given[name] for name in ("src", "href", "srcset", "data", "poster") if given.get(name)]


def address_of(page: Path) -> str:
    """Where a page of the documents is on the site."""
    name = page.relative_to(DOCS).with_suffix(".html").as_posix()
    return name.removesuffix("README.html") + "index.html" if name.endswith("README.html") else name


def test_every_page_of_the_documents_is_in_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"#]+)"', start))
    pages = [address_of(page) for page in DOCS.rglob("*.md")]
    assert [page for page in pages if not (site / page).exists()] == []
    # Material folds parts away on the start page, but links to the first page of each.
    assert {"start.html", "limits.html", "tutorial/first-crisis.html", "crises/index.html"} <= linked


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for file in sorted(site.rglob("*.html")):
        parser = Loads()
        parser.feed(file.read_text(encoding="utf-8"))
        outside = [each for each in parser.loaded if re.match(r"(?:https?:)?//", each)]
        assert outside == [], file.relative_to(site)
    for file in site.rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?http", text), file.name


def test_no_page_asks_for_what_its_script_would_fetch(site: Path) -> None:
    """The theme's script fetches a drawing library for diagrams, and statistics for a repository in the header."""
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert 'class="mermaid"' not in text, file.name
        assert 'data-md-component="source"' not in text, file.name


def test_links_that_leave_the_documents_lead_into_the_repository(site: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    link = re.compile(re.escape(f"{project['urls']['Homepage']}/blob/main/") + r"([^\"#)]+)")
    found = {path for file in site.rglob("*.html") for path in link.findall(file.read_text(encoding="utf-8"))}
    assert found
    assert [path for path in found if not (ROOT / path).exists()] == []


def test_the_map_for_programs_leads_to_pages_of_the_site(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) >= len(list(DOCS.rglob("*.md")))
    assert [target for target in targets if not (site / target).exists()] == []


def test_the_picture_that_moves_is_small_and_whole(site: Path) -> None:
    picture = site / "pictures" / "play.svg"
    text = picture.read_text(encoding="utf-8")
    assert picture.stat().st_size < 200_000
    assert "@keyframes" in text
    assert "prefers-reduced-motion" in text
    assert not re.search(r"<script|href=|url\(", text)
