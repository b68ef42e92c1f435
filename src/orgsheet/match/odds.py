"""Likelihoods and their logits, in which evidence adds up."""

from __future__ import annotations

from math import exp, log

ROUNDING = 1e-9
"""More than what is lost where the same numbers are added in another order."""


def likelihood(logit: float) -> float:
    """Return the likelihood, from 0 to 1, that a logit stands for."""
    return 1 / (1 + exp(-logit))


def logit_of(likely: float) -> float:
    """Return the logit of a likelihood from 0 to 1; of certainty that of almost certain."""
    kept = min(max(likely, 1e-9), 1 - 1e-9)
    return log(kept / (1 - kept))
