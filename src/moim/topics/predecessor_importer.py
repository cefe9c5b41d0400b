"""Reads the predecessor's model files without executing code from them.

The files are joblib dumps of scikit-learn 1.2 to 1.4: a pickle stream, compressed or not, in which the bytes of each
array follow its ``NumpyArrayWrapper``. A pickle can call any function it names. Here every name is mapped to one of a
few inert classes of this module, or the file is refused. Neither scikit-learn nor joblib is imported.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import pickle
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from moim.topics.counts import SharedCounts

MOST_BYTES = 512 * 1024 * 1024
"""A file that decompresses to more is refused; the predecessor's files have about one megabyte. Set by hand."""


class RefusedFileError(ValueError):
    """The file is refused; the message says why."""


@dataclass(frozen=True, slots=True)
class PredecessorModel:
    """A model read from a file.

    Attributes
    ----------
    counts
        The model; labels are the category ids as text.
    made_by
        Version of scikit-learn that wrote the file, ``""`` if unknown.
    """

    counts: SharedCounts
    made_by: str


def read_predecessor(path: Path | str) -> PredecessorModel:
    """Read the shared model file or a member's.

    A member's own counts are ``shared.counts.difference(member.counts)``.

    Raises
    ------
    RefusedFileError
        The file is damaged, holds another kind of model, or names objects that no model file needs.
    """
    path = Path(path)
    try:
        return _model(_Reader(io.BytesIO(_unpacked(path.read_bytes()))).load())
    except RefusedFileError as error:
        raise RefusedFileError(f"{path.name}: {error}") from None
    except OSError as error:
        raise RefusedFileError(f"{path.name}: cannot be read ({error.strerror or error})") from error
    except Exception as error:  # damaged bytes can make the unpickler raise anything
        raise RefusedFileError(
            f"{path.name}: damaged, or not a model file ({type(error).__name__}: {error})"
        ) from error


class _Inert:
    """A placeholder for an object in the file: stores its attributes and does nothing."""


class _Pipeline(_Inert):
    pass


class _CountVectorizer(_Inert):
    pass


class _MultinomialNB(_Inert):
    pass


class _Wrapper(_Inert):
    """joblib's ``NumpyArrayWrapper``."""


class _Dtype(_Inert):
    """``numpy.dtype``: the type comes as an argument, the byte order as state."""

    def __init__(self, code: str, *_: object) -> None:
        if not re.fullmatch(r"[biufU]\d+", code):
            raise RefusedFileError(f"an array of type {code!r}")
        self.code, self.order = code, "="

    def real(self) -> np.dtype[Any]:
        return np.dtype(self.order.replace("|", "=") + self.code)


class _Ndarray(_Inert):
    """``numpy.ndarray``, referenced by the wrapper, never instantiated."""


class _Int64(_Inert):
    """``numpy.int64``, referenced as the vectorizer's dtype, never instantiated."""


def _scalar(dtype: _Dtype, data: bytes) -> object:
    """``numpy.core.multiarray.scalar``."""
    return np.frombuffer(data, dtype.real(), 1)[0].item()


_ALLOWED: dict[tuple[str, str], Callable[..., object]] = {
    ("sklearn.pipeline", "Pipeline"): _Pipeline,
    ("sklearn.feature_extraction.text", "CountVectorizer"): _CountVectorizer,
    ("sklearn.naive_bayes", "MultinomialNB"): _MultinomialNB,
    ("joblib.numpy_pickle", "NumpyArrayWrapper"): _Wrapper,
    ("numpy", "dtype"): _Dtype,
    ("numpy", "ndarray"): _Ndarray,
    ("numpy", "int64"): _Int64,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy._core.multiarray", "scalar"): _scalar,
}


