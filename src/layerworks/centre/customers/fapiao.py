"""What a Chinese VAT invoice (fapiao) needs of its buyer, checked before it is asked for."""

import re

from layerworks.centre.orders.invoice import TaxData
from layerworks.words import Text, say

# GB 32100-2015, unified social credit identifier: 17 characters and a check character, modulo 31
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[{_CHARACTERS}]{{18}}")
_OLD_FORM = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{20}")  # numbers from before 2015, and those of persons


def complaints(tax: TaxData) -> tuple[Text, ...]:
    """Return what is missing or wrong for the kind of fapiao wanted; nothing where none is."""
    if tax.fapiao == "none":
        return ()
    needed = {"title": tax.title, "tax_number": tax.tax_number}
    if tax.fapiao == "special":
        needed |= {"address": tax.address, "phone": tax.phone, "bank": tax.bank, "account": tax.account}
    missing = tuple(
        say("centre.fapiao_missing", field=say(f"centre.tax_{key}"))
        for key, value in needed.items()
        if not value.strip()
    )
    if tax.tax_number.strip() and not sound_tax_number(tax.tax_number.strip()):
        return (*missing, say("centre.bad_tax_number", number=tax.tax_number))
    return missing


def sound_tax_number(number: str) -> bool:
    """Tell whether a Chinese tax number has its form, and for 18 characters its check character."""
    if not _FORM.fullmatch(number):
        return bool(_OLD_FORM.fullmatch(number))
    total = sum(_CHARACTERS.index(c) * pow(3, n, 31) for n, c in enumerate(number[:17]))
    return _CHARACTERS[-total % 31] == number[17]
