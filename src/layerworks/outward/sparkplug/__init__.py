"""A Sparkplug B edge node: a hub's machines on an MQTT broker, told and never commanded.

Source: Eclipse Sparkplug specification 3.0.0.
"""
