"""Lead times as people type them."""

from typing import get_args

from layerworks.centre.rate_card import Lead
from layerworks.errors import Misused
from layerworks.words import say


def lead_of(text: str) -> Lead:
    """Return a lead time. Raises Misused with the choices."""
    for lead in get_args(Lead):
        if text == lead:
            return lead
    raise Misused(say("cli.no_lead", text=text), say("cli.leads", leads=", ".join(get_args(Lead))))
