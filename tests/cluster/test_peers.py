"""What one hub tells another knows: with messages lost, machines moving, hubs falling silent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.cluster.messages import Shown, Sights
from layerworks.cluster.peers import SILENT, SILENT_S, Peers
from layerworks.cluster.teller import AT_ONCE, Teller

MACHINES = ["m1", "m2", "m3"]
BEATS = 4
STEP = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(MACHINES), st.integers(0, 5)),
    st.tuples(st.just("move"), st.sampled_from(MACHINES), st.sampled_from(["a", "b"])),
    st.tuples(st.just("lose"), st.sampled_from(["a", "b"]), st.just(0)),
    st.tuples(st.just("beat"), st.just(""), st.just(0)),
)


class World:
    """Two hubs that share machines, and a third that only listens."""

    def __init__(self):
        self.tellers = {hub: Teller(hub, f"{hub}-run", BEATS) for hub in "ab"}
        self.tended = dict.fromkeys(MACHINES, ("a", 1))
        self.states = {machine: {"link": "online", "layer": 0} for machine in MACHINES}
        self.changed: dict[str, dict[str, int]] = {}
        self.peers, self.now_s = Peers("c-run"), 0.0

    def beat(self, lost: str = "") -> None:
        self.now_s += 0.25
        for hub, teller in self.tellers.items():
            own = {machine: epoch for machine, (holder, epoch) in self.tended.items() if holder == hub}
            for sights in teller.beat(own, self.changed, self.states.__getitem__):
                if hub != lost:
                    self.peers.take(sights, self.now_s)
        self.changed = {}

    def expected(self) -> dict[str, dict[str, object]]:
        return {m: self.states[m] | {"hub": self.tended[m][0]} for m in MACHINES}


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, max_size=30))
def test_whatever_was_lost_after_one_round_everything_is_known(steps):
    world = World()
    for step, what, value in steps:
        match step:
            case "change":
                world.states[what] = world.states[what] | {"layer": value}
                world.changed.setdefault(what, {})["layer"] = value
            case "move":
                if world.tended[what][0] != value:
                    world.tended[what] = (value, world.tended[what][1] + 1)
            case "lose":
                world.beat(lost=what)
            case _:
                world.beat()
    for _ in range(2 * BEATS + 1):
        world.beat()
    assert world.peers.states() == world.expected()


def test_changes_are_known_at_once():
    world = World()
    world.beat()
    world.states["m2"] = world.states["m2"] | {"layer": 7}
    world.changed = {"m2": {"layer": 7}}
    world.beat()
    assert world.peers.state("m2") == {"link": "online", "layer": 7, "hub": "a"}


def test_machines_of_a_hub_that_is_not_heard_are_marked_until_it_or_another_is():
    world = World()
    world.beat()
    world.tended["m3"] = ("b", 2)
    world.beat()
    assert world.peers.fall_silent(world.now_s + SILENT_S) == {}
    assert set(world.peers.fall_silent(world.now_s + SILENT_S + 1)) == {"m1", "m2", "m3"}
    assert world.peers.state("m1") == {"link": SILENT, "layer": 0, "hub": "a"}
    assert world.peers.take(Sights("a", "a-run", {}), world.now_s)["m1"]["link"] == "online"
    assert world.peers.state("m3")["link"] == SILENT
    world.tended["m1"] = ("b", 2)
    world.beat(lost="a")
    assert world.peers.state("m1") == {"link": "online", "layer": 0, "hub": "b"}


def test_who_has_lost_a_machine_is_not_believed():
    peers = Peers("c-run")
    peers.take(Sights("b", "b-run", {"m1": Shown(2, {"layer": 5}, whole=True)}), 0.0)
    assert peers.take(Sights("a", "a-run", {"m1": Shown(1, {"layer": 9}, whole=True)}), 0.0) == {}
    assert peers.take(Sights("a", "a-run", {}, left=("m1",)), 0.0) == {}
    assert peers.state("m1")["layer"] == 5


def test_what_we_let_go_stays_marked_until_somebody_tells():
    peers = Peers("c-run")
    assert peers.let_go("m1", 3, {"link": "online", "layer": 2}) == {"link": SILENT, "layer": 2}
    peers.take(Sights("a", "a-run", {"m1": Shown(4, {"layer": 2, "link": "online"}, whole=True)}), 0.0)
    assert peers.state("m1")["link"] == "online"
    assert peers.keep_only({"m2"}) == ["m1"]
    assert peers.states() == {}


def test_our_own_words_tell_us_nothing():
    assert Peers("a-run").take(Sights("a", "a-run", {"m1": Shown(1, {}, whole=True)}), 0.0) == {}


def test_many_machines_are_told_in_messages_of_a_bearable_size():
    own = {f"m{i}": 1 for i in range(3 * AT_ONCE - 1)}
    told = list(Teller("a", "a-run", 10).beat(own, {}, lambda machine: {"name": machine}))
    assert [len(sights.machines) for sights in told] == [AT_ONCE, AT_ONCE, AT_ONCE - 1]
    assert {m for sights in told for m in sights.machines} == set(own)
