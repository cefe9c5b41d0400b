"""Hides allauth's tables from operators: keys come from the environment, and tokens are not stored."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

for model in (EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
