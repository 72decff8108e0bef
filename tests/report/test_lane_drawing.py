"""The picture of a crisis: everything is in it, and whatever its words are, they are words in it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from detente.report.lane_drawing import MOST_ACTS, draw_lanes
from detente.report.lanes import Lane, LanePicture, LaneStage, Sight

SVG = "{http://www.w3.org/2000/svg}"


def stage(acts: tuple[str, ...] = ("wait", "act"), title: str = "decides", **changed: object) -> LaneStage:
    sights: dict[str, Sight] = {"a": "moves", "b": "sees", "c": "nothing"}
    plain = LaneStage("decides", title, "a", acts, "", (), False, 0, False, ("front",), (), sights)
    return LaneStage(**{**vars(plain), **changed})  # type: ignore[arg-type]


def drawn(*stages: LaneStage, title: str = "A crisis") -> ElementTree.Element:
    lanes = (Lane("a", "Ann"), Lane("b", "Bob", ("Old Bob", "Young Bob")), Lane("c", "Cyd"))
    return ElementTree.fromstring(draw_lanes(LanePicture(title, "month", lanes, stages)))


def texts(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_everybody_and_everything_is_named() -> None:
    shown = texts(drawn(stage()))
    for words in ("Each month, in this order", "Ann", "Bob", "Cyd", "Old Bob, Young Bob", "Decides", "· wait", "· act",
                  "front"):  # fmt: skip
        assert words in shown


def test_who_sees_it_is_told_by_shape() -> None:
    def marks(sight: Sight) -> tuple[int, int]:
        """Full circles, and circles, that the stage adds to those of the legend."""
        sights: dict[str, Sight] = {"a": "moves", "b": sight}
        root = drawn(stage(sights=sights))
        circles = list(root.iter(f"{SVG}circle"))
        return sum(each.get("fill") == "#1f2328" for each in circles) - 1, len(circles) - 3

    assert marks("sees") == (1, 1)
    assert marks("trace") == (0, 1)
    assert marks("result") == (0, 1)
    assert marks("nothing") == (0, 0)


def test_what_is_hidden_is_dashed_and_says_so() -> None:
    boxes = [each for each in drawn(stage(is_covert=True)).iter(f"{SVG}rect") if each.get("rx") == "4"]
    assert [each.get("stroke-dasharray") for each in boxes] == ["5 3"]
    assert texts(drawn(stage(is_covert=True))).count("hidden from some") == 2
    assert texts(drawn(stage())).count("hidden from some") == 1


def test_long_menus_are_cut_and_kept_in_full_beside_it() -> None:
    acts = tuple(f"act {number}" for number in range(MOST_ACTS + 4))
    root = drawn(stage(acts))
    assert texts(root).count("· and 5 more") == 1
    assert any("act 9" in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_a_long_condition_says_that_there_is_more_of_it() -> None:
    long = "date in [1939-10, 1940-07, 1940-10] and buffer != overrun and ties != ally"
    shown = [words for words in texts(drawn(stage(when=long))) if words.startswith(("when", "1940", "in"))]
    assert shown[-1].endswith(" …")
    assert not any(words.endswith("…") for words in texts(drawn(stage(when="buffer != overrun"))))


def test_stages_at_once_have_a_bracket() -> None:
    assert "at once" not in texts(drawn(stage(), stage()))
    assert texts(drawn(stage(at_once=1), stage(at_once=1))).count("at once") == 1


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "\"><image href='x' onload='y'>", "a & b \x07 c", "]]>"]
)
def test_words_are_words(words: str) -> None:
    root = drawn(stage((words,), words, when=words, about=(words,), changes=(words,)), title=words)
    allowed = {"svg", "title", "desc", "rect", "text", "line", "circle", "path", "g"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= allowed
    assert not any(key.startswith("on") or key == "href" for each in root.iter() for key in each.attrib)
    assert words[:5].replace("\x07", "\ufffd") in "".join(texts(root)).replace("· ", "") or "…" in "".join(texts(root))
