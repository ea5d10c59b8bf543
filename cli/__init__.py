"""The command `naervaer`: wiring only.

Reads the environment and the command line, builds the parts, prints for a person. Decides nothing about absence.
"""
