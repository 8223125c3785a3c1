"""What requests and answers of the hub's API look like; what the description of the API is made from."""
