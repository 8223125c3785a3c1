"""Pages for people: values in, HTML out. Their look stands in static/, their sentences in words/*/pages.toml."""
