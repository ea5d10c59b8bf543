"""Tests of the messages, their decoding and what is published about them."""
