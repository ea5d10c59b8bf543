"""docs/topics.md, from the catalogue of topics."""

from cli.documentation.markdown import page, quoted, table
from cli.topics import DEFAULT_PARTITIONS
from cli.up_installation import PARTITIONS
from deploy.topics import LARGEST_MESSAGE_BYTES
from schemas import CATALOGUE, DEAD_LETTER_HEADERS, MAX_VALUE_BYTES, SETTLED_HEADERS, Reason, Topic
from schemas.headers import CLOUD_EVENT_HEADERS

_DIRECTIONS = {
    "in": "Input: written by the systems around, read by the worker",
    "out": "Output: what Nærvær decides",
    "internal": "Internal: may change without notice",
    "dead-letter": "Dead letters: what could not be used, with the reason",
}

_REASONS = {
    Reason.TOO_LARGE: f"the value has more than {MAX_VALUE_BYTES:,} bytes",
    Reason.NOT_JSON: "the value is no JSON text in UTF-8, or the record has no value (a tombstone)",
    Reason.LOOKS_LIKE_CPR: "`pupil`, `to_pupil`, `household`, `id`, `alert` or `class` is shaped like a CPR number: "
    "six digits, perhaps a hyphen, four digits",
    Reason.SCHEMA: "a field is missing, unknown or malformed; the detail names it. Also a topic that is no input topic",
    Reason.KEY_MISMATCH: "the record's key is not the event's school (not asked of a clock tick)",
    Reason.BAD_INTERVAL: "an interval of dates is empty or turned round, or a calendar reaches out of its school year",
    Reason.DUPLICATE_PUPIL: "a pupil stands twice in a roll call, or in a roster with overlapping intervals",
    Reason.CATEGORY_WITHOUT_ABSENCE: "a category stands with a status other than `absent`",
    Reason.END_MOMENT_FOR_GRADE: "`end` in a grade below 7",
    Reason.DATE_IN_FUTURE: "the date lies after the Danish local date of `recorded_at`",
    Reason.TOO_OLD: "the date lies before the school year that precedes the one of `recorded_at`'s Danish local date",
    Reason.INTERNAL_ERROR: "an error of Nærvær itself; the detail names the trace id that the worker's log has",
}


def topics_page() -> str:
    """Give the page."""
    return page(
        "Topics",
        "Every topic is keyed by **school** (the institution code, UTF-8 text). All have the same number of partitions "
        f"(`naervaer topics create`: {DEFAULT_PARTITIONS} unless told otherwise; `naervaer up`: {PARTITIONS}) and take "
        f"values of up to {LARGEST_MESSAGE_BYTES // 1024 // 1024} MiB. A school's partition is murmur2 of its key, the "
        "default of the Java client and of kafka-python; librdkafka clients must set `partitioner=murmur2_random`. An "
        "event on a wrong partition is forwarded to the right one and counted, not lost.",
        "Values are UTF-8 JSON objects, described in [messages](messages.md) and, for machines, in "
        "[`schemas/json/`](../schemas/json) and [`schemas/asyncapi.json`](../schemas/asyncapi.json). Unknown fields "
        "are rejected on input.",
        *(_of_direction(direction) for direction in _DIRECTIONS),
        "## Headers",
        "Messages written by Nærvær carry CloudEvents 1.0 headers (binary mode). On input nobody reads them.",
        table(("header", "meaning"), ((quoted(name), text) for name, text in CLOUD_EVENT_HEADERS.items())),
        "A dead letter has the original key and bytes, text shaped like a CPR number masked with `X`, and says why:",
        table(("header", "meaning"), ((quoted(name), text) for name, text in DEAD_LETTER_HEADERS.items())),
        "Beside the letters stand notes of `naervaer dlq`, records without a value that say which letter is settled:",
        table(("header", "meaning"), ((quoted(name), text) for name, text in SETTLED_HEADERS.items())),
        "## Reasons for rejection",
        "A rejected event changes nothing. Of several reasons the first in this order is given:",
        table(("`naervaer-reason`", "when"), ((quoted(reason.value), _REASONS[reason]) for reason in Reason)),
    )


def _of_direction(direction: str) -> str:
    topics = [topic for topic in CATALOGUE if topic.direction == direction]
    head = ("topic", "value", "what", "written by", "read by", "kept")
    return f"## {_DIRECTIONS[direction]}\n\n{table(head, map(_row, topics))}"


def _row(topic: Topic) -> tuple[str, ...]:
    model = f"[{topic.model.__name__}](messages.md#{topic.model.__name__.lower()})" if topic.model else "bytes"
    kept = f"{topic.retention.days} days" if topic.cleanup == "delete" else "newest per key"
    return quoted(topic.name), model, topic.what, ", ".join(topic.writers), ", ".join(topic.readers), kept
