"""What MkDocs does with the documents besides laying them out.

The navigation is built from the folders, so that a new page appears by itself; links that lead out of docs become links
to the repository; `llms.txt` stands at the top of the site.
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from pathlib import Path
from typing import Any

from llms import llms_text
from site_structure import DOCS, PARTS, ROOT, title_of

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = f"{_PROJECT['urls']['Homepage']}/blob/main"
_LINK = re.compile(r"(\]\()((?:\.\./)+[^)#\s]+)(#[^)\s]*)?(\))")
_FOLDER = re.compile(r"(\]\()((?!https?://)[^)#\s]*/)(\))")
GALLERY = "crises/README.md"


def pictures() -> str:
    """The first picture of every crisis, each leading to its page; "" if none has one."""
    shown = []
    for path in sorted((DOCS / "crises").glob("*.md")):
        picture = re.search(r"!\[([^]]*)\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
        if picture is not None:
            heading = title_of(path.relative_to(DOCS).as_posix())
            shown.append(f"**[{heading}]({path.name})**\n\n[![{picture[1]}]({picture[2]})]({path.name})")
    return "\n\n".join(["\n\n## In pictures", *shown]) + "\n" if shown else ""


def on_config(config: Any) -> Any:
    """The navigation: one entry for each part that has pages."""
    parts = [(part.title, [{title_of(page): page} for page in part.pages()]) for part in PARTS]
    config["nav"] = [{title: pages} for title, pages in parts if pages]
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page with links that lead somewhere on the site, or into the repository."""
    here = posixpath.dirname(page.file.src_uri)
    if page.file.src_uri == GALLERY:
        markdown += pictures()

    def outside(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", here, found[2]))
        inside = target == "docs" or target.startswith("docs/")
        return found[0] if inside else f"{found[1]}{REPOSITORY}/{target}{found[3] or ''}{found[4]}"

    def folder(found: re.Match[str]) -> str:
        place = DOCS / here / found[2]
        for name in ("README.md", "index.md"):
            if (place / name).exists():
                return f"{found[1]}{found[2]}{name}{found[3]}"
        return found[0]

    return _FOLDER.sub(folder, _LINK.sub(outside, markdown))


def on_post_build(config: Any, **_: Any) -> None:
    """`llms.txt`, with the addresses that pages have on the site."""
    Path(config["site_dir"], "llms.txt").write_text(llms_text(as_site=True), encoding="utf-8")
