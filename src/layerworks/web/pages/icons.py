"""Drawings of the pages: 24 units wide, in the colour of the text around them."""

_LINES = 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'


def _drawn(inner: str, attributes: str = _LINES) -> str:
    return f'<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" {attributes}>{inner}</svg>'


_FILLED = 'fill="currentColor"'

ICONS: dict[str, str] = {
    "brand": _drawn(
        '<path d="M12 2.5 21 7.2 12 12 3 7.2Z"/><path d="M3 12l9 4.8L21 12" opacity=".72"/>'
        '<path d="M3 16.7l9 4.8 9-4.8" opacity=".45"/>'
    ),
    "turn": _drawn('<path d="M20 12a8 8 0 1 1-2.6-5.9"/><path d="M20.5 3v4.2h-4.2"/>'),
    "play": _drawn('<path d="M7 4.5v15l12-7.5Z"/>', _FILLED),
    "arrow": _drawn('<path d="M5 12h14M13 6l6 6-6 6"/>'),
    "globe": _drawn(
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/>'
    ),
    "light": _drawn('<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" fill="currentColor"/>'),
    "keys": _drawn(
        '<rect x="2.5" y="6" width="19" height="12" rx="2.5"/><path d="M7 10h.01M12 10h.01M17 10h.01M8 14h8"/>'
    ),
    "person": _drawn('<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>'),
    "idle": _drawn('<circle cx="12" cy="12" r="7.5"/>'),
    "preparing": _drawn(
        '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5V12h8.5A8.5 8.5 0 0 0 12 3.5Z" fill="currentColor"/>'
    ),
    "printing": _drawn('<path d="M6 4v16l14-8Z"/>', _FILLED),
    "attention": _drawn('<path d="M12 3 22 20.5H2Z"/>', _FILLED),
    "paused": _drawn('<path d="M6 4h4v16H6ZM14 4h4v16h-4Z"/>', _FILLED),
    "error": _drawn('<path d="M5 5l14 14M19 5 5 19" stroke-width="4"/>'),
    "maintenance": _drawn('<path d="M4 20 14 10M13 4l7 7-3 3-7-7Z" stroke-width="2.5"/>'),
    "offline": _drawn('<circle cx="12" cy="12" r="8.5" stroke-dasharray="3 3.5"/><path d="M6 18 18 6"/>'),
}
