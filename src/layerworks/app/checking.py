"""What a model is like, before anyone decides to make it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerworks.catalogue import Machine
from layerworks.geometry import CheckedMesh, Finding, MeshRefusal, Model, Unit
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.reading import read_model


@dataclass(frozen=True, slots=True, eq=False)
class CheckedFile:
    """A file and the answer for each of its items."""

    model: Model
    answers: tuple[CheckedMesh | MeshRefusal, ...]

    @property
    def refused(self) -> bool:
        """Whether one of the items cannot be printed as it is."""
        return any(isinstance(answer, MeshRefusal) for answer in self.answers)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, of the file and of its items."""
        return (*self.model.findings, *(f for answer in self.answers for f in answer.findings))

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON with stable keys; texts stay `Text` until they are shown."""
        meshes = [answer for answer in self.answers if isinstance(answer, CheckedMesh)]
        return {
            "name": self.model.name,
            "format": self.model.format,
            "unit": self.model.unit,
            "unit_stated": self.model.unit_stated,
            "digest": self.model.digest,
            "refused": self.refused,
            "watertight": bool(meshes) and not self.refused and all(mesh.watertight for mesh in meshes),
            "volume_mm3": sum(mesh.volume_mm3 for mesh in meshes),
            "area_mm2": sum(mesh.area_mm2 for mesh in meshes),
            "triangles": sum(len(mesh.faces) for mesh in meshes),
            "findings": [finding_dict(finding) for finding in self.findings],
            "items": [_item_dict(answer) for answer in self.answers],
        }


def check_file(path: Path, *, unit: Unit | None = None, machine: Machine | None = None) -> CheckedFile:
    """Read and check a model, against a machine's bed where one is named. Raises as `read_model` does."""
    model = read_model(path, unit=unit)
    bed = machine.bed if machine else None
    return CheckedFile(model, tuple(check(item, CheckSettings(), bed) for item in model.items))


def finding_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data; its texts stay `Text` until they are shown."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "text": finding.text,
        "remedy": finding.remedy,
        "value": finding.value,
        "limit": finding.limit,
        "faces": None if finding.faces is None else len(finding.faces),
    }


def _item_dict(answer: CheckedMesh | MeshRefusal) -> dict[str, Any]:
    findings = [finding_dict(finding) for finding in answer.findings]
    if isinstance(answer, MeshRefusal):
        return {"name": answer.name, "refused": True, "findings": findings}
    return {
        "name": answer.name,
        "refused": False,
        "watertight": answer.watertight,
        "volume_mm3": answer.volume_mm3,
        "area_mm2": answer.area_mm2,
        "size_mm": answer.size_mm.tolist(),
        "bodies": answer.bodies,
        "triangles": len(answer.faces),
        "uuid": answer.uuid,
        "digest": answer.digest,
        "findings": findings,
    }
