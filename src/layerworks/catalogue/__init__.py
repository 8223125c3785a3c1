"""What the shop offers on paper: machines, materials, process profiles."""

from layerworks.catalogue._machine import FlowClass, Machine, MachineClass, read_machine
from layerworks.catalogue._material import Material, read_material
from layerworks.catalogue._profile import Profile, read_profile
from layerworks.catalogue.name import Name
from layerworks.catalogue.process import flow_cap, process_values, temperatures
from layerworks.catalogue.shelf import ids, machine, machines, material, materials, profile, profiles
from layerworks.catalogue.source import Source, source_of
from layerworks.catalogue.suits import suits

__all__ = [
    "FlowClass",
    "Machine",
    "MachineClass",
    "Material",
    "Name",
    "Profile",
    "Source",
    "flow_cap",
    "ids",
    "machine",
    "machines",
    "material",
    "materials",
    "process_values",
    "profile",
    "profiles",
    "read_machine",
    "read_material",
    "read_profile",
    "source_of",
    "suits",
    "temperatures",
]
