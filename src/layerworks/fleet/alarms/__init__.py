"""Alarms: what needs a person, seen in what machines tell; few and true (ISA-18.2)."""

from layerworks.fleet.alarms.alarm import Alarm, Severity, Standing
from layerworks.fleet.alarms.board import (
    AlarmBoard,
    Change,
    acknowledge,
    dismiss,
    escalate,
    shelve,
    take_in,
    take_in_all,
    unshelve,
)
from layerworks.fleet.alarms.kept import alarm_of, board_of, board_with, plain
from layerworks.fleet.alarms.looking import Learned, listen
from layerworks.fleet.alarms.rules import RULES, AlarmRules, EscalationRules, network, signs_of
from layerworks.fleet.alarms.sight import Expected, FilamentLeft, Sight, Wear
from layerworks.fleet.alarms.sign import Sign

__all__ = [
    "RULES",
    "Alarm",
    "AlarmBoard",
    "AlarmRules",
    "Change",
    "EscalationRules",
    "Expected",
    "FilamentLeft",
    "Learned",
    "Severity",
    "Sight",
    "Sign",
    "Standing",
    "Wear",
    "acknowledge",
    "alarm_of",
    "board_of",
    "board_with",
    "dismiss",
    "escalate",
    "listen",
    "network",
    "plain",
    "shelve",
    "signs_of",
    "take_in",
    "take_in_all",
    "unshelve",
]
