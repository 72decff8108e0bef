"""Letters that look like others: names are written in one script, so that two words that look alike are alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

# Japanese is written in several scripts at once.
_TOGETHER = {"HIRAGANA": "Japanese", "KATAKANA": "Japanese", "CJK": "Japanese"}


@lru_cache(maxsize=4096)
def find_odd_letter(word: str) -> str:
    """What is wrong with a letter of a word, such as `its letter 'о' (number 3) is Cyrillic, the others are Latin`; ""
    if nothing is."""
    plain = unicodedata.normalize("NFKC", word)
    if plain != word:
        odd = next((letter for letter in word if unicodedata.normalize("NFKC", letter) != letter), word)
        place = word.index(odd) + 1
        return f"its letter '{odd}' (number {place}) only looks like '{unicodedata.normalize('NFKC', odd)}'"
    scripts = [_script_of(letter) for letter in word]
    counts = Counter(script for script in scripts if script)
    if len(counts) < 2:
        return ""
    # Of two scripts the rarer one is the slip; of as many letters of each, the one that is not Latin.
    odd_script = min(counts, key=lambda script: (counts[script], script == "Latin"))
    main = max((script for script in counts if script != odd_script), key=lambda script: counts[script])
    place = scripts.index(odd_script)
    return f"its letter '{word[place]}' (number {place + 1}) is {odd_script}, the others are {main}"


def _script_of(letter: str) -> str:
    """The script of a letter, by its name in Unicode; "" for digits and signs."""
    if not letter.isalpha():
        return "" if letter.isascii() else "of no script"
    first = unicodedata.name(letter, "UNKNOWN").split()[0]
    return _TOGETHER.get(first, first.capitalize())
