-- One row per pupil and calendar quarter: days of absence and what share of the school days they are.
-- Engine and deduplication as for absences. ORDER BY: what makes a row unique, school and quarter first.
-- PARTITION BY: calendar year, the first four characters of the quarter.
CREATE TABLE IF NOT EXISTS naervaer.pupil_quarters_rows
(
    school LowCardinality(String),
    municipality LowCardinality(String),
    class LowCardinality(String),
    grade UInt8,
    pupil String,
    quarter LowCardinality(String),
    sickness_days Float64,
    leave_days Float64,
    unlawful_days Float64 COMMENT 'days, the unexplained ones included',
    late_arrivals UInt32,
    planned_school_days UInt32,
    held_school_days UInt32,
    unlawful_percent Nullable(Decimal(9, 1)) COMMENT 'of the planned school days, one decimal, truncated',
    total_percent Nullable(Decimal(9, 1)) COMMENT 'of the planned school days, one decimal, truncated',
    as_of Date32,
    deleted UInt8,
    fact_offset UInt64
)
ENGINE = ReplacingMergeTree(fact_offset, deleted)
PARTITION BY substring(quarter, 1, 4)
ORDER BY (school, quarter, pupil)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE OR REPLACE VIEW naervaer.pupil_quarters AS
SELECT school, municipality, class, grade, pupil, quarter, sickness_days, leave_days, unlawful_days, late_arrivals,
    planned_school_days, held_school_days, unlawful_percent, total_percent, as_of
FROM naervaer.pupil_quarters_rows FINAL;
