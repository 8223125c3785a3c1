"""Customers, their organisations, what is agreed with them, what they see and write."""
