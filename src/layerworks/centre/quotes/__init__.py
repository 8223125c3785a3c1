"""Quotes: an offer to a customer, each change a revision of its own."""
