"""Where it ends: facts into ClickHouse, its migrations, and ClickHouse embedded for one machine.

The only importer of clickhouse_connect and chdb. Decides nothing about absence. Started by cli.
"""
