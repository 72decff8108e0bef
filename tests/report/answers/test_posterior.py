"""What events say of numbers, in sentences."""

from __future__ import annotations

from detente.analysis.posterior import EventFit, NumberSays, Posterior, VariantSays
from detente.analysis.world_likelihoods import GridError
from detente.report.answers import show_answer


def test_numbers_before_and_after() -> None:
    posterior = Posterior(
        numbers=(
            NumberSays("burden", 0.1, 0.9, 0.3, (0.2, 0.5), 0.375),
            NumberSays("risk", 0.1, 0.9, 0.5, (0.1, 0.9), 0.98, is_clear=False),
        ),
        confounded=(("burden", "risk", -0.8),),
        variants=(VariantSays("trusted", 0.3, 0.6),),
        fits=(
            EventFit("2015-05", "patron plays arm", "Arms were sent", 2.0, 4.5),
            EventFit("2015-06", "x", "", 1.0, 0.5),
        ),
        worlds=({"burden": 0.3, "risk": 0.5},),
        first_worlds=({"burden": 0.3, "risk": 0.5},),
        event_terms=((-0.1, -0.2),),
        num_worlds=1,
        num_solved=9,
        num_plays=100,
        betas=(0.4, 1.0),
        accepted=0.3,
        num_independent=40.0,
        log_evidence=-2.0,
        num_points={"patron": 65},
        grid_error=GridError(0.31, 0.02, 0.05, 4),
    )
    section = show_answer(posterior)
    assert section.lead == "The events narrow burden."
    assert section.sentences[0] == "They reveal nothing that these worlds can show about risk."
    assert "Burden and risk cannot be told apart well (rank correlation −0.80)." in section.sentences
    assert "“Arms were sent”, well: over the worlds of the posterior its surprise is still 4.5" in section.sentences[2]
    assert section.sentences[3] == "The probability of trusted goes from 30 % to 60 %."
    assert section.tables[1].rows[0] == ["2015-05", "Arms were sent", "2.00", "4.50"]
    assert "the worlds are worth 40 independent ones. Belief grid: patron 65 points" in section.notes[1]
    assert "up to 0.02 more in one world than in another (4 worlds tried)" in section.notes[1].replace("\n", " ")
