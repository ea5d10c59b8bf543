"""What is decided: calendar, register, windows, rules, alerts. Pure: no Kafka, no socket, no clock.

`streams.pipeline` is the way in, `streams.law.packs` reads the rules. Imported by agents, sinks, sources and cli.
"""
