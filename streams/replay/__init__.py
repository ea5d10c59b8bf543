"""The events once more, without a broker: from a file, from the topics, under other rules, against what stands."""
