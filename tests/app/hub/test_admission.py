"""Tokens and claim codes."""

from datetime import UTC, datetime, timedelta

import pytest

from layerworks.app.hub.admission import Admission
from layerworks.errors import Rejected
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_token_names_its_owner_and_is_kept_as_a_digest_only():
    admission = Admission(ListJournal())
    assert not admission.has_owner()
    token = admission.make_token("owner", T0, "layerworks")
    assert admission.has_owner()
    assert admission.owner_of(token) == "owner"
    assert admission.owner_of(token + "x") is None
    assert admission.owner_of("") is None
    assert token not in repr(admission.journal.entries)


def test_a_claim_is_good_once_and_not_for_ever():
    admission = Admission(ListJournal())
    code, old = admission.make_claim(T0, "owner", "new"), admission.make_claim(T0, "owner", "new")
    assert code not in repr(admission.journal.entries)
    admission.take_claim(code, T0 + timedelta(minutes=5))
    for used in (code, old, "guess"):
        with pytest.raises(Rejected):
            admission.take_claim(used, T0 + timedelta(hours=2))
    with pytest.raises(Rejected):
        admission.take_claim(code, T0 + timedelta(minutes=6))
