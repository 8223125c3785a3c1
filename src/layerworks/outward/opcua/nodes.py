"""Nodes made under the ids and types of the specifications; types add no copies of their parts."""

from collections.abc import Mapping
from enum import IntEnum

from asyncua import ua
from asyncua.common.node import Node
from asyncua.server.server import Server
from asyncua.ua.object_ids import ObjectIds

from layerworks.outward.opcua.specification import (
    ENUMERATION,
    ENUMERATIONS,
    OBJECT_KINDS,
    OURS,
    PROPERTY,
    STATE,
    STATES,
    UNITS_SPACE,
    VARIABLE_KINDS,
    Kind,
    Unit,
    browse_name,
)

Name = tuple[str, str]  # namespace, text
Plain = str | float | bool | int | ua.LocalizedText | ua.NodeId | ua.EUInformation | ua.Range | list[ua.EnumValueType]


def standard(number: int) -> ua.NodeId:
    """Return a NodeId of OPC 10000."""
    return ua.NodeId(ua.Int32(number))


UINT32 = standard(ObjectIds.UInt32)


class Nodes:
    """Makes nodes in a server. index: number of a namespace here."""

    def __init__(self, server: Server, index: Mapping[str, int]) -> None:
        """Make nodes in this server."""
        self.server, self._index = server, index

    def of(self, kind: Kind) -> ua.NodeId:
        """Return the NodeId of a type."""
        return self.numbered(kind.space, kind.number)

    def numbered(self, space: str, number: int) -> ua.NodeId:
        """Return the NodeId that a specification gives."""
        return ua.NodeId(ua.Int32(number), ua.Int16(self._index[space]))

    def own(self, path: str) -> ua.NodeId:
        """Return a NodeId of ours."""
        return ua.NodeId(ua.String(path), ua.Int16(self._index[OURS]))

    def name(self, space: str, text: str) -> ua.QualifiedName:
        """Return a browse name."""
        return ua.QualifiedName(text, ua.UInt16(self._index[space]))

    async def thing(
        self, parent: ua.NodeId, node: ua.NodeId, name: Name, kind: Kind, by: int = ObjectIds.HasComponent
    ) -> ua.NodeId:
        """Add an object."""
        attributes = ua.ObjectAttributes(DisplayName=ua.LocalizedText(name[1]))
        return await self._add(parent, node, name, kind, by, ua.NodeClass.Object, attributes)

    async def variable(
        self, parent: ua.NodeId, node: ua.NodeId, name: Name, kind: Kind, value: ua.Variant, data: ua.NodeId
    ) -> Node:
        """Add a variable of a data type that may be read; a property where its type is that of properties."""
        attributes = ua.VariableAttributes(DisplayName=ua.LocalizedText(name[1]))
        attributes.Value, attributes.DataType = value, data
        attributes.ValueRank = ua.ValueRank.OneDimension if isinstance(value.Value, list) else ua.ValueRank.Scalar
        attributes.AccessLevel = attributes.UserAccessLevel = ua.Byte(ua.AccessLevel.CurrentRead.mask)
        by = ObjectIds.HasProperty if kind is PROPERTY else ObjectIds.HasComponent
        added = await self._add(parent, node, name, kind, by, ua.NodeClass.Variable, attributes)
        return self.server.get_node(added)

    async def plain(self, parent: ua.NodeId, path: str, name: Name, kind: Kind, value: Plain) -> Node:
        """Add a variable whose data type is its value's, under an id of ours."""
        variant = value if isinstance(value, ua.Variant) else ua.Variant(value)
        data = _DATA_TYPES.get(type(value)) or int(variant.VariantType)
        return await self.variable(parent, self.own(path), name, kind, variant, standard(data))

    async def chosen(self, parent: ua.NodeId, path: str, name: Name, kind: Kind, value: IntEnum) -> Node:
        """Add a variable of an enumeration."""
        data = self.of(ENUMERATIONS[type(value)])
        return await self.variable(parent, self.own(path), name, kind, chosen(value), data)

    async def declare(self) -> None:
        """Add the types, states and enumerations of the specifications, which stand without their parts."""
        for kinds, node_class in ((OBJECT_KINDS, ua.NodeClass.ObjectType), (VARIABLE_KINDS, ua.NodeClass.VariableType)):
            for kind in kinds:
                await self._declare(kind, node_class)
        for machine, numbers in STATES:
            for state, number in numbers.items():
                node = self.numbered(machine.space, number)
                await self.thing(self.of(machine), node, (machine.space, browse_name(state)), STATE)
                path = f"{machine.name}/{browse_name(state)}/StateNumber"
                await self.variable(
                    node, self.own(path), (ENUMERATION.space, "StateNumber"), PROPERTY, counted(state), UINT32
                )
        for choice, kind in ENUMERATIONS.items():
            await self._declare(kind, ua.NodeClass.DataType)
            items = [
                ua.EnumValueType(int(item), ua.LocalizedText(browse_name(item), "en"), ua.LocalizedText())
                for item in choice
            ]
            path, name = f"{kind.name}/EnumValues", (ENUMERATION.space, "EnumValues")
            await self.variable(
                self.of(kind), self.own(path), name, PROPERTY, ua.Variant(items), standard(ObjectIds.EnumValueType)
            )

    async def _declare(self, kind: Kind, node_class: ua.NodeClass) -> None:
        if kind.above is None:
            return
        attributes = {
            ua.NodeClass.ObjectType: ua.ObjectTypeAttributes,
            ua.NodeClass.VariableType: ua.VariableTypeAttributes,
            ua.NodeClass.DataType: ua.DataTypeAttributes,
        }[node_class](DisplayName=ua.LocalizedText(kind.name))
        if isinstance(attributes, ua.VariableTypeAttributes):
            attributes.DataType, attributes.ValueRank = standard(ObjectIds.Number), ua.ValueRank.Any
        name = (kind.space, kind.name)
        await self._add(self.of(kind.above), self.of(kind), name, None, ObjectIds.HasSubtype, node_class, attributes)

    async def _add(
        self,
        parent: ua.NodeId,
        node: ua.NodeId,
        name: Name,
        kind: Kind | None,
        by: int,
        node_class: ua.NodeClass,
        attributes: object,
    ) -> ua.NodeId:
        item = ua.AddNodesItem()
        item.ParentNodeId, item.RequestedNewNodeId, item.BrowseName = parent, node, self.name(*name)
        item.ReferenceTypeId, item.NodeClass, item.NodeAttributes = standard(by), node_class, attributes
        item.TypeDefinition = self.of(kind) if kind else ua.NodeId()
        [result] = await self.server.iserver.isession.add_nodes([item])
        result.StatusCode.check()
        return node


_DATA_TYPES: dict[type, int] = {ua.EUInformation: ObjectIds.EUInformation, ua.Range: ObjectIds.Range}


def chosen(value: IntEnum) -> ua.Variant:
    """Return the value of an enumeration, which is an Int32."""
    return ua.Variant(int(value), ua.VariantType.Int32)


def counted(number: int) -> ua.Variant:
    """Return a number that counts."""
    return ua.Variant(int(number), ua.VariantType.UInt32)


def unit(of: Unit) -> ua.EUInformation:
    """Return a unit as clients are told of it."""
    return ua.EUInformation(UNITS_SPACE, of.number, ua.LocalizedText(of.symbol), ua.LocalizedText(of.name, "en"))
