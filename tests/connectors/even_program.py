"""A program that does everything evenly: as simple to play as can be, so that a test can say what is where when."""

from dataclasses import dataclass

from layerworks.connectors.simulated import Place
from layerworks.connectors.simulated.playing import HeatMark
from layerworks.digest import digest_bytes
from layerworks.workshop import Job

WARM = (HeatMark(0.0, "bed", 60.0, True), HeatMark(0.0, "nozzle", 210.0, True))


@dataclass(frozen=True)
class EvenProgram:
    duration_s: float
    size: int
    layers: int = 10
    marks: tuple[HeatMark, ...] = WARM

    def at(self, t_s: float) -> Place:
        share = t_s / self.duration_s
        layer = min(int(share * self.layers), self.layers - 1)
        return Place(int(share * self.size), layer, 100.0 * share, 50.0, 0.2 * (layer + 1), 1000.0 * share)


def even_text(duration_s: float, name: str = "piece") -> bytes:
    """Return the text of an even program of this length."""
    return f"; even {duration_s!r} {name}\n".encode() + b"G1 X1\n" * 50


def even_player(text: bytes) -> EvenProgram:
    """Play what even_text wrote."""
    return EvenProgram(float(text.split(maxsplit=3)[2]), len(text))


def even_job(duration_s: float = 600.0, name: str = "bracket") -> Job:
    """Return a job with an even program."""
    text = even_text(duration_s, name)
    return Job(name, text, digest_bytes(text), (name,), duration_s)
