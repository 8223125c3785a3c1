"""Slow twin of `layerworks.kernels.cut_planes`: one triangle and one plane at a time."""


def segments_of_plane(vertices, faces, z):
    """Return ((x0, y0), (x1, y1)) of every triangle that crosses a plane, inside on the left."""
    found = []
    for face in faces:
        a, b, c = (vertices[i] for i in face)
        below = [p for p in (a, b, c) if p[2] <= z]
        if len(below) in (0, 3):
            continue
        ends = []
        for p, q in ((a, b), (b, c), (c, a)):
            if (p[2] <= z) != (q[2] <= z):
                low, high = (p, q) if p[2] <= z else (q, p)
                t = (z - low[2]) / (high[2] - low[2])
                # seen from above, with the material on the left, a segment runs from the edge down to the edge up
                ends.append((p[2] <= z, (low[0] + t * (high[0] - low[0]), low[1] + t * (high[1] - low[1]))))
        begin, end = (next(point for up, point in ends if up == way) for way in (False, True))
        found.append((begin, end))
    return found
