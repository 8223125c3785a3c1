"""The fleet in the text format of Prometheus.

Source: Prometheus, “Exposition formats” (text format 0.0.4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from layerworks.app.hub.courses import Courses
from layerworks.fleet.alarms import AlarmBoard
from layerworks.workshop.post import Post
from layerworks.workshop.queued import QueuedJob

Sample = tuple[Mapping[str, str], float]


def metrics_of(posts: Mapping[str, Post], queue: Iterable[QueuedJob], board: AlarmBoard, courses: Courses) -> str:
    """Return the page that Prometheus reads: machines, temperatures, queue, alarms, prints."""
    devices = Counter((p.watch.printer.device if p.watch.printer else "offline") for p in posts.values())
    beds = Counter(p.bed.state for p in posts.values())
    jobs = Counter(job.state for job in queue)
    alarms = Counter((a.rule, a.severity.name.lower(), a.standing) for a in board.alarms.values())
    heaters = [
        ({"machine": name, "heater": t.heater}, t.actual_c, t.target_c)
        for name, post in sorted(posts.items())
        for t in (post.watch.printer.temperatures if post.watch.printer else ())
    ]
    families: list[tuple[str, str, list[Sample]]] = [
        ("machines", "Machines by what they do.", [({"device": d}, n) for d, n in sorted(devices.items())]),
        ("beds", "Beds by state.", [({"bed": b}, n) for b, n in sorted(beds.items())]),
        ("jobs", "Open jobs by state.", [({"state": s}, n) for s, n in sorted(jobs.items())]),
        (
            "alarms",
            "Alarms that are not over.",
            [({"rule": r, "severity": v, "standing": s}, n) for (r, v, s), n in sorted(alarms.items())],
        ),
        ("online", "Whether a machine is connected.", [
            ({"machine": name}, post.watch.link == "online") for name, post in sorted(posts.items())
        ]),
        ("temperature_celsius", "What a heater reads.", [(labels, actual) for labels, actual, _ in heaters]),
        ("print_left_seconds", "How long a print will still take.", [
            ({"machine": name}, course.left_s) for name, course in sorted(courses.all.items())
        ]),
        ("print_done_ratio", "Share of its time that a print has behind it.", [
            ({"machine": name}, course.share) for name, course in sorted(courses.all.items())
        ]),
        ("material_left_grams", "What is left on a spool that is counted.", [
            ({"machine": name, "tool": str(tool)}, mass_g)
            for name, post in sorted(posts.items()) if post.equipment.spools
            for tool, mass_g in sorted(courses.left_g(name, post).items())
        ]),
        ("target_celsius", "What a heater is to read.", [(labels, target) for labels, _, target in heaters]),
    ]  # fmt: skip
    return "".join(_family(f"layerworks_{name}", words, samples) for name, words, samples in families)


def _family(name: str, words: str, samples: list[Sample]) -> str:
    lines = [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        told = ",".join(f'{k}="{_escaped(v)}"' for k, v in labels.items())
        lines.append(f"{name}{{{told}}} {float(value):.10g}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
