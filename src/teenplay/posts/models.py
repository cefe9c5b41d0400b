"""Posts on a club's board, and comments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from moim.text.cleaning import html_to_text
from teenplay.catalogue.models import Row, Shown
from teenplay.clubs.models import Club
from teenplay.members.models import Member
from teenplay.replies.models import Reply


class ClubPost(Row):
    """A post on a club's board. A pinned post is a notice of the owner."""

    club = models.ForeignKey(Club, models.CASCADE, verbose_name=_("club"))
    member = models.ForeignKey(Member, models.CASCADE, verbose_name=_("author"))
    title = models.CharField(_("title"), max_length=100)
    content = models.TextField(_("content"), blank=True, default="")
    picture = models.ImageField(_("picture"), max_length=255, blank=True, upload_to="club/post")
    pinned = models.BooleanField(_("notice"), default=False)
    status = models.SmallIntegerField(_("status"), choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "site_club_post"
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["club", "status", "-created_date"], name="club_post_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def excerpt(self) -> str:
        """The beginning of the text, without markup."""
        return html_to_text(self.content)[:160]


class ClubPostReply(Reply):
    """A comment under a post."""

    post = models.ForeignKey(ClubPost, models.CASCADE)

    class Meta:
        db_table = "site_club_post_reply"
        verbose_name = _("comment on a post")
        verbose_name_plural = _("comments on posts")
        indexes = [models.Index(fields=["post", "created_date"], name="club_post_reply_order")]
