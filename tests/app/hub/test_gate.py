"""What the safety gate makes of lines."""

import pytest

from layerworks.app.hub.enrolment import enrolling_of
from layerworks.app.hub.gate import examine, firmware_commands
from layerworks.errors import Trouble
from layerworks.words import say, text_of


@pytest.mark.parametrize(
    "line", ["M92 X80", "m500", "N12 M502*33", " M206 Z-1", "SAVE_CONFIG", "M301 P1", "set_kinematic_position X=0",
             "FIRMWARE_RESTART", "M997", "Z_OFFSET_APPLY_PROBE"]
)  # fmt: skip
def test_lines_that_change_the_firmware_are_found(line):
    assert [t.code for t in firmware_commands(f"G28\n{line}\n".encode())] == ["app.gate_firmware"]
    assert dict(next(firmware_commands(f"G28\n{line}\n".encode())).values)["line"] == 2


@pytest.mark.parametrize("line", ["M220 S100", "M920", "; M500", "M117 SAVE_CONFIG", "M5001", "M104 S200", "G92 E0"])
def test_others_are_not(line):
    assert list(firmware_commands(line.encode())) == []


def test_texts_come_through_json():
    text = say("app.gate_silent", inner=say("motion.heater_bed"), line=3)
    assert text_of(text.as_dict()) == text


@pytest.mark.parametrize(
    "row",
    [
        {"address": "host", "machine_type": "no-such-type"},
        {"address": "ftp://host", "machine_type": "voron-2-4-350"},
        {"address": "serial:/etc/passwd", "machine_type": "voron-2-4-350"},
        {"address": "unix:run/a.sock", "machine_type": "voron-2-4-350"},
        {"address": "", "machine_type": "voron-2-4-350"},
        {"address": "https://host", "machine_type": "voron-2-4-350", "fingerprint": "abc"},
        {"address": "http://user:secret@host", "machine_type": "voron-2-4-350"},
        {"address": "host", "machine_type": "voron-2-4-350", "name": "a/b"},
        {"address": "host", "machine_type": "voron-2-4-350", "brand": "unheard"},
        {"address": "host", "machine_type": "voron-2-4-350", "colour": "red"},
    ],
)
def test_a_row_that_cannot_be_a_machine_is_refused(row):
    with pytest.raises(Trouble):
        enrolling_of(row)


@pytest.mark.parametrize(
    ("row", "address", "name"),
    [
        ({"address": "192.168.1.20:7125"}, "192.168.1.20:7125", "192-168-1-20-7125"),
        ({"address": "192.168.1.20", "brand": "octoprint"}, "http://192.168.1.20", "192-168-1-20"),
        ({"address": "192.168.1.30", "brand": "bambu"}, "bambu://192.168.1.30", "192-168-1-30"),
        ({"address": "serial:/dev/ttyUSB0?baud=250000", "brand": "marlin"}, None, "dev-ttyUSB0-baud-250000"),
        ({"address": "unix:/run/a.sock"}, None, "run-a-sock"),
        ({"address": "bambu://01P00A000000001@host:8884?ftps=991"}, None, "01P00A000000001-host-8884-ftps-991"),
    ],
)
def test_an_address_is_completed_and_names_the_machine(row, address, name):
    asked = enrolling_of({**row, "machine_type": "voron-2-4-350"})
    assert (asked.address, asked.name) == (address or row["address"], name)


@pytest.mark.parametrize("start", [b"GCDE\1", b"PK\x03\x04", b"\x1f\x8b\x08", b"G28\n\0M92 X1\n"])
def test_what_cannot_be_read_line_by_line_is_refused(start, tmp_path):
    file = tmp_path / "program.gcode"
    file.write_bytes(start + b"G1 X1\n" * 9)
    assert [c.code for c in examine(file, "voron-2-4-350", "pla").complaints] == ["app.gate_not_text"]
