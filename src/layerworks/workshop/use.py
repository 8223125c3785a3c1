"""How much a machine has been used, for what wears. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Use:
    """Sums over attempts. mass_g: what was laid, by material."""

    printed_s: float = 0.0
    prints: int = 0
    mass_g: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def plus(self, printed_s: float, material: str, mass_g: float) -> "Use":
        """Return the use after one more attempt."""
        laid = {**self.mass_g, material: self.mass_g.get(material, 0.0) + mass_g}
        return Use(self.printed_s + printed_s, self.prints + 1, MappingProxyType(laid))

    def since(self, before: "Use") -> "Use":
        """Return the use that came after an earlier one."""
        laid = {material: mass_g - before.mass_g.get(material, 0.0) for material, mass_g in self.mass_g.items()}
        return Use(self.printed_s - before.printed_s, self.prints - before.prints, MappingProxyType(laid))


UNUSED = Use()
