"""docs/data-protection.md: prose, and what is stored where, from the catalogue, the tables and the settings."""

from collections.abc import Iterator, Mapping

from agents.config import CHANGELOG_TOPIC
from agents.partitions import CHANGELOG_SETTINGS
from cli.documentation.markdown import code, page, quoted, table
from cli.settings import PREFIX
from deploy.topics import SEGMENT
from schemas import CATALOGUE, TABLES, Topic, columns
from schemas.retention import Retention

_PERSONAL: Mapping[str, str] = {
    "RollCall": "pupil ids with presence, lateness, cause of absence; sickness is health data",
    "SchoolCalendar": "none",
    "SchoolRoster": "pupil ids with class and household id",
    "AbsenceNotice": "pupil id with the cause a guardian gave; sickness is health data",
    "Acknowledgement": "none of a pupil; the role that has seen an alert",
    "Erasure": "pupil id",
    "Transfer": "pupil ids at both schools",
    "ClockTick": "none",
    "Handover": "pupil ids at both schools, with the marks that move",
    "Alert": "pupil id with the days of absence that prove the alert",
    "Notification": "as the alert",
    "FactMessage": "pupil ids with absence, figures per quarter, alerts",
}
_OF_A_TABLE: Mapping[str, str] = {
    "absences": "pupil id, day, cause",
    "class_days": "none: counts per class, which may be small",
    "pupil_quarters": "pupil id, days by cause, percentages",
    "alert_history": "pupil id, days that prove the alert",
    "acknowledgements": "none of a pupil; ids of alerts",
}
_DAY_MILLISECONDS = 24 * 3600 * 1000

_LEGAL: Mapping[str, str] = {
    "duty to register": "BEK 1063 of 24/10/2019: the principal ensures that absence is noted every day (grades 7 to "
    "10: "
    "twice)",
    "health data": "absence for sickness or disability is health data (GDPR article 9)",
    "CPR numbers": "public authorities may use them (databeskyttelsesloven § 11); Nærvær does not: they stay in the "
    "school's system, and what is shaped like one is rejected",
    "sharing across administrations": "normally with the parents' consent; notification of the municipality "
    "(barnets lov "
    "§ 133) and retssikkerhedsloven § 11 e are exceptions",
    "how long": 'municipal deletion rules name "5 år efter eleven er afgangsført" and "5 år efter sagsafslutning"; '
    "which one applies to absence is not verified, so every period is a setting",
    "small groups": "the ministry blinds cells with fewer than 5 pupils; so do the views `report_*`",
}
_DECIDE = (
    "The periods above. The defaults are technical: two school years of events, because a replay needs them, and five "
    "years of figures.",
    "Who may read what: [security](security.md) gives each role its own account; a teacher's need to know ends at "
    "the own "
    "class, a municipality's mostly at notifications and sums.",
    "Whether household ids may be sent. They link siblings; nothing needs them but rules about siblings.",
    "How pupil ids are made: random or keyed at the source, never a CPR number, a name or a hash of one. The key or "
    "list "
    "stays there: whoever has it can undo the pseudonyms.",
    "Backups of Kafka and ClickHouse, and ClickHouse's own query logs: an erasure does not reach them.",
)


def protection_page() -> str:
    """Give the page."""
    return page(
        "Data protection",
        "Nærvær works with pseudonyms: pupils and households are opaque ids, and there is no field for a name, a "
        "CPR number "
        "or a text about a child. The data stays personal all the same, since the school knows who is behind an id.",
        "## Stored where, for how long",
        "Topics keep what was sent, and cannot be changed; each record goes when its period has ended, at the latest "
        f"{SEGMENT.days} days later, since Kafka deletes whole segments.",
        table(("topic", "personal data", "days", "setting"), map(_topic, CATALOGUE)),
        f"The worker's register is the compacted topic `{CHANGELOG_TOPIC}`: marks, notices and alerts by school, of "
        f"the "
        f"school years that are [kept](decisions/kept-years.md). What is replaced there goes within "
        f"{_compaction_days()} days.",
        table(("ClickHouse", "personal data", "columns about pupils"), _tables()),
        f"ClickHouse keeps rows for {Retention().tables} days (`{PREFIX}RETENTION_TABLES_DAYS`) counted from the "
        f"day a row "
        "is about, once `naervaer retention apply` has set it; without that, for ever. Logs and metrics hold no "
        "pupil, no "
        "school and no payload.",
        code(
            "shell",
            "naervaer retention show    # what the settings say\nnaervaer retention apply   # set it on topics and "
            "tables",
        ),
        "## Legal basis",
        "Not legal advice: what is known of the sources, for whoever is responsible to check.",
        table(("question", "as far as known"), _LEGAL.items()),
        "## What the controller must decide",
        "\n".join(f"- {each}" for each in _DECIDE),
        *_erasure(),
        *_what_an_erasure_leaves(),
        *_access(),
        *_rest(),
    )


