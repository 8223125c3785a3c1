"""Pictures of parts, layers and toolpaths as PNG, for people who would rather look than read."""
