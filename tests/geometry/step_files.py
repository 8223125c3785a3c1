"""STEP files written by hand: a box of flat faces and a cylinder."""

from collections.abc import Callable

Add = Callable[[str], str]  # writes an entity, returns its number

_FACES = {
    "0.,0.,-1.": (0, 2, 3, 1),
    "0.,0.,1.": (4, 5, 7, 6),
    "0.,-1.,0.": (0, 1, 5, 4),
    "0.,1.,0.": (2, 6, 7, 3),
    "-1.,0.,0.": (0, 4, 6, 2),
    "1.,0.,0.": (1, 3, 7, 5),
}  # outward normal, ring of corners


def step_box(x: float, y: float, z: float, unit: str = "SI_UNIT(.MILLI.,.METRE.)") -> bytes:
    """Return a faceted box from the origin to (x, y, z). unit: an SI_UNIT entity, or `inch`."""
    lines: list[str] = []
    add = _writer(lines)
    corners = [_point(add, a, b, c) for c in (0, z) for b in (0, y) for a in (0, x)]
    faces: list[str] = []
    for normal, ring in _FACES.items():
        across = "0.,1.,0." if "1" in normal.split(",")[0] else "1.,0.,0."
        plane = add(f"PLANE('',{_axes(add, corners[ring[0]], normal, across)})")
        loop = add(f"POLY_LOOP('',({','.join(corners[k] for k in ring)}))")
        bound = add(f"FACE_OUTER_BOUND('',{loop},.T.)")
        faces.append(add(f"FACE_SURFACE('',({bound}),{plane},.T.)"))
    shell = add(f"CLOSED_SHELL('',({','.join(faces)}))")
    solid = add(f"FACETED_BREP('box',{shell})")
    return _file(lines, solid, "FACETED_BREP_SHAPE_REPRESENTATION", unit)


def step_cylinder(radius: float, height: float, unit: str = "SI_UNIT(.MILLI.,.METRE.)") -> bytes:
    """Return a cylinder about the z axis, standing on z = 0."""
    lines: list[str] = []
    add = _writer(lines)
    vertices = [add(f"VERTEX_POINT('',{_point(add, radius, 0, z)})") for z in (0, height)]
    axes = [_axes(add, _point(add, 0, 0, z), "0.,0.,1.", "1.,0.,0.") for z in (0, height)]
    circles = [add(f"CIRCLE('',{place},{radius:.6f})") for place in axes]
    rims = [add(f"EDGE_CURVE('',{v},{v},{circle},.T.)") for v, circle in zip(vertices, circles, strict=True)]
    up = add("DIRECTION('',(0.,0.,1.))")
    vector = add(f"VECTOR('',{up},1.)")
    line = add(f"LINE('',{_point(add, radius, 0, 0)},{vector})")
    seam = add(f"EDGE_CURVE('',{vertices[0]},{vertices[1]},{line},.T.)")
    below = _axes(add, _point(add, 0, 0, 0), "0.,0.,-1.", "1.,0.,0.")
    wall = add(f"CYLINDRICAL_SURFACE('',{axes[0]},{radius:.6f})")
    rings = [
        (add(f"PLANE('',{below})"), [(rims[0], "F")]),
        (add(f"PLANE('',{axes[1]})"), [(rims[1], "T")]),
        (wall, [(rims[0], "T"), (seam, "T"), (rims[1], "F"), (seam, "F")]),
    ]
    faces: list[str] = []
    for surface, ring in rings:
        edges = [add(f"ORIENTED_EDGE('',*,*,{edge},.{way}.)") for edge, way in ring]
        loop = add(f"EDGE_LOOP('',({','.join(edges)}))")
        bound = add(f"FACE_OUTER_BOUND('',{loop},.T.)")
        faces.append(add(f"ADVANCED_FACE('',({bound}),{surface},.T.)"))
    shell = add(f"CLOSED_SHELL('',({','.join(faces)}))")
    return _file(lines, add(f"MANIFOLD_SOLID_BREP('',{shell})"), "ADVANCED_BREP_SHAPE_REPRESENTATION", unit)


def _writer(lines: list[str]) -> Add:
    def add(text: str) -> str:
        lines.append(f"#{len(lines) + 1}={text};")
        return f"#{len(lines)}"

    return add


def _point(add: Add, x: float, y: float, z: float) -> str:
    return add(f"CARTESIAN_POINT('',({x:.6f},{y:.6f},{z:.6f}))")


def _axes(add: Add, point: str, along: str, across: str) -> str:
    first, second = add(f"DIRECTION('',({along}))"), add(f"DIRECTION('',({across}))")
    return add(f"AXIS2_PLACEMENT_3D('',{point},{first},{second})")


def _file(lines: list[str], solid: str, kind: str, unit: str) -> bytes:
    add = _writer(lines)
    if unit == "inch":
        mm = add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))")
        factor = add(f"LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),{mm})")
        exponents = add("DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.)")
        length = add(f"(CONVERSION_BASED_UNIT('INCH',{factor})LENGTH_UNIT()NAMED_UNIT({exponents}))")
    else:
        length = add(f"(LENGTH_UNIT()NAMED_UNIT(*){unit})")
    angle = add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))")
    solid_angle = add("(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())")
    units = f"GLOBAL_UNIT_ASSIGNED_CONTEXT(({length},{angle},{solid_angle}))"
    context = add(f"(GEOMETRIC_REPRESENTATION_CONTEXT(3){units}REPRESENTATION_CONTEXT('',''))")
    shape = add(f"{kind}('',({solid}),{context})")
    application = add("APPLICATION_CONTEXT('automotive design')")
    product_context = add(f"PRODUCT_CONTEXT('',{application},'mechanical')")
    product = add(f"PRODUCT('Part','Part','',({product_context}))")
    formation = add(f"PRODUCT_DEFINITION_FORMATION('','',{product})")
    definition_context = add(f"PRODUCT_DEFINITION_CONTEXT('part definition',{application},'design')")
    definition = add(f"PRODUCT_DEFINITION('design','',{formation},{definition_context})")
    definition_shape = add(f"PRODUCT_DEFINITION_SHAPE('','',{definition})")
    add(f"SHAPE_DEFINITION_REPRESENTATION({definition_shape},{shape})")
    head = "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
    schema = "FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));\nENDSEC;\nDATA;\n"
    return (head + schema + "\n".join(lines) + "\nENDSEC;\nEND-ISO-10303-21;\n").encode()
