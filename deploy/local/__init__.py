"""The parts of Nærvær on one machine, without Java, Maven or Docker installed.

Owns the local Kafka broker (its jars, its configuration, its process) and the supervision of child processes.
Called by `naervaer up` and by the integration tests; knows nothing of topics or messages.
"""
