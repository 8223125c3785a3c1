"""What a browser says of itself, as people would say it."""

import re

# The first that fits is told: most browsers name those before them as well.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("WeChat", r"MicroMessenger/"),
    ("Chrome", r"Chrom(?:e|ium)/|HeadlessChrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)
_MOST = 40


def device_name(agent: str) -> str:
    """Return browser and system of a `User-Agent`, such as “Firefox · Windows”; of another program how it begins."""
    found = [next((name for name, sign in kinds if re.search(sign, agent)), None) for kinds in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or agent.split(" ", 1)[0][:_MOST]
