"""Digest authentication, against the example of the standard and against what is not to be let in."""

from hashlib import md5

from layerworks.web.digests import GOOD_FOR_S, Digests, answer_in

# RFC 2617, section 3.5: the nonce is the server's own there, so that only the answer can be compared
HEADER = (
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", '
    'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
SEALED = md5(b"Mufasa:testrealm@host.com:Circle Of Life").hexdigest()
DIGESTS = Digests("testrealm@host.com", b"secret")


def test_the_answer_of_the_standard_is_right_and_any_other_is_wrong():
    answer = answer_in(HEADER)
    assert DIGESTS.right(answer, "GET", "/dir/index.html", SEALED)
    assert not DIGESTS.right(answer, "PUT", "/dir/index.html", SEALED)
    assert not DIGESTS.right(answer, "GET", "/other", SEALED)
    assert not DIGESTS.right(answer, "GET", "/dir/index.html", "0" * 32)
    assert not DIGESTS.right({**answer, "realm": "other"}, "GET", "/dir/index.html", SEALED)
    assert not DIGESTS.right({}, "GET", "/", SEALED)


def test_a_challenge_is_answered_in_time_and_is_ours():
    nonce = answer_in(DIGESTS.challenge(1000.0))
    assert DIGESTS.fresh(nonce, 1000.0)
    assert DIGESTS.fresh(nonce, 1000.0 + GOOD_FOR_S - 2)
    assert not DIGESTS.fresh(nonce, 1000.0 + GOOD_FOR_S + 2)
    assert not DIGESTS.fresh(nonce, 900.0)
    assert not Digests("testrealm@host.com", b"another").fresh(nonce, 1000.0)
    assert not DIGESTS.fresh({"nonce": "1000.é"}, 1000.0)
    assert not DIGESTS.fresh({}, 1000.0)
    assert "stale=true" in DIGESTS.challenge(1.0, stale=True)


def test_other_schemes_are_no_answers():
    assert answer_in("Bearer lw_x") is None
