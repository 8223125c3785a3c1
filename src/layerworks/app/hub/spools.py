"""What is on the spools of a machine while it prints, and whether that is enough. Pure."""

from functools import cache

from layerworks.app.hub.expecting import Course
from layerworks.catalogue import material
from layerworks.errors import Missing
from layerworks.fleet.alarms import FilamentLeft
from layerworks.workshop.equipment import Equipment
from layerworks.workshop.queued import QueuedJob


def used_g(job: QueuedJob, course: Course | None) -> dict[int, float]:
    """Return what each tool has used of a print so far; nothing where that is not known."""
    if course is None or job.g_per_mm is None:
        return {}
    needed = dict(enumerate(job.needed_mm))
    return {tool: max(0.0, needed.get(tool, 0.0) - mm) * job.g_per_mm for tool, mm in course.left_mm.items()}


def flow_mm3_s(job: QueuedJob, course: Course) -> float | None:
    """Return how much plastic is laid about now; None where the material is not known any more."""
    density_g_cm3 = _density_g_cm3(job.needs.material)
    if density_g_cm3 is None or job.g_per_mm is None:
        return None
    return course.feed_mm_s * job.g_per_mm / density_g_cm3 * 1000.0


def left_g(equipment: Equipment, attempt: str, job: QueuedJob | None, course: Course | None) -> dict[int, float]:
    """Return what is left on each spool that is counted. attempt, job: what is printed, empty and None for nothing."""
    used = used_g(job, course) if job is not None else {}
    found = {tool: spool.left_g(attempt, used.get(tool, 0.0)) for tool, spool in equipment.spools.items()}
    return {tool: mass_g for tool, mass_g in found.items() if mass_g is not None}


def filament_left(equipment: Equipment, attempt: str, job: QueuedJob, course: Course) -> FilamentLeft | None:
    """Return the spool that is shortest for what is still to be printed; None where nobody keeps count."""
    if job.g_per_mm is None:
        return None
    counted = left_g(equipment, attempt, job, course)
    found = (FilamentLeft(counted[t] / job.g_per_mm, mm) for t, mm in course.left_mm.items() if t in counted)
    return min(found, key=lambda spool: spool.left_mm - spool.needed_mm, default=None)


@cache
def _density_g_cm3(name: str) -> float | None:
    try:
        return material(name).density_g_cm3
    except Missing:
        return None
