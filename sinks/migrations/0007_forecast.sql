-- How many more days of unlawful absence bring a pupil to 10 and to 15 % of the quarter.
ALTER TABLE naervaer.pupil_quarters_rows
    ADD COLUMN IF NOT EXISTS unlawful_days_until_10 Nullable(Float64) AFTER as_of,
    ADD COLUMN IF NOT EXISTS unlawful_days_until_15 Nullable(Float64) AFTER unlawful_days_until_10;

CREATE OR REPLACE VIEW naervaer.pupil_quarters AS
SELECT school, municipality, class, grade, pupil, quarter, sickness_days, leave_days, unlawful_days, late_arrivals,
    planned_school_days, held_school_days, unlawful_percent, total_percent, as_of, unlawful_days_until_10,
    unlawful_days_until_15
FROM naervaer.pupil_quarters_rows FINAL;
