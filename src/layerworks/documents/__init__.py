"""Papers for people: the report of a part."""
