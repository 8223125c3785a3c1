"""What is Bambu's own: deltas, identity by title and numbers, signatures, containers, its file server."""

import hashlib
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.conformance.bambu_benches import VirtualBambuBench
from connectors.conformance.watcher import Watcher
from layerworks.connectors.bambu import BambuAccess, Secret, access_of, address_of
from layerworks.connectors.bambu.asking import Printing, empty_places, print_it
from layerworks.connectors.bambu.complaints import of_error, of_health, of_stage
from layerworks.connectors.bambu.container import container_of, packed_of, program_in
from layerworks.connectors.bambu.frame import framed, tools_of, unframed
from layerworks.connectors.bambu.frames import HealthMessage, Picture, Status
from layerworks.connectors.bambu.ftps import FileServer
from layerworks.connectors.bambu.listing import listed
from layerworks.connectors.bambu.memory import Memory
from layerworks.connectors.bambu.models import model_of
from layerworks.connectors.bambu.names import number_of, number_of_time, time_of_number, title_of, titled
from layerworks.connectors.bambu.protocol import Conversation
from layerworks.connectors.bambu.runs import Runs
from layerworks.connectors.network import Network
from layerworks.connectors.talk import Ask, HangUp, Say
from layerworks.digest import digest_bytes
from layerworks.fleet import (
    Answered,
    Cancel,
    CancelObject,
    Equipped,
    LinkLost,
    Remove,
    Snapshot,
    Start,
    StateChanged,
    Upload,
)

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
FILE, TEXT = "bracket-1.t1.gcode", b"G1 X1 E1\n" * 100
TITLE = title_of(FILE, len(TEXT), 500)
NUMBERS = {"task_id": str(number_of_time(T0)), "subtask_id": str(number_of(FILE))}
OURS = Status(gcode_state="RUNNING", subtask_name=TITLE, **NUMBERS)


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


@pytest.fixture
def bench() -> Iterator[VirtualBambuBench]:
    network = Network()
    made = VirtualBambuBench(network)
    yield made
    made.close()
    network.close()


# Names and containers


