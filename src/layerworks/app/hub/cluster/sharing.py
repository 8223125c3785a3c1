"""With whom a hub shares a shop, and where what they share lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layerworks.app.hub.cluster.member import Member
from layerworks.cluster.server import EventServer
from layerworks.errors import Conflict
from layerworks.storage import Artefacts, Location
from layerworks.storage.opening import open_session
from layerworks.storage.sealed import SealedRows
from layerworks.storage.shared_artefacts import SharedArtefacts
from layerworks.storage.vault import Vault, open_vault
from layerworks.words import say

LEASE_S = 30.0
PROOF = "the key of this shop"  # sealed with it, so that a hub with another key is known at once


@dataclass(frozen=True, slots=True)
class Sharing:
    """database: URL, which may hold a password. member: who we are. events: where hubs meet.

    lease_s: how long a hub that says nothing keeps its machines. authorities: certificates to believe of other hubs.
    """

    database: str = field(repr=False)
    member: Member
    events: EventServer
    lease_s: float = LEASE_S
    authorities: Path | None = None

    def journal(self, folder: Path) -> Location:
        """Return where the journal is. folder: of this hub, which remembers how far it has seen it."""
        return Location(self.database, folder / "records.anchor")

    def vault(self, key_file: Path, environment: Mapping[str, str]) -> Vault:
        """Return where credentials are sealed, with one key at every hub. Raises Conflict for another key, Trouble."""
        vault = open_vault(SealedRows(open_session(self.database)), key_file, environment)
        try:
            proof = vault.get(PROOF)
        except Conflict:
            raise Conflict(say("cluster.no_key"), say("cluster.no_key_remedy")) from None
        if proof is None:
            vault.put(PROOF, PROOF)
        return vault

    def artefacts(self, folder: Path, name: str) -> SharedArtefacts:
        """Return where files by digest are kept. Raises Trouble."""
        return SharedArtefacts(Artefacts(folder / name), open_session(self.database))
