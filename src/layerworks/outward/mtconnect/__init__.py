"""An MTConnect agent, read only: device models, a buffer of observations, documents.

Source: MTConnect standard 2.0, parts 1 to 3 (ANSI/MTC1.4 and later), www.mtconnect.org.
"""
