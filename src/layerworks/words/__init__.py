"""What people read, in English and Chinese: a text is a code with values until someone looks at it.

Rooms return `Text` values made by `say`; doors (cli, documents, web) turn them into sentences with `render`.
The catalogues are `words/<language>/<room>.toml`, one key a sentence, placeholders as in `str.format`.
"""

from layerworks.words._catalogue import Language, catalogue, language_of, render
from layerworks.words._text import Text, say, text_of

__all__ = ["Language", "Text", "catalogue", "language_of", "render", "say", "text_of"]
