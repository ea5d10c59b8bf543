-- Figures for people: absence by month, weekday, grade, class, school and municipality, and alerts by rule.
-- A cell that would show fewer than 5 pupils is NULL. Where exactly one of the three causes is hidden, the total is hidden
--   too, or it would give the hidden one away.
-- Pupil days: for how many pupils and days there was a mark, two half days of grades 7 to 10 being one.

-- One row per absence and per class, day and moment, so that both can be counted over the same groups.
CREATE OR REPLACE VIEW naervaer.figures_base AS
WITH toYear(addMonths(date, 5)) - 1 AS year
SELECT concat(toString(year), '/', leftPad(toString((year + 1) % 100), 2, '0')) AS school_year,
    municipality, school, class, grade, toStartOfMonth(date) AS month, toDayOfWeek(date) AS weekday,
    pupil, category, value, 0 AS pupil_days
FROM naervaer.absences
WHERE status = 'absent'
UNION ALL
WITH toYear(addMonths(date, 5)) - 1 AS year
SELECT concat(toString(year), '/', leftPad(toString((year + 1) % 100), 2, '0')) AS school_year,
    municipality, school, class, grade, toStartOfMonth(date) AS month, toDayOfWeek(date) AS weekday,
    '' AS pupil, '' AS category, 0 AS value,
    if(grade >= 7, 0.5, 1) * (present + late + sickness + leave + unlawful + unexplained) AS pupil_days
FROM naervaer.class_days;

-- `by` says what a row is about; what a row is not about is '' or 0.
CREATE OR REPLACE VIEW naervaer.figures AS
SELECT
    multiIf(by_month, 'month', by_weekday, 'weekday', by_grade, 'grade', by_class, 'class', by_school, 'school',
        'municipality') AS by,
    school_year, municipality, school, class, grade, month, weekday, pupil_days,
    if(pupils < 5, NULL, pupils) AS pupils_absent,
    if(sick < 5, NULL, sick_days) AS sickness_days,
    if(away < 5, NULL, away_days) AS leave_days,
    if(unlawful < 5, NULL, unlawful_days_all) AS unlawful_days,
    if(pupils < 5 OR (sick BETWEEN 1 AND 4) + (away BETWEEN 1 AND 4) + (unlawful BETWEEN 1 AND 4) = 1, NULL, days)
        AS total_days,
    if(pupil_days = 0, NULL, toDecimal64(floor(total_days * 1000 / pupil_days) / 10, 1)) AS total_percent
FROM
(
    SELECT school_year, municipality, school, class, grade, month, weekday,
        grouping(month) = 0 AS by_month, grouping(weekday) = 0 AS by_weekday, grouping(grade) = 0 AS by_grade,
        grouping(class) = 0 AS by_class, grouping(school) = 0 AS by_school,
        sum(pupil_days) AS pupil_days,
        uniqExactIf((school, pupil), pupil != '') AS pupils, sum(value) AS days,
        uniqExactIf((school, pupil), category = 'sickness') AS sick, sumIf(value, category = 'sickness') AS sick_days,
        uniqExactIf((school, pupil), category = 'leave') AS away, sumIf(value, category = 'leave') AS away_days,
        uniqExactIf((school, pupil), category IN ('unlawful', 'unexplained')) AS unlawful,
        sumIf(value, category IN ('unlawful', 'unexplained')) AS unlawful_days_all
    FROM naervaer.figures_base
    GROUP BY GROUPING SETS
    (
        (school_year, municipality, school, month),
        (school_year, municipality, school, weekday),
        (school_year, municipality, school, grade),
        (school_year, municipality, school, class),
        (school_year, municipality, school),
        (school_year, municipality)
    )
);

CREATE OR REPLACE VIEW naervaer.report_by_month AS
SELECT school_year, municipality, school, month, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'month';

CREATE OR REPLACE VIEW naervaer.report_by_weekday AS
SELECT school_year, municipality, school, weekday, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'weekday';

CREATE OR REPLACE VIEW naervaer.report_by_grade AS
SELECT school_year, municipality, school, grade, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'grade';

CREATE OR REPLACE VIEW naervaer.report_by_class AS
SELECT school_year, municipality, school, class, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'class';

CREATE OR REPLACE VIEW naervaer.report_by_school AS
SELECT school_year, municipality, school, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'school';

CREATE OR REPLACE VIEW naervaer.report_by_municipality AS
SELECT school_year, municipality, pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days,
    total_days, total_percent
FROM naervaer.figures WHERE by = 'municipality';

-- Alerts about pupils by rule; a school of '' is the whole municipality.
CREATE OR REPLACE VIEW naervaer.report_alerts_by_rule AS
SELECT municipality, school, rule, raised, cleared, withdrawn
FROM
(
    SELECT municipality, school, rule,
        if(uniqExactIf((place, pupil), state = 'raised') < 5, NULL, countIf(state = 'raised')) AS raised,
        if(uniqExactIf((place, pupil), state = 'cleared') < 5, NULL, countIf(state = 'cleared')) AS cleared,
        if(uniqExactIf((place, pupil), state = 'withdrawn') < 5, NULL, countIf(state = 'withdrawn')) AS withdrawn
    FROM (SELECT municipality, school, school AS place, rule, pupil, state FROM naervaer.alerts WHERE pupil IS NOT NULL)
    GROUP BY GROUPING SETS ((municipality, rule), (municipality, school, rule))
);
