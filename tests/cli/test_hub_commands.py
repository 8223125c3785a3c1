"""Every command that speaks to the hub answers programs too."""

import inspect

import pytest

from layerworks.cli import hub_alarms, hub_machines, hub_notices, hub_queue, hub_tokens


@pytest.mark.parametrize("room", [hub_alarms, hub_machines, hub_notices, hub_queue, hub_tokens])
def test_every_command_has_json(room):
    commands = room.group().registered_commands
    assert len(commands) >= 4
    without = [c.name for c in commands if "json" not in inspect.signature(c.callback).parameters]
    assert without == []
