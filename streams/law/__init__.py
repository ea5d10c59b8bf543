"""The law as data: rules, targets, and the packs of YAML that they are read from."""