class _Reader(pickle._Unpickler):  # the pure Python one: only it can skip the array bytes between opcodes
    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(pickle._Unpickler.dispatch)

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream)
        self._stream = stream

    def find_class(self, module: str, name: str) -> Any:
        """Return the placeholder for a name, or refuse the file.

        Raises
        ------
        RefusedFileError
            No model file needs that name.
        """
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise RefusedFileError(f"refused: it names {module}.{name}, which no model file needs") from None

    def load_build(self) -> None:
        """Set the attributes of a placeholder; an array wrapper is replaced by its array.

        Raises
        ------
        RefusedFileError
            The state is for anything but a placeholder.
        """
        stack: list[Any] = self.stack  # type: ignore[attr-defined]
        state = stack.pop()
        target = stack[-1]
        if isinstance(target, _Dtype) and state[1] in ("<", ">", "|", "="):
            target.order = state[1]
        elif isinstance(target, _Inert) and not isinstance(target, _Dtype) and isinstance(state, dict):
            vars(target).update(state)
        else:
            raise RefusedFileError(f"refused: state for a {type(target).__name__}")
        if isinstance(target, _Wrapper):
            stack[-1] = self._array(vars(target))

    dispatch[pickle.BUILD[0]] = load_build

    def _array(self, wrapper: dict[str, Any]) -> NDArray[Any]:
        if wrapper["subclass"] is not _Ndarray:
            raise RefusedFileError("an array of another class")
        if wrapper.get("numpy_array_alignment_bytes") is not None:
            self._stream.read(self._stream.read(1)[0])
        dtype, shape = wrapper["dtype"].real(), tuple(map(int, wrapper["shape"]))
        length = math.prod(shape) * dtype.itemsize
        data = self._stream.read(length) if 0 <= length <= MOST_BYTES else b""
        if len(data) != length:
            raise RefusedFileError("damaged: an array is truncated")
        return np.frombuffer(data, dtype).reshape(shape, order="F" if wrapper["order"] == "F" else "C")


def _unpacked(data: bytes) -> bytes:
    """Decompress a file; supports the formats of joblib that the standard library can read."""
    openers: dict[bytes, Callable[..., Any]] = {
        b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
        b"BZh": bz2.BZ2File,
        b"\xfd7zXZ\x00": lzma.LZMAFile,
        b"\x5d\x00\x00": lzma.LZMAFile,
    }
    if data.startswith(b"\x78"):
        return _limited(zlib.decompressobj().decompress(data, MOST_BYTES + 1))
    for magic, opener in openers.items():
        if data.startswith(magic):
            with opener(io.BytesIO(data)) as stream:
                return _limited(stream.read(MOST_BYTES + 1))
    return _limited(data)


def _limited(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise RefusedFileError(f"unpacks to more than {MOST_BYTES // 2**20} MB")
    return data


# Settings that moim.topics.counts assumes.
_VECTORIZER = {
    "analyzer": "word",
    "binary": False,
    "lowercase": True,
    "ngram_range": (1, 1),
    "preprocessor": None,
    "stop_words": None,
    "strip_accents": None,
    "token_pattern": r"(?u)\b\w\w+\b",
    "tokenizer": None,
}
_BAYES = {"class_prior": None, "fit_prior": True}


def _model(found: object) -> PredecessorModel:
    if not isinstance(found, _Pipeline):
        raise RefusedFileError("not a Pipeline")
    steps = [step for _, step in vars(found).get("steps", [])]
    if [type(step) for step in steps] != [_CountVectorizer, _MultinomialNB]:
        raise RefusedFileError("not a Pipeline of a CountVectorizer and a MultinomialNB")
    vectorizer, bayes = (vars(step) for step in steps)
    for settings, wanted in ((vectorizer, _VECTORIZER), (bayes, _BAYES)):
        for name, value in wanted.items():
            if settings.get(name, value) != value:
                raise RefusedFileError(f"{name} is {settings[name]!r}, not {value!r}")
    vocabulary = sorted(vectorizer["vocabulary_"], key=vectorizer["vocabulary_"].__getitem__)
    if sorted(vectorizer["vocabulary_"].values()) != list(range(len(vocabulary))):
        raise RefusedFileError("the vocabulary has gaps")
    counts = SharedCounts(
        tuple(map(str, bayes["classes_"].tolist())),
        tuple(map(str, vocabulary)),
        np.array(bayes["class_count_"], np.float64),
        np.array(bayes["feature_count_"], np.float64),
        float(bayes["alpha"]),
    )
    if counts.tokens.shape != (len(counts.classes), len(vocabulary)) or len(counts.documents) != len(counts.classes):
        raise RefusedFileError("counts, classes and vocabulary are of different sizes")
    return PredecessorModel(counts, str(vars(found).get("_sklearn_version", "")))
