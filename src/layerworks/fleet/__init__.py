"""Printers: the port in our words, commands, observations."""
