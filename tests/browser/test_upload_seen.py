"""Files are sent from a real browser, several at once, and go on after the line broke."""

from typing import Any

STILL = "document.querySelectorAll('[data-told=done]:not([hidden])').length"


def test_two_files_arrive_although_the_line_breaks(chromium: Any, showroom: str, received: dict[str, bytes]):
    page = chromium.new_page()
    broken: list[str] = []

    def breaks_once(route: Any) -> None:
        if route.request.method == "PATCH" and not broken:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", breaks_once)
    page.goto(showroom + "/upload")
    large = bytes(range(256)) * 20_000  # two pieces
    page.set_input_files(
        "input[type=file]",
        [
            {"name": "零件.stl", "mimeType": "model/stl", "buffer": large},
            {"name": "small.3mf", "mimeType": "model/3mf", "buffer": b"PK"},
        ],
    )
    page.wait_for_function(f"{STILL} === 2")
    assert broken
    assert received == {"零件.stl": large, "small.3mf": b"PK"}
    assert page.locator(".uploads [data-name]").all_inner_texts() == ["零件.stl", "small.3mf"]
    page.close()
