"""The same promises over the packaged model, a tiny one that is built here, and the fake; and what goes wrong with models."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import HashingEmbedder

from bot.errors import EmbeddingModelUnavailable
from bot.retrieval.embedding import SentenceTransformerEmbedder

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "Where is MS Celeb still available?",
    "a",
    "",
    "Blev folk spurgt om samtykke, før billederne blev samlet? " * 40,
    "consent",
]


def save_tiny_model(folder: Path, seed: int) -> Path:
    """Write a sentence-transformers model with random weights: two layers, a vocabulary of letters and a few words."""
    import torch
    from sentence_transformers import SentenceTransformer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where these parts live moves between versions
        from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "?", "the", "faces", "consent"]
    vocabulary = [*words, *letters, *(f"##{letter}" for letter in letters)]
    plain = folder / "plain"
    plain.mkdir(parents=True)
    (plain / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(plain)
    tokenizer = BertTokenizerFast(vocab={word: place for place, word in enumerate(vocabulary)}, model_max_length=64)
    tokenizer.save_pretrained(plain)
    transformer = Transformer(str(plain))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two models that differ in their weights alone."""
    folder = tmp_path_factory.mktemp("models")
    return save_tiny_model(folder / "one", 1), save_tiny_model(folder / "two", 2)


@pytest.fixture(scope="module", params=["packaged", "tiny", "fake"])
def embedder(request: pytest.FixtureRequest, tiny_models: tuple[Path, Path]) -> Any:
    if request.param == "fake":
        return HashingEmbedder()
    return SentenceTransformerEmbedder(None if request.param == "packaged" else str(tiny_models[0]))


def test_vectors_have_one_row_a_text_and_length_one(embedder: Any) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.ndim == 2
    assert len(vectors) == len(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_no_texts_give_no_rows(embedder: Any) -> None:
    vectors = embedder.embed([])
    assert vectors.shape == (0, embedder.embed(["a"]).shape[1])
    assert vectors.dtype == np.float32


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Any) -> None:
    together = embedder.embed(TEXTS)
    assert np.array_equal(together, embedder.embed(TEXTS))
    for text, vector in zip(TEXTS, together, strict=True):
        assert embedder.embed([text])[0] == pytest.approx(vector, abs=1e-5)


def test_other_texts_have_other_vectors(embedder: Any) -> None:
    one, other = embedder.embed(["faces taken without consent", "letters to editors"])
    assert float(one @ other) < 0.999


def test_several_threads_get_what_one_gets(embedder: Any) -> None:
    expected = embedder.embed(TEXTS)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(embedder.embed(TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.allclose(vectors, expected, atol=1e-5) for vectors in found)


def test_near_in_meaning_is_near_with_the_packaged_model() -> None:
    question, near, far = SentenceTransformerEmbedder().embed(
        ["Were the people asked?", "Nobody gave consent.", "The file is 40 gigabytes large."]
    )
    assert float(question @ near) > float(question @ far) + 0.1


def test_fingerprints_are_stable_and_differ_between_models(tiny_models: tuple[Path, Path], tmp_path: Path) -> None:
    one, two = (SentenceTransformerEmbedder(str(folder)).fingerprint for folder in tiny_models)
    assert len({one, two, SentenceTransformerEmbedder().fingerprint}) == 3
    assert SentenceTransformerEmbedder(str(tiny_models[0])).fingerprint == one
    copied = shutil.copytree(tiny_models[0], tmp_path / "elsewhere")
    (copied / "README.md").write_text("Other words about the same model.")
    (copied / ".cache").mkdir()
    (copied / ".cache" / "downloaded.json").write_text("{}")
    assert SentenceTransformerEmbedder(str(copied)).fingerprint == one
    (copied / "modules.json").write_text((copied / "modules.json").read_text() + " ")
    assert SentenceTransformerEmbedder(str(copied)).fingerprint != one


def test_a_change_in_the_middle_of_large_weights_changes_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    weights = bytearray(4 << 20)
    (tmp_path / "model.safetensors").write_bytes(weights)
    before = SentenceTransformerEmbedder(str(tmp_path)).fingerprint
    weights[1 << 20 : 3 << 20] = b"x" * (2 << 20)
    (tmp_path / "model.safetensors").write_bytes(weights)
    assert SentenceTransformerEmbedder(str(tmp_path)).fingerprint != before


# ---- what goes wrong


def _broken(folder: Path, tiny: Path, how: str) -> Path:
    shutil.copytree(tiny, folder)
    weights = next(folder.rglob("model.safetensors"))
    match how:
        case "weights cut off":
            weights.write_bytes(weights.read_bytes()[:1000])
        case "weights gone":
            weights.unlink()
        case "weights are a note of git lfs":
            weights.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
        case "modules.json broken":
            (folder / "modules.json").write_text("[{")
        case "an unknown module":
            (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "no.such.module.Here"}]')
    return folder


