"""The tests: one folder per part, integration tests against the real broker and the real ClickHouse engine."""
