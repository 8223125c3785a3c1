"""The service centre at work: its rules over a journal, with clocks and files handed in."""
