"""An answer in a notebook: its section with escaped words, and its long table."""

from __future__ import annotations

from detente.analysis.asked import Asked
from detente.analysis.options import Origin
from detente.analysis.posterior import NumberSays, Posterior
from detente.notebook.answers import AnswerView

ORIGIN = Origin("x", "X", None, "0" * 16, 0, "0", {"solve": 1.0})
POSTERIOR = Posterior(
    numbers=(NumberSays("a<b", 0.0, 1.0, 0.5, (0.4, 0.6), 0.2),),
    variants=(),
    fits=(),
    confounded=(),
    worlds=({"a<b": 0.5},),
    first_worlds=({"a<b": 0.5},),
    event_terms=((0.0,),),
    num_worlds=1,
    num_solved=1,
    num_plays=1,
    betas=(1.0,),
    accepted=1.0,
    num_independent=1.0,
    log_evidence=0.0,
    num_points={},
    grid_error=None,
)


def test_words_and_table() -> None:
    shown = AnswerView(Asked(ORIGIN, "", "detente posterior x", POSTERIOR, None))
    assert shown.table.to_dict("records") == [{"a<b": 0.5}]
    assert "a&lt;b" in shown._repr_html_()
    assert repr(shown) == f"<{shown.section.title}: {shown.section.lead}>"
