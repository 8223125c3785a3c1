"""What is found of many pieces is said once, with how many there are."""

from layerworks.app.alike import once
from layerworks.geometry import Finding
from layerworks.words import render, say


def finding(code: str, severity: str) -> Finding:
    return Finding(code, severity, say("app.no_layer", layer=1, count=2))


def test_each_kind_is_said_once_in_the_order_met():
    findings = [finding("a", "warn"), finding("b", "warn"), finding("a", "warn"), finding("a", "info")]
    said = once(findings)
    assert [(f.code, f.severity) for f, _ in said] == [("a", "warn"), ("b", "warn"), ("a", "info")]
    assert said[0][0] is findings[0]
    assert render(said[0][1], "en").endswith("So with one other.")
    assert said[1][1] == findings[1].text


def test_nothing_found_says_nothing():
    assert once([]) == ()
