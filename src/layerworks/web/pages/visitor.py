"""How somebody wants to see a page: language, light, colours of states. Said by the address, kept in cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from layerworks.words import Language, language_of

Theme = Literal["auto", "light", "dark"]
Signals = Literal["calm", "andon"]

WISHES = ("lang", "theme", "signals")


@dataclass(frozen=True, slots=True)
class Visitor:
    """path: of the page, without what was asked beside it."""

    path: str = "/"
    language: Language = "en"
    theme: Theme = "auto"
    signals: Signals = "calm"

    @property
    def tag(self) -> str:
        """The language as browsers and screen readers know it."""
        return "zh-CN" if self.language == "zh" else "en"


def visitor_of(path: str, query: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> Visitor:
    """Return what is wished for. accepted: the header Accept-Language. What nobody can mean is not heard."""
    wish = {**{k: cookies[k] for k in WISHES if k in cookies}, **{k: query[k] for k in WISHES if k in query}}
    theme = wish.get("theme", "auto")
    signals = wish.get("signals", "calm")
    return Visitor(
        path,
        language_of(wish.get("lang") or _liked_best(accepted)),
        cast(Theme, theme if theme in get_args(Theme) else "auto"),
        cast(Signals, signals if signals in get_args(Signals) else "calm"),
    )


def kept_wishes(visitor: Visitor, query: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies to set for what the address asked for, as it was understood."""
    said = {"lang": visitor.tag, "theme": visitor.theme, "signals": visitor.signals}
    return {k: said[k] for k in WISHES if k in query}


def _liked_best(accepted: str) -> str:
    """Return the first language of ours among those of the header, by weight (RFC 9110, 12.5.4)."""
    weighed: list[tuple[float, str]] = []
    for entry in accepted.split(","):
        tag, _, weight = entry.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.lower()))
        except ValueError:
            continue
    ours = [tag for _, tag in sorted(weighed, key=lambda pair: pair[0]) if tag[:2] in ("zh", "en")]
    return ours[0] if ours else "en"
