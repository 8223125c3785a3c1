"""What is wrong with a request's shape, as a sentence. The reader of shapes (pydantic) tells kinds in English alone."""

from collections.abc import Mapping
from typing import Any

from layerworks.words import Text, say

_KINDS: Mapping[str, tuple[str, ...]] = {
    "web.shape_missing": ("missing",),
    "web.shape_unknown": ("extra_forbidden",),
    "web.shape_no_json": ("json_invalid",),
    "web.shape_text": ("string_type", "string_unicode"),
    "web.shape_whole": ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    "web.shape_number": ("float_type", "float_parsing", "finite_number"),
    "web.shape_yes_no": ("bool_type", "bool_parsing"),
    "web.shape_list": ("list_type", "tuple_type"),
    "web.shape_object": ("dict_type", "model_type", "model_attributes_type"),
    "web.shape_time": ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid"),
}
_BY_KIND = {kind: code for code, kinds in _KINDS.items() for kind in kinds}
_BOUNDS = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}


def misshapen(error: Mapping[str, Any]) -> Text:
    """Return where and what is wrong. error: as pydantic tells it."""
    place = ".".join(str(step) for step in error["loc"] if step not in ("body", "query", "path", "one", "many"))
    return say("web.shape_at", place=place or "body", what=_what(error))


def _what(error: Mapping[str, Any]) -> Text:
    kind, details = str(error["type"]), error.get("ctx", {})
    if code := _BY_KIND.get(kind):
        return say(code)
    if kind in ("literal_error", "enum"):
        return say("web.shape_one_of", expected=str(details["expected"]).replace(" or ", ", ").replace("'", ""))
    if kind in ("greater_than", "greater_than_equal"):
        return say("web.shape_too_small", bound=details[_BOUNDS[kind]])
    if kind in ("less_than", "less_than_equal"):
        return say("web.shape_too_large", bound=details[_BOUNDS[kind]])
    if kind in ("string_too_long", "too_long"):
        return say("web.shape_too_long", most=details["max_length"])
    return say("web.shape_other")
