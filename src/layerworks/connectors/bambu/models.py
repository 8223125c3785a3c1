"""What differs between models, known by the first characters of the serial number. Pure.

Source: the maker's list of serial numbers, and what users of each model report of its file server. A model that is not
here is taken for one like most.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """name: of the model, or nothing. folder_url: how a print's address of a file at the top of its card begins.

    clear_data: its file server fails with TLS on the connections for data, so these are in the clear; who is let in and
    what is asked for still is not.
    """

    name: str
    folder_url: str = "ftp:///"
    clear_data: bool = False


_MODELS = {
    "00M": Model("X1 Carbon"),
    "00W": Model("X1"),
    "03W": Model("X1E"),
    "01S": Model("P1P"),
    "01P": Model("P1S"),
    "22E": Model("P2S"),
    "030": Model("A1 mini", "file:///sdcard/", clear_data=True),
    "039": Model("A1", "file:///sdcard/", clear_data=True),
    "093": Model("H2S"),
    "094": Model("H2D"),
}


def model_of(serial: str) -> Model:
    """Return the model of a serial number."""
    return _MODELS.get(serial[:3].upper(), Model(""))
