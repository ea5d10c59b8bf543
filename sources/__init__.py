"""Where events begin: the publisher client, the simulator and other ways in.

Owns how an event reaches Kafka; decides nothing about absence. Called by the command `naervaer` and by other systems.
"""
