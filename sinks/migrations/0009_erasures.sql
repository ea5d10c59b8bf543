-- Erasures: rows of a pupil go from the files at once, not at some later merge.
-- old_parts_lifetime: ClickHouse keeps the parts that a merge or a deletion replaced for 480 s, in case the new ones were
--   not yet on the disk when the power failed; here the new ones are written through to the disk before.
ALTER TABLE naervaer.absences_rows
    MODIFY SETTING old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1, fsync_part_directory = 1;
ALTER TABLE naervaer.pupil_quarters_rows
    MODIFY SETTING old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1, fsync_part_directory = 1;
ALTER TABLE naervaer.alert_history_rows
    MODIFY SETTING old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1, fsync_part_directory = 1;
ALTER TABLE naervaer.acknowledgements_rows
    MODIFY SETTING old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1, fsync_part_directory = 1;

-- The rows that are to go, while they go. ClickHouse keeps the text of every deletion in a file, so the text must not
-- name a pupil; it names this table. Engine Memory: its rows never reach the disk.
CREATE TABLE IF NOT EXISTS naervaer.doomed_rows
(
    from_table LowCardinality(String),
    school String,
    key String COMMENT 'pupil, alert id with its version, or id of an acknowledgement',
    fact_offset UInt64
)
ENGINE = Memory;
