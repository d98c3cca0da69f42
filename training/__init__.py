"""Learns the weights of the reader from messages; not part of the product."""
