"""Jobs, attempts and part records."""
