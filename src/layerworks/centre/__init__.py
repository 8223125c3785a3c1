"""The service centre: prices, quotes, orders."""
