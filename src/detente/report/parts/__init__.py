"""The parts of a report: every module turns results into what one template of the page shows."""
