"""Alerts about pupils: when a rule speaks, what proves it, and the versions that say so."""
