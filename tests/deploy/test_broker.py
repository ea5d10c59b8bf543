"""The local broker against its promises: real processes, real data directories."""

import socket
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from deploy.local.broker import LocalBroker
from deploy.local.errors import BrokerFailed, DirectoryInUse, LocalPartError, PortInUse
from tests.ports import free_port

pytestmark = pytest.mark.integration


def create_topic(bootstrap: str, topic: str) -> None:
    with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
        admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)


def publish(bootstrap: str, topic: str, value: bytes) -> None:
    with KafkaProducer(bootstrap_servers=bootstrap, max_request_size=4_000_000) as producer:
        producer.send(topic, value).get(30)


def first_value(bootstrap: str, topic: str) -> bytes:
    partition = TopicPartition(topic, 0)
    with KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([partition])
        (record,) = consumer.poll(timeout_ms=30_000)[partition]
    return bytes(record.value)


def test_what_was_written_is_there_after_a_restart_on_another_port(tmp_path: Path) -> None:
    message = b"x" * 2 * 1024 * 1024
    with LocalBroker(tmp_path, free_port()) as broker:
        create_topic(broker.bootstrap, "kept")
        publish(broker.bootstrap, "kept", message)
    assert not broker.alive()
    with LocalBroker(tmp_path, free_port()) as again:
        assert first_value(again.bootstrap, "kept") == message


def test_a_second_broker_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    message = r"in use by a running Nærvær \(process \d+\)"
    with LocalBroker(tmp_path, free_port()), pytest.raises(DirectoryInUse, match=message):
        LocalBroker(tmp_path, free_port()).start()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} for Kafka is in use"):
            LocalBroker(tmp_path, port).start()


def test_a_broken_data_directory_shows_the_log_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "meta.properties").write_text("version=7\nnode.id=soup\n")
    broker = LocalBroker(tmp_path, free_port())
    with pytest.raises(BrokerFailed, match=rf"(?s)ended while it started.*meta\.properties.*remove {tmp_path}"):
        broker.start()
    assert not broker.alive()


def test_a_file_in_the_place_of_the_data_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a directory")
    with pytest.raises(LocalPartError, match=str(tmp_path)):
        LocalBroker(tmp_path, free_port()).start()


def test_a_broker_that_died_is_seen_and_can_be_started_again(tmp_path: Path) -> None:
    broker = LocalBroker(tmp_path, free_port())
    broker.start()
    broker.stop()
    broker.stop()
    assert not broker.alive()
    with broker:
        assert broker.alive()
