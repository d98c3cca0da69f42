"""Whole stories on the real wholesaler, told only through the doors that people and other machines use."""