def _erasure() -> Iterator[str]:
    yield "## Erasure"
    yield code("shell", "naervaer erase 280123 PUPIL --receipt receipt.json")
    yield (
        "Publishes an [Erasure](messages.md#erasure). The worker removes all marks and notices recorded up to then, "
        "also those "
        "that arrive later, and withdraws the alerts that rested on them; everybody who was told is told. The sink "
        "deletes "
        "every row about the pupil from ClickHouse, all versions of it, alerts with their evidence included, and "
        "has the "
        "replaced files removed. With `--receipt` the command waits for that and writes what was withdrawn, that no "
        "row is "
        "left, and for each topic how many records still name the pupil and when the last of them goes."
    )


def _what_an_erasure_leaves() -> Iterator[str]:
    yield "What stays:"
    yield (
        "- the topics, until their period ends; the receipt lists the dates. The consumers of alerts have copies of "
        "their own.\n"
        "- in the register: the instant of the erasure, so that late events change nothing, and by pupil id the "
        "rule, the window "
        "and the version number of each withdrawn alert, so that an alert raised anew gets the next number. They go "
        "with the "
        "school's register.\n"
        "- rosters that name the pupil: the school's system must send one without.\n"
        "- sums: counts per class and day are made again without the pupil's marks; what was exported before is not.\n"
        "- the receipt itself, which names the pupil.\n"
        "- what other schools recorded: an erasure reaches what was recorded at one school, wherever a transfer took "
        "it. The command names the other schools that transfers link with the pupil; each needs an erasure of its own."
    )
    yield (
        "An alert of a school year that is no longer kept is not judged any more: it is not withdrawn, but its rows "
        "leave "
        "ClickHouse like all others."
    )


def _access() -> Iterator[str]:
    yield "## Access"
    yield code("shell", "naervaer pupil export 280123 PUPIL --out pupil.json")
    yield (
        "Writes everything that topics and ClickHouse hold of one pupil: registrations (those that a complete roll "
        "call "
        "implies are marked `listed: false`), enrolments, notices, transfers, alerts, who was told, who has seen "
        "it, and "
        "where something about the pupil was rejected. Nothing about other pupils is in it."
    )


def _rest() -> Iterator[str]:
    yield "## What nobody should have sent"
    yield (
        "An event with an unknown field, or with an identifier shaped like a CPR number, is rejected and changes "
        "nothing. The "
        "publisher client refuses it before it leaves. From other producers it reaches Kafka, and then stands in "
        "two places: on "
        "the input topic as it was sent, and on the dead-letter topic with CPR-shaped text masked but names and "
        "other text as "
        "they were, because the sender needs them to repair it. Therefore dead letters are kept for "
        f"{Retention().dead_letters} days only. Nothing of it reaches a log, a metric, another topic or ClickHouse. "
        "To take such a record off the input topic before its period ends, delete the records of its partition up "
        "to its offset "
        "(`kafka-delete-records.sh`); the register does not need them again, a replay from the beginning would."
    )
    yield (
        "What cannot be seen by a machine: a name used as an id of a pupil or an event, as a class or as a day off. "
        "The school's "
        "system is responsible for sending ids that mean nothing."
    )


def _topic(topic: Topic) -> tuple[str, ...]:
    personal = _PERSONAL[topic.model.__name__] if topic.model else "whatever was rejected"
    return quoted(topic.name), personal, str(topic.retention.days), quoted(f"{PREFIX}RETENTION_{_kind(topic)}_DAYS")


def _kind(topic: Topic) -> str:
    kinds = (name for name in Retention.__dataclass_fields__ if Retention(**{name: -1}).of(topic) == -1)
    return next(kinds).upper()


def _tables() -> Iterator[tuple[str, ...]]:
    for name, row in TABLES.items():
        about = [quoted(column) for column in columns(row) if column in {"pupil", "evidence", "category", "alert"}]
        yield quoted(name), _OF_A_TABLE[name], ", ".join(about)


def _compaction_days() -> int:
    return int(CHANGELOG_SETTINGS["max.compaction.lag.ms"]) // _DAY_MILLISECONDS
