"""Every kernel compiles once, whatever is drawn: a second signature would cost a second compilation at first use."""

from layerworks.kernels import raster_beads, raster_light, raster_normals, raster_triangles
from layerworks.pictures import TOP, layers_sheet, part_picture, toolpath_picture, width_scale
from pictures.shapes import ball, plate_of, square_toolpath


def test_each_kernel_has_one_signature():
    toolpath = square_toolpath()
    part_picture(plate_of(ball(5.0)), size_px=(96, 72))
    part_picture(ball(5.0), size_px=(96, 72), view=TOP, bed=False, background="clear")
    toolpath_picture(toolpath, size_px=(96, 72), scale=width_scale(toolpath))
    layers_sheet(toolpath, size_px=(240, 96), theme="dark")
    kernels = [
        raster_beads.draw_beads,
        raster_light.add_light,
        raster_light.gather_samples,
        raster_light.resolve_pixels,
        raster_normals.corner_normals,
        raster_normals.pixel_normals,
        raster_triangles.draw_triangles,
    ]
    assert {k.__name__: len(k.signatures) for k in kernels} == {k.__name__: 1 for k in kernels}
