"""What a person reads, in Danish and English: vocabulary, grammar, notifications, rules."""
