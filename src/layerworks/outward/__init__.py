"""Machines as programs of others see them: documents and messages of their standards. All of it only tells."""
