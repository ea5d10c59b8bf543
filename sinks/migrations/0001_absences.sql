-- The winning absent and late marks.
-- Engine: a mark is registered, corrected and taken back, and every fact may come twice, so the row with the greatest
--   fact_offset wins (facts of one school stand on one partition, so offsets order them) and a deleted row hides.
-- ORDER BY: what makes a mark unique, school and date first, since questions are asked about a school and a time.
-- PARTITION BY: school year (1 August to 1 August), so that an old year can be dropped at once.
-- non_replicated_deduplication_window: a batch that was written but not acknowledged is not written again.
CREATE TABLE IF NOT EXISTS naervaer.absences_rows
(
    school LowCardinality(String),
    municipality LowCardinality(String),
    class LowCardinality(String),
    grade UInt8,
    pupil String,
    date Date32,
    moment LowCardinality(String),
    status LowCardinality(String),
    category LowCardinality(String),
    value Float64 COMMENT 'days: 1, 0.5, or 0 when late; halves are exact, also in sums',
    recorded_at DateTime64(6, 'UTC'),
    roll_call String,
    deleted UInt8,
    fact_offset UInt64
)
ENGINE = ReplacingMergeTree(fact_offset, deleted)
PARTITION BY toYear(addMonths(date, 5))
ORDER BY (school, date, pupil, moment)
SETTINGS non_replicated_deduplication_window = 1000;

-- FINAL stands in the view, so that every question reads each mark once and no deleted one.
CREATE OR REPLACE VIEW naervaer.absences AS
SELECT school, municipality, class, grade, pupil, date, moment, status, category, value, recorded_at, roll_call
FROM naervaer.absences_rows FINAL;
