"""What goes wrong with a printer of a simulated shop, by chance."""

from random import Random

from layerworks.connectors.simulated import Mishap, Mishaps

KINDS = ("drop", "silence", "stall", "runout", "thermal", "power")


def chance_mishaps(chance: Random, often: float, seed: int) -> Mishaps:
    """Some planned mishaps, and of each kind whether it strikes of itself. often: by which chance a run has it then."""
    planned = tuple(
        Mishap(chance.choice(KINDS), chance.uniform(0, 1500), chance.expovariate(1 / 400), chance.choice([None, 1, 2]))
        for _ in range(chance.choice([0, 0, 1, 1, 2]))
    )
    return Mishaps(planned, {k: chance.choice([0.0, often]) for k in KINDS}, 300.0, seed)
