"""Files by the digest of what is in them: kept once, never changed, checked at each reading."""

from dataclasses import dataclass
from pathlib import Path

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Unreachable
from layerworks.storage._atomic import write_whole
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Artefacts:
    """A folder of artefacts, in subfolders by the first two digits of their digests."""

    folder: Path

    def path_of(self, digest: str) -> Path:
        """Return where an artefact is or would be kept."""
        return self.folder / digest[:2] / digest

    def keep(self, data: bytes | memoryview) -> str:
        """Keep data and return its digest; it is on the disk on return. Raises Unreachable when it cannot be kept."""
        digest = digest_bytes(data)
        path = self.path_of(digest)
        try:
            if not _holds(path, digest):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data)
        except OSError as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return an artefact. Raises Missing when it is not here, Conflict when it is no longer what it was."""
        try:
            data = self.path_of(digest).read_bytes()
        except FileNotFoundError:
            raise Missing(say("storage.no_artefact", digest=digest), say("storage.make_again")) from None
        if digest_bytes(data) != digest:
            raise Conflict(say("storage.artefact_damaged", digest=digest), say("storage.make_again"))
        return data


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and digest_bytes(path.read_bytes()) == digest
