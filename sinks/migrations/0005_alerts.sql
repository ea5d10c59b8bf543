-- Every version of every alert.
-- Engine and deduplication as for absences; a version that was published twice is one row.
-- ORDER BY: id and version make a row unique; the school stands first, since questions are asked about a school.
-- No partitions: alerts are few, and the versions of one belong together.
CREATE TABLE IF NOT EXISTS naervaer.alert_history_rows
(
    id String,
    version UInt32,
    state LowCardinality(String),
    reason LowCardinality(String),
    rule LowCardinality(String),
    rule_version LowCardinality(String),
    school LowCardinality(String),
    municipality LowCardinality(String),
    class LowCardinality(Nullable(String)),
    grade Nullable(UInt8),
    pupil Nullable(String),
    window_kind LowCardinality(String),
    window_key LowCardinality(String),
    value Float64,
    school_days Nullable(UInt32),
    percent Nullable(Decimal(9, 1)) COMMENT 'one decimal, truncated',
    as_of Date32,
    raised_at DateTime64(6, 'UTC') COMMENT 'when the threshold was last crossed',
    recorded_at DateTime64(6, 'UTC'),
    acknowledged_until Nullable(Date32) COMMENT 'not used: the views take it from the acknowledgements',
    evidence String CODEC(ZSTD(3)) COMMENT 'JSON: the marks that prove it',
    deleted UInt8,
    fact_offset UInt64
)
ENGINE = ReplacingMergeTree(fact_offset, deleted)
ORDER BY (school, id, version)
SETTINGS non_replicated_deduplication_window = 1000;

-- acknowledged_until: of the newest acknowledgement of that version; NULL = not acknowledged, 2299-12-31 = for ever.
CREATE OR REPLACE VIEW naervaer.alert_history AS
SELECT versions.id AS id, versions.version AS version, state, reason, rule, rule_version, school, municipality, class,
    grade, pupil, window_kind, window_key, value, school_days, percent, as_of, raised_at, recorded_at,
    acknowledged.until AS acknowledged_until, evidence
FROM (SELECT * FROM naervaer.alert_history_rows FINAL) AS versions
LEFT JOIN
(
    SELECT alert, version, toNullable(argMax(ifNull(until, toDate32('2299-12-31')), (at, id))) AS until
    FROM naervaer.acknowledgements_rows FINAL
    GROUP BY alert, version
) AS acknowledged ON acknowledged.alert = versions.id AND acknowledged.version = versions.version;

-- The newest version of each alert.
CREATE OR REPLACE VIEW naervaer.alerts AS
SELECT id, version, state, reason, rule, rule_version, school, municipality, class, grade, pupil, window_kind,
    window_key, value, school_days, percent, as_of, raised_at, recorded_at, acknowledged_until
FROM naervaer.alert_history
ORDER BY version DESC
LIMIT 1 BY id;
