"""What members fill in to reply."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """The text of one reply."""

    content = forms.CharField(label=_("댓글"), max_length=500)
