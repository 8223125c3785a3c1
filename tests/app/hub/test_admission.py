"""Tokens and claim codes."""

from datetime import UTC, datetime, timedelta

import pytest

from layerworks.app.hub.admission import RIGHTS, Admission, Bearer
from layerworks.errors import Conflict, Missing, Rejected
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_token_names_its_owner_and_is_kept_as_a_digest_only():
    admission = Admission(ListJournal())
    assert not admission.has_owner()
    token = admission.make_token("owner", T0, "layerworks")
    assert admission.has_owner()
    assert admission.bearer_of(token) == Bearer("owner", "all")
    assert admission.bearer_of(token + "x") is None
    assert admission.bearer_of("") is None
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


def test_a_token_is_good_for_what_it_was_made_for_until_it_is_withdrawn():
    admission = Admission(ListJournal())
    owner = admission.make_token("owner", T0, "layerworks")
    slicer = admission.make_token("slicer", T0, "owner", "queue")
    assert admission.bearer_of(owner).may("queue")
    assert [admission.bearer_of(slicer).may(right) for right in ("all", "queue", "read")] == [False, True, False]
    with pytest.raises(Conflict):
        admission.make_token("slicer", T0, "owner")
    with pytest.raises(Conflict):
        admission.withdraw_token("owner", T0, "owner", "the last one")
    with pytest.raises(Missing):
        admission.withdraw_token("nobody", T0, "owner", "")
    admission.withdraw_token("slicer", T0, "owner", "left")
    assert admission.bearer_of(slicer) is None
    assert admission.bearers() == (Bearer("owner", "all"),)


class Read(ListJournal):
    """A journal that counts how often it is read."""

    times = 0

    def about(self, subject):
        self.times += 1
        return super().about(subject)


def test_who_asks_is_known_without_reading_the_journal_each_time():
    journal = Read()
    admission = Admission(journal)
    token = admission.make_token("owner", T0, "layerworks")
    admission.bearer_of(token)
    before = journal.times
    for guess in (token, "", "lw_guess", token):
        admission.bearer_of(guess)
    assert journal.times == before
    slicer = admission.make_token("slicer", T0, "owner", "queue")
    assert admission.bearer_of(slicer) == Bearer("slicer", "queue")
    admission.withdraw_token("slicer", T0, "owner", "left")
    assert admission.bearer_of(slicer) is None
    assert Admission(journal).bearer_of(token) == Bearer("owner", "all")


def test_a_role_grants_what_it_names_and_no_more():
    rights = {right: {other for other in RIGHTS if Bearer("x", right).may(other)} for right in RIGHTS}
    assert rights["planner"] == {"planner", "viewer", "queue", "read"}
    assert rights["operator"] == {"operator", "viewer", "read"}
    assert rights["viewer"] == {"viewer", "read"}
    assert [right for right in RIGHTS if "all" in rights[right]] == ["all"]


def test_a_token_may_be_bound_to_a_hall_and_then_the_last_owner_is_another():
    admission = Admission(ListJournal())
    admission.make_token("owner", T0, "layerworks")
    token = admission.make_token("li", T0, "owner", "all", machines="hall2-*")
    bearer = admission.bearer_of(token)
    assert [bearer.minds(m) for m in ("hall2-7", "hall1-7", "")] == [True, False, False]
    with pytest.raises(Conflict):
        admission.withdraw_token("owner", T0, "li", "would lock everybody out")


def test_a_claim_stands_beside_tokens_that_were_withdrawn():
    admission = Admission(ListJournal())
    admission.make_token("owner", T0, "layerworks")
    admission.make_token("slicer", T0, "owner", "queue")
    code = admission.make_claim(T0, "owner", "new")
    admission.withdraw_token("slicer", T0, "owner", "left")
    admission.take_claim(code, T0)
