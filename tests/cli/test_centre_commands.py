"""From a model to a paid invoice by commands, in both languages, for people and for programs."""

import inspect
import json
from pathlib import Path

import pytest

from layerworks.cli import centre_orders, centre_quotes
from layerworks.cli.door import run

MODEL = str(Path(__file__).parents[2] / "examples" / "bracket.stl")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(list(arguments))
    return code, capsys.readouterr().out


@pytest.mark.parametrize("room", [centre_quotes, centre_orders])
def test_every_command_but_papers_has_json(room):
    commands = room.group().registered_commands
    without = [c.name for c in commands if "json" not in inspect.signature(c.callback).parameters]
    assert without == ["paper"]


def test_a_model_becomes_an_order_and_an_invoice(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    shop = ("--shop", str(tmp_path / "shop"))

    def told(*arguments: str):
        code, out = answer(capsys, *arguments, *shop, "--json")
        assert code == 0, out
        return json.loads(out)

    quote = told("quotes", "new", MODEL, "--customer", "li", "-n", "2", "--machine", "prusa-mk4s")
    assert (quote["state"], quote["customer"]) == ("firm", "li")
    assert told("quotes", "list")[0]["id"] == quote["id"]
    assert told("quotes", "send", quote["id"])["state"] == "sent"
    order = told("quotes", "accept", quote["id"], "--confirm")
    assert (order["state"], len(order["parts"])) == ("confirmed", 2)
    assert order["worth"]["ordered"] == quote["revisions"][0]["lines"][0]["price"]["total"]
    line = order["lines"][0]["id"]
    for act in (("inspect", order["id"]), ("deliver", order["id"], "--to", "Li Lei")):
        assert run(["orders", *act, *shop]) != 0
        assert f"No piece of {order['id']}" in capsys.readouterr().err
    assert told("orders", "hold", order["id"], "--why", "drawing unclear")["hold"] == "drawing unclear"
    assert told("orders", "free", order["id"])["hold"] is None
    cancelled = told("orders", "cancel", order["id"], "--line", line, "--pieces", "1")
    assert [part["state"] for part in cancelled["parts"].values()] == ["planned", "cancelled"]
    assert told("orders", "cancel", order["id"])["state"] == "cancelled"
    assert told("orders", "list")[0]["state"] == "cancelled"
    for code, wanted in (
        (answer(capsys, "orders", "bill", order["id"], "--to", "Li Lei", *shop)[0], 0),
        (answer(capsys, "orders", "show", "O-nothing", *shop)[0], 0),
        (answer(capsys, "orders", "pay", order["id"], "much", "bank 1", *shop)[0], 0),
    ):
        assert code != wanted
    for language, word in (("en", "cancelled"), ("zh-CN", "已取消")):
        code, out = answer(capsys, "--lang", language, "orders", "show", order["id"], *shop)
        assert code == 0
        assert word in out
    for name in ("confirmation.pdf", "confirmation.html"):
        out = tmp_path / name
        assert answer(capsys, "orders", "paper", order["id"], "--out", str(out), *shop)[0] == 0
        assert out.stat().st_size > 1000
    assert answer(capsys, "quotes", "paper", quote["id"], "--out", str(tmp_path / "q.doc"), *shop)[0] != 0
