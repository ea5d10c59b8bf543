-- The targets of the rule packs, and how far schools and municipalities are from them, month by month.
-- Written anew as a whole by `naervaer migrate` and `naervaer up`. Two at the same time write equal rows: FINAL shows one.
CREATE TABLE IF NOT EXISTS naervaer.targets_rows
(
    target String,
    title_da String,
    title_en String,
    source String,
    whom LowCardinality(String) COMMENT 'pupil, school or municipality',
    target_percent Float64 COMMENT 'at most so much absence in a school year',
    first Date32,
    after_last Nullable(Date32),
    municipalities Array(String) COMMENT 'empty: all',
    schools Array(String) COMMENT 'empty: all',
    pack_version String
)
ENGINE = ReplacingMergeTree
ORDER BY target;

-- What each pupil was absent, by cause, and how much was registered, from 1 August up to and with each month. A month counts
-- for all schools of a municipality as soon as one has a registration in it, so that sums over schools are of one time.
CREATE OR REPLACE VIEW naervaer.figures_so_far AS
WITH
    monthly AS
    (
        SELECT school_year, municipality, school, month AS in_month, pupil, sum(pupil_days) AS registered,
            sum(value) AS absent, sumIf(value, category = 'sickness') AS sick, sumIf(value, category = 'leave') AS away
        FROM naervaer.figures_base
        GROUP BY school_year, municipality, school, in_month, pupil
    ),
    months AS (SELECT DISTINCT school_year, municipality, month FROM naervaer.figures_base)
SELECT school_year, municipality, school, month, pupil, sum(registered) AS pupil_days, sum(absent) AS days,
    sum(sick) AS sick_days, sum(away) AS away_days, sum(absent - sick - away) AS unlawful_days
FROM months INNER JOIN monthly USING (school_year, municipality)
WHERE in_month <= month
GROUP BY school_year, municipality, school, month, pupil;

-- On how many days each school had a registration, from 1 August up to and with each month.
CREATE OR REPLACE VIEW naervaer.days_so_far AS
WITH
    monthly AS
    (
        WITH toYear(addMonths(date, 5)) - 1 AS year
        SELECT concat(toString(year), '/', leftPad(toString((year + 1) % 100), 2, '0')) AS school_year,
            municipality, school, toStartOfMonth(date) AS in_month, uniqExact(date) AS held
        FROM naervaer.class_days
        GROUP BY school_year, municipality, school, in_month
    ),
    months AS (SELECT DISTINCT school_year, municipality, in_month AS month FROM monthly)
SELECT school_year, municipality, school, month, sum(held) AS held_days
FROM months INNER JOIN monthly USING (school_year, municipality)
WHERE in_month <= month
GROUP BY school_year, municipality, school, month;

-- One row per target, month and school; a school of '' is the whole municipality. Hidden is what `figures` hides.
CREATE OR REPLACE VIEW naervaer.report_targets AS
SELECT target, whom, target_percent, school_year, municipality, school, month, pupils_absent, total_percent, pupils_above,
    is_met
FROM
(
    SELECT target, whom, target_percent, school_year, municipality, school, month,
        if(absent < 5, NULL, absent) AS pupils_absent,
        if(whom != 'pupil' OR above < 5, NULL, above) AS pupils_above,
        whom = 'pupil' OR registered = 0 OR absent < 5
            OR (sick BETWEEN 1 AND 4) + (away BETWEEN 1 AND 4) + (unlawful BETWEEN 1 AND 4) = 1 AS is_hidden,
        if(is_hidden, NULL, toDecimal64(floor(all_days * 1000 / registered) / 10, 1)) AS total_percent,
        multiIf(pupils_above IS NOT NULL, 0, is_hidden, NULL, all_days * 100 <= target_percent * registered) AS is_met
    FROM
    (
        SELECT target, whom, target_percent, school_year, municipality, school, month,
            uniqExactIf((place, pupil), days > 0) AS absent,
            uniqExactIf((place, pupil), sick_days > 0) AS sick,
            uniqExactIf((place, pupil), away_days > 0) AS away,
            uniqExactIf((place, pupil), unlawful_days > 0) AS unlawful,
            uniqExactIf((place, pupil), held_days > 0 AND days * 100 > target_percent * held_days) AS above,
            sum(days) AS all_days, sum(pupil_days) AS registered
        FROM
        (
            SELECT school_year, municipality, school, school AS place, month, pupil, pupil_days, days, sick_days,
                away_days, unlawful_days, held_days
            FROM naervaer.figures_so_far
            LEFT JOIN naervaer.days_so_far USING (school_year, municipality, school, month)
        ) AS each_pupil
        CROSS JOIN (SELECT * FROM naervaer.targets_rows FINAL) AS targets
        WHERE (empty(municipalities) OR has(municipalities, municipality))
            AND (empty(schools) OR has(schools, place))
            AND month >= toStartOfMonth(first) AND (after_last IS NULL OR month < after_last)
        GROUP BY GROUPING SETS
        (
            (target, whom, target_percent, school_year, municipality, month),
            (target, whom, target_percent, school_year, municipality, school, month)
        )
    )
    WHERE (whom = 'school' AND school != '') OR (whom = 'municipality' AND school = '') OR whom = 'pupil'
);
