"""Whether a shop's folder is as it was written: its journal, and the programs that its records name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerworks.app.shop import Shop
from layerworks.digest import digest_bytes
from layerworks.errors import Trouble
from layerworks.storage import Artefacts, Verification, part_records, verify
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class ShopVerification:
    """journal: of the chain. files: one sentence for each program that is missing or is not what was printed."""

    journal: Verification
    programs: int
    files: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return self.journal.ok and not self.files

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; texts stay `Text` until they are shown."""
        return {
            "ok": self.ok,
            "rows": self.journal.head.number,
            "head": self.journal.head.hash,
            "first_bad": self.journal.first_bad,
            "finding": self.journal.finding,
            "programs": self.programs,
            "files": list(self.files),
        }


def verify_shop(folder: Path) -> ShopVerification:
    """Read the journal from end to end and every program that a record names. Raises Missing where there is no shop."""
    shop = Shop(folder)
    chain = verify(shop.journal)
    if not chain.ok:
        return ShopVerification(chain, 0, ())
    wanted = {r["making"]["program_digest"]: r["name"] for r in part_records(shop.journal)}
    have = {digest_bytes(path.read_bytes()) for path in sorted(folder.glob("*.gcode"))}
    have |= {digest for digest in wanted if digest not in have and _kept(folder, digest)}
    missing = [(digest, name) for digest, name in wanted.items() if digest not in have]
    files = tuple(say("app.program_missing", part=name, digest=digest[:12]) for digest, name in missing)
    return ShopVerification(chain, len(wanted), files)


def _kept(folder: Path, digest: str) -> bool:
    """Tell whether the hub of a folder keeps a program as it was printed."""
    try:
        Artefacts(folder / "programs").read(digest)
    except Trouble:
        return False
    return True
