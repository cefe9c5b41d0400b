"""Members and applicants of a club: its owner accepts, refuses and forgives them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teenplay.clubs import membership
from teenplay.clubs.models import Club, ClubMember
from teenplay.kit.answers import answer, for_members
from teenplay.members.viewer import MemberRequest
from teenplay.owners.views.clubs import owned

PER_PAGE = 50

Status = ClubMember.Membership


@require_safe
@for_members
def members(request: MemberRequest, club_id: int) -> HttpResponse:
    """Applicants in the order of application, members (newest first), and members who were refused."""
    return render(request, "owners/members.html", _context(request, owned(request, club_id)))


@require_POST
@for_members
def decide(request: MemberRequest, club_id: int, member_id: int) -> HttpResponse:
    """``do``: accept an applicant, refuse an applicant or a member, forgive someone who was refused."""
    club = owned(request, club_id)
    now = timezone.now()
    do = request.POST.get("do")
    if do == "accept":
        accepted = membership.accept(member_id=member_id, club_id=club_id, now=now)
        said = _("받았어요.") if accepted else _("그 사이에 신청을 취소했어요.")
    elif do == "refuse" and member_id != request.user.pk:
        membership.refuse(member_id=member_id, club_id=club_id, now=now)
        said = _("돌려보냈어요.")
    elif do == "forgive":
        membership.forgive(member_id=member_id, club_id=club_id, now=now)
        said = _("다시 신청할 수 있어요.")
    else:
        return HttpResponseBadRequest()
    return answer(request, "owners/member_lines.html", _context(request, club), said)


def _context(request: MemberRequest, club: Club) -> dict[str, object]:
    rows = ClubMember.objects.filter(club=club).select_related("member")
    inside = rows.filter(status=Status.MEMBER).order_by("-created_date", "-pk")
    return {
        "club": club,
        "applied": list(membership.applicants(club).select_related("member")),
        "page": Paginator(inside, PER_PAGE).get_page(request.GET.get("page")),
        "refused": list(rows.filter(status=Status.LEFT, refused=True).order_by("-updated_date")[:PER_PAGE]),
    }