@given(st.from_regex(r"[a-z0-9][a-z0-9.-]{0,30}", fullmatch=True), st.integers(1, 999), st.integers(0, 10**10))
def test_a_title_says_what_it_was_made_of(attempt: str, number: int, size: int):
    file = f"{attempt}.t{number}.gcode"
    title = title_of(file, size, size // 3)
    for told in (title, f"{title}.gcode.3mf", f"/cache/{title}.gcode.3mf", f"ftp:///{title}.gcode.3mf"):
        found = titled(told)
        assert found is not None
        assert (found.file, found.size, found.packed) == (file, size, size // 3)


def test_what_is_not_ours_has_no_title():
    assert titled("benchy.gcode.3mf") is None
    assert titled("Metadata/plate_1.gcode") is None
    with pytest.raises(ValueError, match="benchy"):
        title_of("benchy.gcode", 1, 1)


@given(st.datetimes(datetime(2026, 1, 1, 0, 0, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_travels_in_a_number_and_is_never_too_early(at: datetime):
    number = number_of_time(at)
    assert 0 < number < 2**31
    assert 0.0 <= (time_of_number(number) - at).total_seconds() < 1.0


@given(st.binary(max_size=2000))
def test_a_container_is_the_same_bytes_and_has_the_program(program: bytes):
    whole = container_of(program)
    assert whole == container_of(program)
    assert program_in(whole, 10_000) == program
    with zipfile.ZipFile(BytesIO(whole)) as packed:
        assert packed.testzip() is None
        plate, told = packed.read("Metadata/plate_1.gcode"), packed.read("Metadata/plate_1.gcode.md5").decode()
    assert told == hashlib.md5(plate, usedforsecurity=False).hexdigest().upper()


MARKED = b'; a\nM486 S0 A"left"\nM486 S-1\nM486 S1\nG1 X1\nM486 S0\nG1 X2\nM486 S-1\n'
LINES = st.lists(
    st.sampled_from(
        [b'M486 S0 A"left"', b"M486 S1", b"M486 S-1", b"M625", b"M624 AA==", b"G1", b"; HEADER_BLOCK_START"]
    )
)


@given(LINES, st.sampled_from([b"\n", b"\r\n", b""]))
def test_a_frame_comes_off_and_leaves_the_program_as_it_was(lines: list[bytes], end: bytes):
    program = b"\n".join(lines) + end
    assert unframed(framed(program).text) == program
    again = framed(program).text
    assert unframed(framed(again).text) == again


def test_parts_are_marked_by_their_place_and_numbered_by_their_name():
    made = framed(MARKED)
    left, right = number_of("left"), number_of("1")
    assert made.parts == {left: "left", right: "1"}
    lines = made.text.decode().splitlines()
    assert f"; model label id: {left},{right}" in lines
    assert lines[lines.index("G1 X1") - 2 :][:9] == [
        "M486 S1", "M624 AgAAAAAAAAA=", "G1 X1", "M486 S0", "M625", "M624 AQAAAAAAAAA=", "G1 X2", "M486 S-1", "M625",
    ]  # fmt: skip
    with zipfile.ZipFile(BytesIO(container_of(MARKED))) as packed:
        told = packed.read("Metadata/slice_info.config").decode()
    assert f'<object identify_id="{left}" name="left" skipped="false"/>' in told
    assert 'key="label_object_enabled" value="true"' in told


def test_a_program_of_the_makers_slicer_stays_as_it_is():
    program = b"; HEADER_BLOCK_START\n; model label id: 15\n; HEADER_BLOCK_END\nM624 AQAAAAAAAAA=\nG1\nM625\n"
    assert framed(program).text == program


def test_more_parts_than_there_are_marks_for_are_not_marked():
    program = b"".join(b"M486 S%d\n" % number for number in range(65))
    assert framed(program).parts == {}


def test_a_title_tells_which_places_a_program_needs():
    program = b"M620 S1A\nT1\nM621 S1A\nM620 S255\nT255\nM620 S3A\nT3\n"
    assert tools_of(program) == 0b1010
    assert titled(packed_of(FILE, program).name).tools == 0b1010
    assert tools_of(b"T0\nT2 ; change\nT1000\n") == 0b101
    assert titled(packed_of(FILE, b"T0\n").name).tools == 0


def test_a_container_that_is_damaged_or_too_large_gives_no_program():
    whole = container_of(TEXT)
    for broken in (b"", whole[: len(whole) // 2], whole.replace(b"plate_1", b"plate_2")):
        with pytest.raises(ValueError):  # noqa: PT011 whatever the words
            program_in(broken, 10**6)
    with pytest.raises(ValueError, match="larger"):
        program_in(whole, 10)


def test_a_container_that_was_cut_off_is_no_stored_file():
    packed = packed_of(FILE, TEXT)
    line = "-rwxr-xr-x    1 0        0        {:>8} Nov 25 08:00 {}\r\n"
    whole = listed(line.format(len(packed.content), packed.name) + line.format(9, "old photo.jpg") + "total 3\r\n")
    assert [(title, f.name, f.size) for title, f in whole.whole.values()] == [(packed.title, FILE, len(TEXT))]
    part = listed(line.format(len(packed.content) - 1, packed.name))
    assert (part.whole, part.names) == ({}, {FILE: (packed.name,)})


def test_an_address_has_no_secret_and_comes_back():
    access = BambuAccess("192.168.1.9", "01P00A000000001", Secret("12345678"), "ab" * 32, 8884, 991)
    assert "12345678" not in address_of(access)
    assert access_of(address_of(access), access.code, access.fingerprint) == access
    short = replace(access, host="fe80::1", mqtt_port=8883, ftps_port=990)
    assert address_of(short) == "bambu://01P00A000000001@[fe80::1]"
    assert access_of(address_of(short), short.code, short.fingerprint) == short


# What is told


def test_a_printer_that_tells_changes_alone_is_known_whole():
    picture = Picture()
    picture.lay_over({"gcode_state": "RUNNING", "bed_temper": 60, "ams": {"tray_now": "255", "ams": [{"id": "0"}]}})
    status = picture.lay_over({"mc_percent": "7", "ams": {"tray_now": "1"}, "unheard_of": {"x": []}})
    assert (status.gcode_state, status.bed_temper, status.mc_percent) == ("RUNNING", 60.0, 7)
    assert (status.ams.tray_now, len(status.ams.ams)) == (1, 1)
    status = picture.lay_over({"gcode_state": 7, "bed_temper": "warm", "mc_percent": 9})
    assert (status.gcode_state, status.bed_temper, status.mc_percent) == ("RUNNING", 60.0, 9)


def test_complaints_are_told_in_words_with_their_number():
    assert (of_error(0).why, of_error(0).kind) == ("", None)
    assert (of_error(0x03008004).why, of_error(0x03008004).kind) == ("filament ran out (0300-8004)", "runout")
    assert of_error(0x07018011).kind == "runout"
    assert of_error(0x03008008).kind == "thermal"
    assert of_error(0x03008001).kind is None
    assert (of_error(0x0BADF00D).why, of_error(0x0BADF00D).kind) == ("0BAD-F00D", "other")
    assert (of_stage(6).why, of_stage(6).kind) == ("filament ran out", "runout")
    assert of_stage(3) == of_error(0)
    notice, grave = HealthMessage(0x0C000300, 0x00030008), HealthMessage(0x03000D00, 0x00010003)
    assert of_health((notice,)).why == ""
    assert of_health((notice, grave)).why == "HMS 0300-0D00-0001-0003"


def test_a_print_of_ours_is_known_with_its_start_by_whoever_hears_of_it():
    runs = Runs()
    runs.see(OURS, after(300))
    assert runs.known is not None
    assert (runs.known.run.file, runs.known.run.started_at, runs.known.run.printed_s) == (FILE, T0, 300.0)
    assert runs.known.run.job == "-".join(NUMBERS.values())


def test_a_print_of_somebody_else_keeps_the_time_it_was_first_seen():
    runs = Runs()
    for second in (0, 30, 60):
        runs.see(Status(gcode_state="RUNNING", gcode_file="benchy.gcode.3mf", task_id="0"), after(second))
    assert runs.known is not None
    assert (runs.known.run.file, runs.known.run.started_at) == ("benchy.gcode.3mf", T0)
    told = Runs()
    told.see(Status(gcode_state="RUNNING", gcode_file="x", gcode_start_time=int(T0.timestamp())), after(500))
    assert told.known is not None
    assert told.known.run.started_at == T0


def test_numbers_that_come_after_the_title_are_of_the_same_run():
    runs = Runs()
    runs.see(Status(gcode_state="PREPARE", subtask_name=TITLE, task_id="0", subtask_id="0"), after(1))
    runs.see(OURS, after(2))
    assert runs.known is not None
    assert (runs.known.run.started_at, runs.known.run.job) == (T0, "-".join(NUMBERS.values()))


def test_a_state_that_is_told_before_its_title_makes_no_run():
    runs = Runs()
    runs.see(replace_status(OURS, gcode_state="FINISH", mc_percent=100), after(0))
    ended = runs.known
    runs.see(replace_status(OURS, gcode_state="PREPARE", mc_percent=100), after(1))
    assert runs.known == ended
    other = title_of("other-1.t1.gcode", 1000, 500)
    runs.see(replace_status(OURS, gcode_state="PREPARE", mc_percent=100, subtask_name=other), after(2))
    assert runs.known is not None
    assert (runs.known.run.file, runs.known.run.position.byte_offset) == ("other-1.t1.gcode", 0)


def test_the_same_print_again_is_another_run():
    runs = Runs()
    runs.see(replace_status(OURS, gcode_state="FINISH"), after(0))
    for second in (5, 20):
        runs.see(OURS, after(second))
    assert runs.known is not None
    assert runs.known.run.phase == "running"


def test_a_cancelled_print_is_told_from_a_failed_one():
    for errors, phase in (((0x0300400C, 0, 0), "cancelled"), ((0, 0x0300400C, 0), "cancelled"), ((0, 0, 0), "failed")):
        runs = Runs()
        runs.see(replace_status(OURS, print_error=errors[0]), after(1))
        for second, error in enumerate(errors[1:], 2):
            runs.see(replace_status(OURS, gcode_state="FAILED", print_error=error), after(second))
        assert runs.known is not None
        assert runs.known.run.phase == phase, errors
    asked = Runs()
    asked.see(OURS, after(1))
    asked.cancelling(True)
    asked.see(Status(gcode_state="IDLE"), after(2))
    assert asked.known is not None
    assert asked.known.run.phase == "cancelled"


def test_a_print_that_ended_while_nobody_looked_is_told_with_its_end():
    runs = Runs()
    runs.see(replace_status(OURS, mc_percent=50, mc_remaining_time=10), after(600))
    runs.see(replace_status(OURS, gcode_state="FINISH", mc_percent=100), after(7200))
    assert runs.known is not None
    assert (runs.known.run.phase, runs.known.run.ended_at) == ("completed", after(1200))
    assert (runs.known.run.printed_s, runs.known.run.position.byte_offset) == (1200.0, len(TEXT))
    late = Runs()
    late.see(replace_status(OURS, gcode_state="FINISH"), after(7200))
    assert late.known is not None
    assert (late.known.run.phase, late.known.run.started_at) == ("completed", T0)


def test_a_print_of_ours_that_is_told_again_is_the_last_one_and_one_that_is_not_told_may_not_be():
    ended = replace_status(OURS, gcode_state="FINISH", mc_percent=100)
    first, second = Runs(), Runs()
    for runs, second_s in ((first, 1), (second, 5000)):
        runs.see(ended, after(second_s))
        assert runs.known.run.lasting
    assert first.boot != second.boot
    first.see(replace_status(ended, gcode_state="IDLE", subtask_name="", task_id="", subtask_id=""), after(9000))
    assert not first.known.run.lasting  # off and on: who knows what it printed before
    foreign = Runs()
    foreign.see(replace_status(ended, task_id="0", subtask_id="0"), after(1))
    assert not foreign.known.run.lasting  # started at the screen


def test_a_restart_forgets_and_so_does_a_longer_absence():
    runs = Runs()
    runs.see(OURS, after(0))
    boot = runs.boot
    runs.see(Status(gcode_state="IDLE"), after(5))
    assert (runs.known, runs.booted_at) == (None, after(5))
    assert runs.boot != boot
    boot = runs.boot
    runs.see(Status(gcode_state="IDLE"), after(50))
    assert runs.boot == boot
    runs.see(Status(gcode_state="IDLE"), after(200))
    assert runs.boot != boot


def replace_status(status: Status, **changed: Any) -> Status:
    return Status(**{name: getattr(status, name) for name in status.__struct_fields__} | changed)


# The conversation


def conversation(memory: Memory | None = None, program: bytes = TEXT, **told: Any) -> tuple[Conversation, list[Any]]:
    """Return a conversation that knows an idle printer with our file on its card, and what it said so far."""
    talk, packed = Conversation(memory or Memory(), model_of("01P")), packed_of(FILE, program)
    said = list(talk.begin(T0)[1])
    listing = f"-rwxr-xr-x 1 0 0 {len(packed.content)} Nov 25 08:00 {packed.name}\r\n".encode()
    asked = next(request for request in said if isinstance(request, Ask))
    talk.answered(asked.number, 226, listing, T0)
    report(talk, gcode_state="IDLE", nozzle_temper=20, bed_temper=20, **told)
    return talk, said


def report(talk: Conversation, at: datetime = T0, **fields: Any) -> Any:
    return talk.hear(json.dumps({"print": {"command": "push_status", **fields}}), at)


def sent(reply: Any) -> list[dict[str, Any]]:
    return [json.loads(request.message) for request in reply[1] if isinstance(request, Say)]


def test_a_start_looks_first_and_says_all_that_the_printer_repeats():
    talk, _ = conversation()
    assert sent(talk.ask(Start(FILE), after(1)))[0]["pushing"]["command"] == "pushall"
    asked = sent(report(talk, after(2), gcode_state="IDLE"))[0]["print"]
    packed = packed_of(FILE, TEXT)
    assert (asked["command"], asked["param"]) == ("project_file", "Metadata/plate_1.gcode")
    assert (asked["url"], asked["subtask_name"]) == (f"ftp:///{packed.name}", packed.title)
    assert (asked["task_id"], asked["subtask_id"]) == (str(number_of_time(after(2))), str(number_of(FILE)))
    assert sent(talk.ask(Start(FILE), after(3))) == []


def test_a_start_that_finds_the_printer_at_work_is_refused():
    talk, _ = conversation()
    talk.ask(Start(FILE), after(1))
    observations, requests = report(talk, after(2), gcode_state="PAUSE", subtask_name="benchy", task_id="0")
    assert not [r for r in requests if isinstance(r, Say)]
    assert [o.verdict for o in observations if isinstance(o, Answered)] == ["refused"]


def test_a_printer_that_has_nothing_to_tell_is_watched_all_the_same():
    talk, _ = conversation()
    boots = []
    for second in range(5, 200, 5):
        talk.beat(after(second))
        if second % 95 == 0:
            seen = report(talk, after(second), gcode_state="FINISH", subtask_name=f"foreign {second}", task_id="0")
            boots += [o.printer.boot for o in seen[0] if isinstance(o, StateChanged)]
    assert boots == [f"unwatched until {T0.isoformat()}"] * 2


def test_answers_to_other_programs_are_not_taken_for_ours():
    talk, _ = conversation()
    talk.ask(Start(FILE), after(1))
    asked = sent(report(talk, after(2), gcode_state="IDLE"))[0]["print"]
    for command, number in (("project_file", "5"), ("pause", asked["sequence_id"])):
        strange = {"command": command, "sequence_id": number, "result": "fail"}
        assert talk.hear(json.dumps({"print": strange}), after(3)) == ((), ())
    right = {"command": "project_file", "sequence_id": asked["sequence_id"], "result": "SUCCESS"}
    observations, _ = talk.hear(json.dumps({"print": right}), after(4))
    assert observations == (Answered(after(4), Start(FILE), "accepted"),)


def test_an_error_that_nobody_answered_at_the_printer_keeps_it_from_work():
    talk, _ = conversation()
    observations, _ = report(talk, after(1), gcode_state="FAILED", subtask_name="x", print_error=0x03008008)
    assert [o.printer.device for o in observations if isinstance(o, StateChanged)] == ["error"]
    talk.ask(Start(FILE), after(2))
    observations, _ = report(talk, after(3), gcode_state="FAILED")
    answered = [o for o in observations if isinstance(o, Answered)]
    assert (answered[0].verdict, "temperature" in answered[0].why) == ("refused", True)
    observations, _ = report(talk, after(4), print_error=0)
    assert [o.printer.device for o in observations if isinstance(o, StateChanged)] == ["idle"]


def test_a_printer_that_stops_telling_is_asked_and_then_given_up():
    talk, _ = conversation()
    assert talk.tick(after(59)) == ((), ())
    assert sent(talk.tick(after(61)))[0]["info"]["command"] == "get_version"
    talk.hear('{"info":{"command":"get_version","module":[]}}', after(62))
    assert talk.tick(after(100)) == ((), ())
    talk.tick(after(130))
    assert HangUp("silent") in talk.tick(after(151))[1]


def test_an_older_container_of_the_same_file_goes_before_the_new_one_comes():
    talk, _ = conversation()
    other = TEXT * 2
    asked = talk.ask(Upload(FILE, other, digest_bytes(other)), after(1))[1]
    assert [(r.method, r.path) for r in asked if isinstance(r, Ask)] == [("DELE", f"/{packed_of(FILE, TEXT).name}")]


def test_a_print_takes_the_place_in_use_or_the_first_filled_one():
    filled = {"id": "0", "tray": [{"id": "0"}, {"id": "1", "tray_type": "PLA"}, {"id": "2", "tray_type": "PETG"}]}
    for now, asked in ((2, [2]), (254, []), (255, [1])):
        status = Picture().lay_over({"ams": {"tray_now": str(now), "ams": [filled]}})
        say = print_it(1, Printing(FILE, TITLE, ""), model_of("01P"), status, T0)
        told = json.loads(say.message)["print"]
        assert (told["ams_mapping"], told["use_ams"]) == (asked, bool(asked))


def test_tools_of_a_program_are_the_places_of_the_same_number_and_none_may_be_empty():
    tray = [{"id": str(n), "tray_type": "PLA" if n != 2 else ""} for n in range(4)]
    status = Picture().lay_over({"ams": {"ams": [{"id": "0", "tray": tray}]}})
    say = print_it(1, Printing(FILE, TITLE, "", 0b1010), model_of("01P"), status, T0)
    told = json.loads(say.message)["print"]
    assert (told["ams_mapping"], told["use_ams"]) == ([-1, 1, -1, 3], True)
    assert (empty_places(status, 0b1010), empty_places(status, 0b0110), empty_places(status, 0)) == ([], [2], [])


def test_a_start_without_the_spools_that_it_needs_is_refused():
    talk, _ = conversation(program=b"T0\nT1\n")
    talk.ask(Start(FILE), after(1))
    reply = report(talk, after(2), gcode_state="IDLE")
    assert [o.why for o in reply[0] if isinstance(o, Answered)] == ["no spool in place 1 of the AMS"]
    assert sent(reply) == []


def test_a_part_is_left_out_by_its_name_even_by_a_process_that_sent_nothing():
    memory = Memory()
    talk, _ = conversation(memory)
    running = {"gcode_state": "RUNNING", "subtask_name": TITLE, **NUMBERS}
    report(talk, after(1), **running)
    talk.ask(CancelObject(FILE, "left"), after(2))
    asked = sent(report(talk, after(3), **running, s_obj=[7]))[0]["print"]
    assert (asked["command"], asked["obj_list"]) == ("skip_objects", sorted([7, number_of("left")]))
    report(talk, after(4), **running, s_obj=[7, number_of("left")])
    assert memory.runs.known.run.skipped == ("left",)
    report(talk, after(5), **{**running, "gcode_state": "FINISH"}, s_obj=[])
    assert memory.runs.known.run.skipped == ("left",)


def test_parts_left_out_of_the_print_before_are_not_left_out_of_this_one():
    runs = Runs()
    left = {number_of("left"): "left"}
    told = replace_status(OURS, gcode_state="PREPARE", s_obj=(number_of("left"),))
    runs.see(told, after(1), left)
    runs.see(replace_status(told, gcode_state="RUNNING", s_obj=()), after(2), left)
    assert runs.known.run.skipped == ()


def test_a_program_with_several_filaments_is_printed_from_their_places(bench: VirtualBambuBench):
    tray = [{"id": str(n), "tray_type": "PLA"} for n in range(4)]
    bench.server.extra = {"ams": {"tray_now": "255", "ams": [{"id": "0", "tray": tray}]}}
    watcher = Watcher(bench)
    watcher.open()
    job = bench.job(600.0)
    text = job.text + b"T0\nT2\n"
    watcher.begin(replace(job, text=text, digest=digest_bytes(text)))
    assert bench.server.mapping == [0, -1, 2]


def test_spools_and_camera_are_told_when_they_change():
    talk, _ = conversation(ipcam={"rtsp_url": "rtsps://192.168.1.9/streaming/live/1"})
    tray = {"id": "1", "tray_type": "PLA", "tray_color": "F2754EFF", "remain": 42, "tray_uuid": "00A1"}
    spools = {"ams": [{"id": "0", "tray": [{"id": "0"}, tray]}]}
    told = [o for o in report(talk, after(1), ams=spools)[0] if isinstance(o, Equipped)]
    spool = told[0].spools[0]
    assert (spool.place, spool.material, spool.colour, spool.left_share) == ("ams0-1", "PLA", "#F2754E", 0.42)
    assert told[0].camera == "rtsps://192.168.1.9/streaming/live/1"
    assert not [o for o in report(talk, after(2), ams=spools)[0] if isinstance(o, Equipped)]


def test_what_a_mode_switch_takes_back():
    memory = Memory(unsigned_at=T0)
    conversation(memory, fun="3EC1AFFF9CFF")
    assert memory.observe_only
    conversation(memory, fun="3EC18FFF9CFF")
    assert not memory.observe_only
    forgiven = Memory(unsigned_at=T0 - timedelta(hours=2))
    conversation(forgiven)
    assert not forgiven.observe_only


# Over the wire


def test_a_firmware_that_wants_signatures_is_watched_and_says_why(bench: VirtualBambuBench):
    watcher = Watcher(bench)
    assert isinstance(watcher.open(), Snapshot)
    file = watcher.store(bench.job(60.0))
    bench.server.signed_only = True
    answered = watcher.ask(Start(file))
    assert (answered.verdict, "developer mode" in answered.why) == ("refused", True)
    abilities = watcher.connector.abilities
    assert (abilities.commands, "signed" in abilities.observe_only) == (frozenset(), True)
    assert watcher.ask(Remove(file)).verdict == "refused"
    assert bench.starts() == []


def test_another_certificate_is_not_believed_and_hears_no_code(bench: VirtualBambuBench):
    for fingerprint in ("00" * 32, ""):
        watcher = Watcher(bench, bench.link(replace(bench.access, fingerprint=fingerprint)))
        lost = watcher.open()
        assert isinstance(lost, LinkLost)
        assert lost.by == "certificate"
    assert bench.server.presented == 0


def test_files_go_where_connections_for_data_must_resume_the_session(bench: VirtualBambuBench):
    assert bench.server.card.demands_reuse
    packed = packed_of(FILE, bench.job(60.0).text)
    with FileServer(bench.access) as server:
        assert server.store(packed.name, packed.content, 60.0, lambda: None).startswith("226")
        assert packed.name in server.listing("/").decode()
        server.delete(f"/{packed.name}")
        assert server.listing("/") == b""
    with pytest.raises(OSError, match="certificate"), FileServer(replace(bench.access, fingerprint="00" * 32)):
        pass


def test_a_model_whose_data_goes_in_the_clear_is_served(bench: VirtualBambuBench):
    packed = packed_of(FILE, TEXT)
    with FileServer(bench.access, clear_data=True) as server:
        server.store(packed.name, packed.content, 60.0, lambda: None)
        assert packed.name in server.listing("/").decode()
    with pytest.raises(TimeoutError), FileServer(bench.access) as server:
        server.store(packed.name, packed.content, -1.0, lambda: None)


def test_a_large_model_that_tells_everything_each_time_prints_the_same(bench: VirtualBambuBench):
    bench.server.whole_reports = True
    watcher = Watcher(bench)
    file = watcher.begin(bench.job(60.0))
    watcher.until(lambda w: w.run.phase == "completed", passing_s=20.0)
    assert bench.starts() == [file]


def test_a_print_cancelled_at_the_screen_is_cancelled(bench: VirtualBambuBench):
    watcher = Watcher(bench)
    file = watcher.begin(bench.job(600.0))
    bench.touch(lambda printer, now: printer.receive(Cancel(file), now))
    watcher.until(lambda w: w.run.phase != "running")
    assert watcher.run is not None
    assert watcher.run.phase == "cancelled"


def test_a_full_house_is_told_as_a_lost_line(bench: VirtualBambuBench):
    bench.server.connections = 1
    first, second = Watcher(bench), Watcher(bench, bench.another())
    assert isinstance(first.open(), Snapshot)
    assert isinstance(second.open(), LinkLost)
    first.connector.close()
    limit = time.monotonic() + 20.0
    while not isinstance(second.open(), Snapshot):
        assert time.monotonic() < limit


# Nonsense

LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))
NAMES = st.sampled_from(
    ("print", "info", "command", "sequence_id", "result", "gcode_state", "ams", "hms", "task_id", "tray")
)


def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(LEAF, st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4))


JSON = around(around(around(LEAF)))
FIELDS = st.fixed_dictionaries(
    {"command": st.just("push_status")},
    optional={
        "gcode_state": st.one_of(st.sampled_from(("IDLE", "RUNNING", "PAUSE", "FINISH", "FAILED", "INIT")), JSON),
        "subtask_name": st.one_of(st.sampled_from((TITLE, "benchy")), JSON),
        "task_id": JSON,
        "mc_percent": st.integers(-10, 300),
        "layer_num": st.integers(-3, 900),
        "mc_remaining_time": st.integers(-5, 10**7),
        "print_error": st.integers(-1, 2**33),
        "ams": JSON,
        "hms": JSON,
        "ipcam": JSON,
    },
)


@given(st.lists(st.one_of(JSON, st.builds(lambda fields: {"print": fields}, FIELDS)), max_size=12))
def test_whatever_is_told_is_taken_or_passed_over(messages: list[Any]):
    talk, _ = conversation()
    for second, message in enumerate(messages):
        observations, _ = talk.hear(json.dumps(message), after(second))
        assert all(o.at == after(second) for o in observations)
        talk.readings()
    report(talk, after(60), gcode_state="IDLE", subtask_name="", task_id="", print_error=0)
    talk.ask(Start(FILE), after(61))
    assert talk.readings()
