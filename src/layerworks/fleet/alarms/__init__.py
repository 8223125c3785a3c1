"""Alarms: what needs a person, seen in what machines tell; few and true (ISA-18.2)."""

from layerworks.fleet.alarms.alarm import Alarm, Severity, Standing
from layerworks.fleet.alarms.board import Board, Change, acknowledge, shelve, take_in, unshelve
from layerworks.fleet.alarms.rules import RULES, AlarmRules, signs_of
from layerworks.fleet.alarms.sight import Sight
from layerworks.fleet.alarms.sign import Sign

__all__ = [
    "RULES",
    "Alarm",
    "AlarmRules",
    "Board",
    "Change",
    "Severity",
    "Sight",
    "Sign",
    "Standing",
    "acknowledge",
    "shelve",
    "signs_of",
    "take_in",
    "unshelve",
]
