"""How long the workshop waits for printers and people."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    """Waits, in seconds; what each means to a person stands in the catalogues."""

    poll_s: float = setting(5.0, unit="s", low=0.01, high=3600.0)
    silence_s: float = setting(30.0, unit="s", low=1.0, high=3600.0)
    first_call_again_s: float = setting(2.0, unit="s", low=0.1, high=600.0)
    longest_call_again_s: float = setting(45.0, unit="s", low=1.0, high=3600.0)
    answer_s: float = setting(60.0, unit="s", low=1.0, high=3600.0)
    start_deadline_s: float = setting(120.0, unit="s", low=1.0, high=3600.0)
    stall_s: float = setting(900.0, unit="s", low=10.0, high=86400.0)
    attention_s: float = setting(3600.0, unit="s", low=1.0, high=604800.0)
    unheard_s: float = setting(43200.0, unit="s", low=60.0, high=604800.0)
    start_tries: int = setting(3, low=1, high=10)
