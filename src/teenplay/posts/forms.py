"""The form of a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moim.text.cleaning import html_to_text
from teenplay.kit import pictures
from teenplay.kit.fields import PictureField, RichTextField
from teenplay.posts.models import ClubPost


class PostForm(forms.ModelForm):
    """The form of a post; ``notices``: whether its author may pin it."""

    content = RichTextField(label=_("내용"), required=False)
    picture_sent = PictureField(label=_("사진"), help_text=_("한 장을 더할 수 있어요. 가로세로 4:3으로 잘려요."))
    no_picture = forms.BooleanField(label=_("사진 지우기"), required=False)

    class Meta:
        model = ClubPost
        fields = ("title", "content", "pinned")
        labels = {"title": _("글 제목"), "pinned": _("공지로 올리기")}  # noqa: RUF012
        help_texts = {"pinned": _("게시판 맨 위에 고정되고, 멤버가 아니어도 읽을 수 있어요.")}  # noqa: RUF012

    def __init__(self, *args: Any, notices: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not notices:
            del self.fields["pinned"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        picture = cleaned.get("picture_sent") or (self.instance.picture and not cleaned.get("no_picture"))
        if "content" in cleaned and not picture and not html_to_text(cleaned["content"]).strip():
            self.add_error("content", ValidationError(gettext("글이나 사진이 있어야 해요.")))
        return cleaned

    def save(self, commit: bool = True) -> ClubPost:
        """Save the post and its picture. Call it in a transaction: an old file is deleted when that commits."""
        if picture := self.cleaned_data["picture_sent"]:
            pictures.keep(self.instance.picture, picture, pictures.BANNER)
        elif self.cleaned_data["no_picture"]:
            pictures.remove(self.instance.picture)
        post: ClubPost = super().save(commit)
        return post
