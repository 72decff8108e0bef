"""Dated events held against a solved crisis: what they say of types, numbers and models, and what comes next."""
