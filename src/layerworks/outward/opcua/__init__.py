"""An OPC UA server, read only, in a process of its own. It alone needs the extra `opcua` (asyncua, LGPL-3.0).

Source: OPC 40001-1 “Machinery Basic Building Blocks” 1.03 and its NodeIds, which OPC 40540 (additive manufacturing)
stands on; OPC 10000 for the rest.
"""
