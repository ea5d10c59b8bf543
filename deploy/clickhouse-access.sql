-- Who may read what in ClickHouse, for a server of your own. Run it as an administrator after every `naervaer migrate`
-- (a view that is made anew runs with its reader's rights again). No password stands here; make each account with one:
--   CREATE USER anna IDENTIFIED WITH sha256_password BY '...' DEFAULT ROLE naervaer_analyst SETTINGS readonly = 2;

-- `naervaer migrate` and `naervaer retention apply` make and change tables and views, and write the targets anew.
CREATE ROLE IF NOT EXISTS naervaer_migration;
GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP VIEW, ALTER, SELECT, INSERT ON naervaer.* TO naervaer_migration;
GRANT TRUNCATE ON naervaer.targets_rows TO naervaer_migration;

-- The sink writes rows and takes those of erased pupils out.
CREATE ROLE IF NOT EXISTS naervaer_sink;
GRANT SELECT, INSERT, ALTER DELETE, TRUNCATE ON naervaer.* TO naervaer_sink;
GRANT SELECT ON system.parts TO naervaer_sink;
GRANT SELECT ON system.mutations TO naervaer_sink;

-- An analyst reads the views report_*, which never show fewer than five pupils, and nothing else: the views read the
-- tables in the name of naervaer_views, an account nobody can log in with.
CREATE USER IF NOT EXISTS naervaer_views HOST NONE;
GRANT SELECT ON naervaer.* TO naervaer_views;
ALTER TABLE naervaer.report_by_month MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_by_weekday MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_by_grade MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_by_class MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_by_school MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_by_municipality MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_alerts_by_rule MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
ALTER TABLE naervaer.report_targets MODIFY SQL SECURITY DEFINER DEFINER = naervaer_views;
CREATE ROLE IF NOT EXISTS naervaer_analyst;
GRANT SELECT ON naervaer.report_by_month TO naervaer_analyst;
GRANT SELECT ON naervaer.report_by_weekday TO naervaer_analyst;
GRANT SELECT ON naervaer.report_by_grade TO naervaer_analyst;
GRANT SELECT ON naervaer.report_by_class TO naervaer_analyst;
GRANT SELECT ON naervaer.report_by_school TO naervaer_analyst;
GRANT SELECT ON naervaer.report_by_municipality TO naervaer_analyst;
GRANT SELECT ON naervaer.report_alerts_by_rule TO naervaer_analyst;
GRANT SELECT ON naervaer.report_targets TO naervaer_analyst;

-- Who works with single pupils reads the views about them, which read the tables with the reader's own rights, and of
-- the tables the rows of some schools only: a policy for the service accounts opens everything to them, one per reader
-- opens its schools. Whoever has no policy sees no row.
CREATE ROLE IF NOT EXISTS naervaer_reader;
GRANT SELECT ON naervaer.* TO naervaer_reader;
REVOKE SELECT ON naervaer.doomed_rows FROM naervaer_reader;
CREATE ROW POLICY IF NOT EXISTS naervaer_services
    ON naervaer.absences_rows, naervaer.class_days_rows, naervaer.pupil_quarters_rows,
    naervaer.alert_history_rows, naervaer.acknowledgements_rows
    USING 1 TO naervaer_views, naervaer_sink, naervaer_migration;

-- One role per school, and one per municipality that names its schools: a row that was taken back still has its school
-- but no municipality, and must hide the row before it from everybody who sees that one. Replace the codes:
CREATE ROLE IF NOT EXISTS naervaer_school_280123;
GRANT naervaer_reader TO naervaer_school_280123;
CREATE ROW POLICY IF NOT EXISTS naervaer_school_280123
    ON naervaer.absences_rows, naervaer.class_days_rows, naervaer.pupil_quarters_rows,
    naervaer.alert_history_rows, naervaer.acknowledgements_rows
    USING school = '280123' TO naervaer_school_280123;
CREATE ROLE IF NOT EXISTS naervaer_municipality_259;
GRANT naervaer_reader TO naervaer_municipality_259;
CREATE ROW POLICY IF NOT EXISTS naervaer_municipality_259
    ON naervaer.absences_rows, naervaer.class_days_rows, naervaer.pupil_quarters_rows,
    naervaer.alert_history_rows, naervaer.acknowledgements_rows
    USING school IN ('280123', '280124') TO naervaer_municipality_259;
