"""The course of every print that goes on, looked at now and then."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from layerworks.app.hub.expecting import Course, course_of
from layerworks.app.hub.pace import Pace
from layerworks.app.hub.spools import filament_left, flow_mm3_s, left_g, used_g
from layerworks.app.hub.timelines import Timelines
from layerworks.fleet.alarms import FilamentLeft, Learned
from layerworks.workshop.post import Post
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import QueuedJob


class Courses:
    """Courses by machine, as of the last look; a machine that prints nothing of ours has none."""

    def __init__(self, queue: Queue, timelines: Timelines) -> None:
        self._queue, self._timelines = queue, timelines
        self._held: dict[str, Course] = {}
        self._paces: dict[str, tuple[str, Pace]] = {}  # by machine, of which attempt

    @property
    def all(self) -> Mapping[str, Course]:
        """Every course, by machine."""
        return self._held

    def of(self, machine: str) -> Course | None:
        """Return the course of a machine's print; None where there is none, or its timeline is not read yet."""
        return self._held.get(machine)

    def filament(self, machine: str, post: Post) -> FilamentLeft | None:
        """Return the spool that is shortest for what a machine still prints; None where nobody keeps count."""
        course, attempt, job = self._held.get(machine), post.attempt, self._job_of(post)
        if course is None or attempt is None or job is None:
            return None
        return filament_left(post.equipment, attempt.id, job, course)

    def flow_mm3_s(self, machine: str, post: Post) -> float | None:
        """Return how much plastic a machine lays about now; None where that is not known."""
        course, job = self._held.get(machine), self._job_of(post)
        return flow_mm3_s(job, course) if course is not None and job is not None else None

    def left_g(self, machine: str, post: Post) -> dict[int, float]:
        """Return what is left on each spool that is counted, by number of the tool."""
        attempt = post.attempt
        return left_g(post.equipment, attempt.id if attempt else "", self._job_of(post), self._held.get(machine))

    def used_g(self, machine: str, post: Post) -> dict[int, float]:
        """Return what each tool has used of the present print so far; nothing where that is not known."""
        job = self._job_of(post)
        return used_g(job, self._held.get(machine)) if job is not None else {}

    def look(self, machine: str, post: Post, learned: Learned, now: datetime) -> Course | None:
        """Take up and return how the print of a machine stands now."""
        course = self._course(post, learned, now)
        if course is not None:
            self._held[machine] = course
        else:
            self._held.pop(machine, None)
        return course

    def only(self, posts: Mapping[str, Post]) -> None:
        """Keep what belongs to these machines and their prints, and nothing else."""
        self._held = {name: course for name, course in self._held.items() if name in posts}
        self._paces = {name: pace for name, pace in self._paces.items() if name in self._held}
        self._timelines.only(self._wanted(posts.values()))

    def _job_of(self, post: Post) -> QueuedJob | None:
        """Return the job of a print; None when it is over or another hub's already, which the machine's turn finds."""
        attempt = post.attempt
        return self._queue[attempt.job] if attempt is not None and attempt.job in self._queue else None

    def _course(self, post: Post, learned: Learned, now: datetime) -> Course | None:
        attempt, job, printer = post.attempt, self._job_of(post), post.watch.printer
        run = printer.run if printer is not None else None
        if attempt is None or job is None or attempt.started_at is None or run is None or run.file != attempt.file:
            return None
        timeline = self._timelines.get(job.timeline)
        if timeline is None:
            return None
        tells_bytes = post.machine.connector.abilities.tells_bytes
        paused_s = learned.pauses.total_s(run.file, now)
        size, left_out = attempt.size if tells_bytes else 0, {*attempt.skipped, *run.skipped}
        course = course_of(timeline, run, paused_s, size, now, left_out, learned.warming_s())
        if not tells_bytes:
            return course
        name, clock_s, elapsed_s = post.machine.name, run.printed_s - paused_s, course.expected.elapsed_s
        of, pace = self._paces.get(name, ("", Pace()))
        pace = (pace if of == attempt.id else Pace()).marked(clock_s, elapsed_s)
        self._paces[name] = attempt.id, pace
        return course.at_pace(pace.ratio(clock_s, elapsed_s, timeline.follower))

    def _wanted(self, posts: Iterable[Post]) -> set[str]:
        return {job.timeline for post in posts if (job := self._job_of(post)) is not None}
