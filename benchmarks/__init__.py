"""How fast, how big, how far: measurements of Nærvær beside others, each a program that writes one JSON of results.

`make bench` runs them and makes docs/benchmarks.md and docs/scale.md from the results; `make bench-check` compares
counters that do not depend on the machine with recorded bounds. Nothing of the product imports from here.
"""
