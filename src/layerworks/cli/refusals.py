"""A refusal, for people or programs."""

from layerworks.app.checking import finding_dict
from layerworks.app.refusal import Refusal
from layerworks.cli import speech
from layerworks.cli.findings import print_findings
from layerworks.cli.speech import word


def show_refusal(refusal: Refusal, *, json: bool) -> None:
    """Say that a part cannot be made as it is, and why."""
    if json:
        findings = [finding_dict(finding) for finding in refusal.findings]
        speech.answer_json({"name": refusal.name, "refused": True, "findings": findings})
        return
    print_findings(refusal.findings)
    speech.answer(word("refused", name=refusal.name))