@pytest.mark.parametrize(
    "how",
    ["weights cut off", "weights gone", "weights are a note of git lfs", "modules.json broken", "an unknown module"],
)
def test_a_broken_model_says_what_to_do(how: str, tiny_models: tuple[Path, Path], tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(_broken(tmp_path / "broken", tiny_models[0], how)))
    with pytest.raises(EmbeddingModelUnavailable, match="Leave EMBEDDING_MODEL empty"):
        embedder.embed(["a"])


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model")
    embedder = SentenceTransformerEmbedder(str(tmp_path))
    for use in (lambda: embedder.fingerprint, lambda: embedder.embed(["a"])):
        with pytest.raises(EmbeddingModelUnavailable, match="holds no model"):
            use()


@pytest.mark.parametrize(
    "name",
    [
        "no-such-model-anywhere",
        "nobody/no-such-model",
        "/no/such/folder",
        "a b",
        "x" * 5000,
        "~nosuchuser/m",
        "a\0b",
        "../..",
    ],
    ids=["name", "owner and name", "folder", "space", "too long", "unknown home", "zero byte", "no model there"],
)
def test_a_model_that_is_not_there_says_what_to_do(name: str) -> None:
    embedder = SentenceTransformerEmbedder(name)
    for use in (lambda: embedder.fingerprint, embedder.load):
        with pytest.raises(EmbeddingModelUnavailable, match="Leave EMBEDDING_MODEL empty"):
            use()


# ---- in a process of its own

NO_NETWORK = """
import socket, sys
def refuse(*_, **__):
    print("NETWORK", flush=True)
    raise OSError("no network in this test")
socket.getaddrinfo = socket.socket.connect = socket.socket.connect_ex = refuse
from bot.errors import EmbeddingModelUnavailable
from bot.retrieval.embedding import SentenceTransformerEmbedder
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    command = [sys.executable, "-c", NO_NETWORK + code]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=True, encoding="utf-8"
    )


def test_knowing_the_fingerprint_loads_no_model_library() -> None:
    code = """
SentenceTransformerEmbedder().fingerprint
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""
    assert _run(code).stdout == "[]\n"


@pytest.mark.slow
def test_no_model_goes_to_the_network_and_nothing_is_printed(tiny_models: tuple[Path, Path]) -> None:
    """Without HF_HUB_OFFLINE: loading by folder and asking for a name that this machine does not have."""
    done = _run(f"""
for name in ("nobody/no-such-model", "no-such-model"):
    try:
        SentenceTransformerEmbedder(name).embed(["a"])
    except EmbeddingModelUnavailable:
        print("refused")
for model in (None, {str(tiny_models[0])!r}):
    print(SentenceTransformerEmbedder(model).embed(["a"]).shape)
""")
    assert done.stdout == "refused\nrefused\n(1, 384)\n(1, 16)\n"
    assert done.stderr == ""


def test_the_progress_bars_of_others_stay_as_they_were(tiny_models: tuple[Path, Path]) -> None:
    from transformers.utils import logging

    logging.enable_progress_bar()
    SentenceTransformerEmbedder(str(tiny_models[0])).load()
    assert logging.is_progress_bar_enabled()
