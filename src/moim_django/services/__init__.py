"""What a platform calls. Every transaction on the package's tables starts here.

``record`` what a member did, ``record_many`` what comes from elsewhere, ``take_back`` what was undone; ``recommend``,
``similar`` for a page, ``season`` for its greeting; ``state_of`` a member: what was learned; ``forget`` and
``forget_in_versions`` for one who leaves. For operators: ``train``, ``activate``, ``rebuild_states``, ``earned``.
"""

from moim_django.services.forgetting import forget_in_versions
from moim_django.services.lists import Click, Item, Page, recommend, season, similar
from moim_django.services.log import (
    KeyReusedError,
    OutOfOrderError,
    StateReport,
    forget,
    rebuild_states,
    record,
    record_many,
    state_of,
    take_back,
)
from moim_django.services.offpolicy import Earned, earned
from moim_django.services.versions import activate, train

__all__ = [
    "Click",
    "Earned",
    "Item",
    "KeyReusedError",
    "OutOfOrderError",
    "Page",
    "StateReport",
    "activate",
    "earned",
    "forget",
    "forget_in_versions",
    "rebuild_states",
    "recommend",
    "record",
    "record_many",
    "season",
    "similar",
    "state_of",
    "take_back",
    "train",
]
