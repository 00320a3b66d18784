"""Benchmarks: `make bench` measures Mingjian beside its peers in one run and writes docs/benchmarks.md."""
