"""What a platform calls. Every transaction on the package's tables starts in one of these modules.

For pages and the platform's own rules:

- :func:`record` what a member did, :func:`record_many` for loading, :func:`take_back` to undo
- :func:`recommend` a list, :func:`similar` to an activity; :func:`season`, the sentence of the day
- :func:`state_of` a member; :func:`forget` and :func:`forget_in_versions` when a member leaves

For operators:

- :func:`train` a version, :func:`activate` one
- :func:`rebuild_states` from the log
- :func:`earned`: what lists earned, with and without exploration

A list is an :class:`ItemList` of :class:`Item`; a :class:`Click` is what a visitor did in the session. Recording raises
:class:`OutOfOrderError` and :class:`KeyReusedError`.
"""

from moim_django.services.activate import activate
from moim_django.services.forget import forget, forget_in_versions
from moim_django.services.offpolicy import Earned, earned
from moim_django.services.recommend import Click, Item, ItemList, recommend, season, similar
from moim_django.services.record import KeyReusedError, OutOfOrderError, record, record_many, take_back
from moim_django.services.states import StateReport, rebuild_states, state_of
from moim_django.services.train import train

__all__ = [
    "Click",
    "Earned",
    "Item",
    "ItemList",
    "KeyReusedError",
    "OutOfOrderError",
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
