"""Orders, their pieces, deliveries and invoices: what was promised, and what became of it."""
