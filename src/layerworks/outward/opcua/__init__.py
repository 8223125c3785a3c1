"""An OPC UA server, read only, in a process of its own. It alone needs the extra `opcua` (asyncua, LGPL-3.0).

Sources: OPC 40540 “Additive Manufacturing” 1.0.0, OPC 40501-1 and OPC 40001-1 that it stands on, with their NodeIds;
OPC 10000 for the rest.
"""
