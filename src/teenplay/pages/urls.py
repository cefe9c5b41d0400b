"""The addresses of the site."""

from django.urls import path

from teenplay.pages.views import account, actions, activities, activity, clubs, home, mine, searches, welcome

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("activities/", activities.activities, name="activities"),
    path("activities/suggest/", activities.suggest, name="suggest"),
    path("searches/<int:search_id>/forget/", searches.forget, name="forget_search"),
    path("activities/<int:activity_id>/", activity.activity, name="activity"),
    path("activities/<int:activity_id>/why/", activity.why, name="why"),
    path("activities/<int:activity_id>/replies/", actions.reply, name="reply"),
    path("replies/<int:reply_id>/remove/", actions.remove_reply, name="remove_reply"),
    path("activities/<int:activity_id>/like/", actions.like, name="like"),
    path("activities/<int:activity_id>/hide/", actions.hide, name="hide"),
    path("activities/<int:activity_id>/join/", actions.join, name="join"),
    path("activities/<int:activity_id>/cancel/", actions.cancel, name="cancel"),
    path("clubs/", clubs.clubs, name="clubs"),
    path("clubs/<int:club_id>/", clubs.club, name="club"),
    path("clubs/<int:club_id>/join/", actions.join_club, name="join_club"),
    path("mine/", mine.mine, name="mine"),
    path("me/", mine.me, name="me"),
    path("sign-up/", account.sign_up, name="sign_up"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("welcome/", welcome.categories, name="welcome"),
    path("welcome/keywords/", welcome.keywords, name="welcome_keywords"),
    path("welcome/region/", welcome.region, name="welcome_region"),
    path("near/", account.near, name="near"),
    path("theme/", account.theme, name="theme"),
]
