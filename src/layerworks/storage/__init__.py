"""The journal, and files by digest."""
