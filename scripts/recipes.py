"""The recipes of docs/contributing: show their patches on the page, open one for repair, and save it.

python scripts/recipes.py [--check]             write the patches into the page; --check: only whether it is current
python scripts/recipes.py open NAME FOLDER      clone the last commit into FOLDER and merge the patch in
python scripts/recipes.py save NAME FOLDER      write the patch from what FOLDER changes against its last commit
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from pages import ROOT, between_marks, write_or_check

FOLDER = ROOT / "docs" / "contributing"
PAGE = FOLDER / "README.md"


def recipes() -> dict[str, Path]:
    """The patches by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.diff"))}


def changed_files(patch: Path) -> list[str]:
    """The files that a patch changes or adds."""
    return re.findall(r"^\+\+\+ b/(.*)$", patch.read_text(encoding="utf-8"), re.MULTILINE)


def shown(patch: Path) -> str:
    """A patch as Markdown: the files that it changes, and the changes folded up."""
    text = patch.read_text(encoding="utf-8")
    # Identifiers of contents are for git alone.
    readable = re.sub(r"^index .*\n", "", text, flags=re.MULTILINE).rstrip()
    listed = "\n".join(f"- `{file}`" for file in changed_files(patch))
    return f"{listed}\n\n<details><summary>{patch.name}</summary>\n\n````diff\n{readable}\n````\n\n</details>"


def write_page(*, is_check: bool) -> int:
    """Exit status: 1 if the page was to be checked and is not current."""
    page = PAGE.read_text(encoding="utf-8")
    for name, patch in recipes().items():
        page = between_marks(page, f"recipe {name}", shown(patch))
    return write_or_check(PAGE, page, is_check=is_check)


def git(*arguments: str, at: Path) -> str:
    """What git prints.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    return subprocess.run(["git", *arguments], cwd=at, check=True, capture_output=True, text=True).stdout


def open_recipe(name: str, folder: Path) -> int:
    """Exit status: 1 if something remains to be done by hand.

    Files are merged one by one, so that one that has moved does not keep the others from being merged.
    """
    git("clone", "--quiet", "--shared", str(ROOT), str(folder), at=ROOT)
    patch = recipes()[name]
    by_hand = []
    for file in changed_files(patch):
        command = ["git", "apply", "--3way", f"--include={file}", str(patch)]
        if subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode:
            by_hand.append(file)
    print(f"{folder} holds the last commit with the patch merged in")
    for file in by_hand:
        state = "has conflicts" if (folder / file).exists() else "is gone: make its change where its text is now"
        print(f"  {file} {state}")
    return 1 if by_hand else 0


def save_recipe(name: str, folder: Path) -> int:
    """Write the patch, and the page that shows it."""
    git("add", "--all", at=folder)
    recipe = FOLDER / f"{name}.diff"
    recipe.write_text(git("diff", "--cached", "--full-index", "HEAD", at=folder), encoding="utf-8")
    return write_page(is_check=False)


def main(arguments: list[str]) -> int:
    """Exit status."""
    match arguments:
        case [] | ["--check"]:
            return write_page(is_check=bool(arguments))
        case ["open", name, folder] if name in recipes():
            return open_recipe(name, Path(folder))
        case ["save", name, folder] if name in recipes():
            return save_recipe(name, Path(folder))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
