"""The hub: a shop's machines and its queue, tended by one process. Needs the extra `fleet`."""
