"""Plate → Layers → Strokes → Toolpath: outlines, walls, skins, infill, order. A library without a server."""
