"""What a browser calls itself, in two words."""

import pytest

from layerworks.web.pages.devices import device_name

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (SAFARI, "Safari · iPhone"),
        (CHROME, "Chrome · Linux"),
        (CHROME.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64") + " Edg/141.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox · macOS"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K"), "Chrome · Android"),
        ("curl/8.9.1", "curl/8.9.1"),
        ("x" * 300 + " y", "x" * 40),
        ("", ""),
    ],
)
def test_browser_and_system_are_told(agent: str, said: str) -> None:
    assert device_name(agent) == said
