"""Owns the speed table: every figure is measured beside bare work of the same run, so that ratios can be compared
between machines. Nothing is asserted here, and nothing is left behind but the picture that `benchmarks.curve` draws.
"""
