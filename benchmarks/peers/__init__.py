"""The same reduced job on other stream processors, each as its own documentation advises.

What they have in common stands in `job`; every other file is a program that `benchmarks.race` starts.
"""
