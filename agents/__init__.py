"""Who moves the data: a Faust worker over all input topics, with guard, dead letters, metrics and progress watch.

Owns everything between the broker and the pure pipeline; decides nothing about absence. The only importer of faust.
"""
