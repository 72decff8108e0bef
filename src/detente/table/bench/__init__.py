"""The workbench without its page: the texts on the desk, the sliders, the board of claims, and what works beside it."""
