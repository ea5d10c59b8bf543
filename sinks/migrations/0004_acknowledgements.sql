-- Who has seen which version of which alert. Read through naervaer.alerts and naervaer.alert_history.
-- Engine and deduplication as for absences. ORDER BY: the acknowledgement's id, behind what it is looked up by.
CREATE TABLE IF NOT EXISTS naervaer.acknowledgements_rows
(
    id String,
    school LowCardinality(String),
    alert String,
    version UInt32,
    by LowCardinality(String),
    at DateTime64(6, 'UTC'),
    until Nullable(Date32) COMMENT 'not included; NULL = for ever',
    deleted UInt8,
    fact_offset UInt64
)
ENGINE = ReplacingMergeTree(fact_offset, deleted)
ORDER BY (school, alert, version, id)
SETTINGS non_replicated_deduplication_window = 1000;
