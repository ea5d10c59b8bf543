"""The pages of docs/ that are made from the code and its measurements: topics, messages, rules, tables, reliability ...

Owns their layout; what they say stands in the catalogue, the models, the rule packs, the migrations and the commands.
Run as `python -m cli.documentation`; with `--check` it writes nothing and exits 1 when a page is stale.
"""
