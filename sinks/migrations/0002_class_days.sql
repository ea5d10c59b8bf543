-- One row per class, date and moment: how many were there.
-- Engine, partitions, deduplication as for absences. ORDER BY: what makes a row unique, school and date first.
CREATE TABLE IF NOT EXISTS naervaer.class_days_rows
(
    school LowCardinality(String),
    municipality LowCardinality(String),
    class LowCardinality(String),
    grade UInt8,
    date Date32,
    moment LowCardinality(String),
    enrolled UInt32,
    present UInt32 COMMENT 'pupils, without the late ones',
    late UInt32,
    sickness UInt32,
    leave UInt32,
    unlawful UInt32,
    unexplained UInt32,
    missing UInt32 COMMENT 'enrolled pupils without a mark',
    recorded_at DateTime64(6, 'UTC'),
    deleted UInt8,
    fact_offset UInt64
)
ENGINE = ReplacingMergeTree(fact_offset, deleted)
PARTITION BY toYear(addMonths(date, 5))
ORDER BY (school, date, class, moment)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE OR REPLACE VIEW naervaer.class_days AS
SELECT school, municipality, class, grade, date, moment, enrolled, present, late, sickness, leave, unlawful, unexplained,
    missing, recorded_at
FROM naervaer.class_days_rows FINAL;
