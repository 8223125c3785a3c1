"""Tree supports: branches from under overhangs that lean, meet and reach the bed beside the part.

The idea is published: Vanek, Galicia, Benes, "Clever Support: Efficient Support Structure Generation for Digital
Fabrication" (2014) for branches that meet on the way down, and the collision areas by layer of open slicers for their
way past the part. Here both are steps on a raster, so that the cost is bounded by its pixels.
"""
