"""Alerts about classes and schools, what stands on them, and when alerts are brought up again."""
