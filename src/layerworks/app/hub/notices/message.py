"""A notice in words, and as data for programs. Pure."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layerworks.fleet.alarms import Alarm
from layerworks.words import Language, render, say


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. id: the same when it is sent again. data: the same as JSON."""

    id: str
    title: str
    body: str
    data: dict[str, Any]


def message_of(id: str, alarm: Alarm, language: Language) -> Message:
    """Return an alarm as a message."""
    severity = render(say(f"notices.severity_{alarm.severity.name.lower()}"), language)
    key = "notices.title_again" if alarm.escalated else "notices.title"
    title = render(say(key, severity=severity, machine=alarm.machine), language)
    what, remedy = render(alarm.what, language), render(alarm.remedy, language)
    data = {
        "type": "alarm.escalated" if alarm.escalated else "alarm.raised",
        "machine": alarm.machine,
        "rule": alarm.rule,
        "of": alarm.of,
        "severity": alarm.severity.name.lower(),
        "raised_at": alarm.raised_at.isoformat(),
        "what": what,
        "remedy": remedy,
    }
    return Message(id, title, f"{what}\n→ {remedy}", data)


def trial_of(id: str, language: Language) -> Message:
    """Return a message that only shows that the way is open."""
    title, body = render(say("notices.trial_title"), language), render(say("notices.trial"), language)
    return Message(id, title, body, {"type": "trial", "what": body})


def signed(message: Message, secret: str, now: datetime) -> tuple[bytes, dict[str, str]]:
    """Return the body of a webhook and its headers, signed as “Standard Webhooks” 1.0.0 has it.

    secret: `whsec_` and the key in base64. The signature is over id, time and body, so none of them can be changed,
    and an old message cannot be sent again unnoticed.
    """
    body = json.dumps(message.data, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(now.timestamp()))
    id = f"msg_{hashlib.sha256(message.id.encode()).hexdigest()[:24]}"
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }
    return body, headers
