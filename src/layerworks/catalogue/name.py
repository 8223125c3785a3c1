"""A name in both languages."""

from dataclasses import dataclass

from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class Name:
    """What people call a thing, in English and Chinese."""

    en: str
    zh: str

    @property
    def text(self) -> Text:
        """The name as a text that follows the reader's language."""
        return say("catalogue.name", en=self.en, zh=self.zh)
