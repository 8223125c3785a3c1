"""A worker that stays: it has everything loaded, and each command of its user runs in a fork of it."""
