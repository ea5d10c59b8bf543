"""How the project runs outside a developer's hands: local parts, images, charts, dashboards.

Owns starting and stopping of other programs. Decides nothing about absence and reads no environment.
Called by the command `naervaer` and by the integration tests.
"""
