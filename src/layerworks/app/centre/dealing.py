"""Customers, organisations, terms and messages at work."""

from dataclasses import replace
from datetime import datetime

from layerworks.app.centre.histories import entries, history
from layerworks.centre.customers.customer import Customer, Organisation, agree, recall_customer, recall_organisation
from layerworks.centre.customers.events import CustomerSaid, FileNamed, OrganisationSaid, Side, Terms
from layerworks.centre.customers.thread import Message, messages, write
from layerworks.centre.writing import customer_subject, organisation_subject, thread_subject
from layerworks.errors import Missing
from layerworks.words import say
from layerworks.workshop import Journal


def keep_customer(journal: Journal, id: str, said: CustomerSaid, now: datetime, who: str) -> Customer:
    """Keep what is known of a customer; the same again changes nothing."""
    known = recall_customer(id, history(journal, customer_subject(id)))
    if known is None or known.said != said:
        place = known.place if known else 0
        journal.append(*entries(customer_subject(id), place, (said,), now, who, "asked"))
    return read_customer(journal, id)


def read_customer(journal: Journal, id: str) -> Customer:
    """Return a customer. Raises Missing."""
    found = recall_customer(id, history(journal, customer_subject(id)))
    if found is None:
        raise Missing(say("centre.no_such_customer", id=id), say("centre.no_such_customer_remedy"))
    return found


def keep_organisation(journal: Journal, id: str, said: OrganisationSaid, now: datetime, who: str) -> Organisation:
    """Keep what is known of an organisation; the same again changes nothing."""
    known = recall_organisation(id, history(journal, organisation_subject(id)))
    if known is None or known.said != said:
        place = known.place if known else 0
        journal.append(*entries(organisation_subject(id), place, (said,), now, who, "asked"))
    return read_organisation(journal, id)


def agree_terms(journal: Journal, id: str, terms: Terms, now: datetime, who: str, why: str) -> Organisation:
    """Agree terms with an organisation. Raises Missing, Rejected."""
    known = read_organisation(journal, id)
    journal.append(*entries(organisation_subject(id), known.place, agree(terms), now, who, why))
    return read_organisation(journal, id)


def read_organisation(journal: Journal, id: str) -> Organisation:
    """Return an organisation. Raises Missing."""
    found = recall_organisation(id, history(journal, organisation_subject(id)))
    if found is None:
        raise Missing(say("centre.no_such_customer", id=id), say("centre.no_such_customer_remedy"))
    return found


def write_message(
    journal: Journal,
    about: str,
    side: Side,
    text: str,
    now: datetime,
    who: str,
    *,
    files: tuple[FileNamed, ...] = (),
    internal: bool = False,
) -> tuple[Message, ...]:
    """Write in the thread of a quote or an order (its number); return the thread. Raises Rejected.

    Two who write at once both get their place.
    """
    (event,) = write(side, text, files, internal=internal)
    (entry,) = entries(thread_subject(about), 0, (event,), now, who, "asked")
    journal.append(replace(entry, place=None))
    return thread(journal, about)


def thread(journal: Journal, about: str) -> tuple[Message, ...]:
    """Return the messages about a quote or an order, oldest first."""
    return messages(history(journal, thread_subject(about)))
