"""Questions asked besides the claims: each has a section, and a wrong name is told with those that there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente import service
from detente.analysis.questions import QUESTIONS
from detente.errors import UnknownNameError
from detente.report.answers import SECTIONS
from detente.scenario.library import TEMPLATE

FEW = service.Options(num_plays=200, num_points=9)


def test_every_question_has_a_section() -> None:
    assert len(SECTIONS) >= len(QUESTIONS)


def test_an_answer_is_a_section_of_the_report(tmp_path: Path) -> None:
    done = service.run(TEMPLATE, options=FEW, out=tmp_path, also=["policies"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<section id="policies">' in page
    assert '<a href="#policies">Policies compared</a>' in page
    assert page.index('id="place-options"') < page.index('<section id="policies">') < page.index('id="place-play"')
    assert "also=['policies']" in done.command
    written = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["answers"]["policies"]
    compared = service.compare(TEMPLATE, options=FEW).comparison.to_json()
    assert written == json.loads(json.dumps(compared))


def test_the_name_of_no_question() -> None:
    with pytest.raises(UnknownNameError, match=r"no question 'policy'.*policies"):
        service.run(TEMPLATE, also=["policy"])
