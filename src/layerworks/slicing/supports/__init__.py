"""Supports: what holds overhangs while they are printed, and comes off afterwards."""
