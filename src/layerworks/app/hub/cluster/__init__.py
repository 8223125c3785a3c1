"""A hub among several of one shop: its share of the machines, what others write and see, and where they are."""
