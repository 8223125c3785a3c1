"""Toolpath → Program, and foreign G-code → moves."""
