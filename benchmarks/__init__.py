"""Speed, memory and size, measured on the real knowledge: see benchmarks/README.md."""
