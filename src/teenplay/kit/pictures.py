"""Pictures that members upload: recognised by their content, and always re-encoded.

No byte of the uploaded file is stored: the picture is decoded, turned upright, resized and encoded as WebP. This
removes locations and names in the metadata, and anything else that was hidden in the file.
"""

from __future__ import annotations

import io
import secrets
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LARGEST_BYTES = 10 * 2**20
LARGEST_PIXELS = 50_000_000
"""A small file may unpack into a huge picture."""

THUMBNAIL = (800, 600)
BANNER = (1600, 1200)
PROFILE = (400, 400)
CLUB_BANNER = (1600, 600)


def read(upload: File[bytes]) -> Image.Image:
    """The picture in a file, upright, in RGB.

    Raises
    ------
    ValidationError
        It is too large, damaged, or not in one of :data:`FORMATS`.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise ValidationError(_("사진은 10MB까지 올릴 수 있어요."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
        if picture.width * picture.height > LARGEST_PIXELS:
            raise ValidationError(_("사진이 너무 커요. 작게 줄여서 올려 주세요."))
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise ValidationError(_("사진 파일을 읽을 수 없어요. JPG, PNG, WebP, GIF를 올려 주세요.")) from error


def fitted(picture: Image.Image, size: tuple[int, int]) -> ContentFile[bytes]:
    """The picture cropped to the ratio of ``size``, at most as large, as WebP under a random name."""
    width = min(size[0], picture.width)
    cut = ImageOps.fit(picture, (width, round(width * size[1] / size[0])), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    cut.save(encoded, "WEBP", quality=82)
    return ContentFile(encoded.getvalue(), f"{secrets.token_urlsafe(12)}.webp")


def keep(field: FieldFile, picture: Image.Image, size: tuple[int, int]) -> None:
    """Replace the picture of a row's field. The caller saves the row, in a transaction."""
    remove(field)
    drawn = fitted(picture, size)
    field.save(str(drawn.name), drawn, save=False)


def remove(field: FieldFile) -> None:
    """Empty a row's field; the file is deleted when the transaction commits. The caller saves the row."""
    if path := field.name:
        transaction.on_commit(lambda: default_storage.delete(path))
    field.name = ""
