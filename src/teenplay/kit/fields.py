"""Form fields of several apps: rich text and a picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _
from PIL import Image

from teenplay.kit import pictures, rich_text

LONGEST_CONTENT = 20_000


class RichTextField(forms.CharField):
    """Rich text, cleaned; plain text becomes paragraphs."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea({"rows": 8, "data-rich": _("굵게,기울임,제목,목록,문단")})
        super().__init__(max_length=LONGEST_CONTENT, widget=area, **kwargs)

    def clean(self, value: Any) -> str:
        content: str = super().clean(value)
        if not content:
            return ""
        return str(rich_text.cleaned(content if "<" in content else linebreaks(content, autoescape=True)))


class PictureField(forms.FileField):
    """An optional picture: the decoded :class:`PIL.Image.Image`, or ``None``."""

    def __init__(self, **kwargs: Any) -> None:
        kinds = forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/gif"})
        super().__init__(required=False, widget=kinds, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Image.Image | None:
        upload = super().clean(data, initial)
        return pictures.read(upload) if upload else None
