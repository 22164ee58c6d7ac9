"""Finding chunks: embedding, vector index (Chroma), lexical index, and both fused by rank."""
