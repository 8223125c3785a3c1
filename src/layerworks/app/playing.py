"""How simulated printers of a kind play a program: by the rules of its firmware."""

from layerworks.connectors.simulated import Player
from layerworks.connectors.simulated.motion import PlayedMotion
from layerworks.gcode.reading import read_program
from layerworks.motion import plan
from layerworks.motion.estimating import Limits, reading_rules


def player_of(limits: Limits) -> Player:
    """Return the player of machines with these limits. It raises Rejected for what is not G-code."""

    def play(text: bytes) -> PlayedMotion:
        return PlayedMotion(plan(read_program(text, rules=reading_rules(limits)), limits))

    return play
