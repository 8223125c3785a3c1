"""One folder a brand; each speaks the port of `fleet` on one side and its machines' protocol on the other."""
